// Every scalar of a run in a plot of its own, whatever the tags: what there is to see of another program's run. GUI
// thread only.
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
    void makeGrid();

    ViewOptions* options_;
    QPointer<RunData> data_;
    PlotGrid* grid_ = nullptr;
    QTimer* later_;
    std::vector<std::string> shown_;  // tags
};

}  // namespace isonet::widgets
