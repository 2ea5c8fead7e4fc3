// A plot for every scalar of a run, for any tags: the view of a run made by another program. GUI thread only.
#pragma once

#include <QPointer>
#include <QScrollArea>
#include <string>
#include <vector>

class QTimer;

namespace isonet::widgets {

class PlotGrid;
class RunData;
class ViewOptions;

class ScalarsView : public QScrollArea {
    Q_OBJECT
public:
    // The options stay the caller's and must outlive the view.
    explicit ScalarsView(ViewOptions* options, QWidget* parent = nullptr);
    void setData(RunData* data);  // stays the caller's; nullptr: no plots
    PlotGrid* grid() const { return grid_; }

private:
    void updateGrid();

    ViewOptions* options_;
    QPointer<RunData> data_;
    PlotGrid* grid_ = nullptr;
    QTimer* timer_;
    std::vector<std::string> shown_;  // tags in the grid
};

}  // namespace isonet::widgets
