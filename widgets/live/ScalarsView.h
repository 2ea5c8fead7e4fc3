// A plot for every scalar of a run, for any tags: the view of a run made by another program. Of many scalars it shows
// the first that match a filter, and says so. GUI thread only.
#pragma once

#include <QPointer>
#include <QWidget>
#include <string>
#include <vector>

class QLabel;
class QLineEdit;
class QVBoxLayout;
class QTimer;

namespace isonet::widgets {

class PlotGrid;
class RunData;
class ViewOptions;

class ScalarsView : public QWidget {
    Q_OBJECT
public:
    // The options stay the caller's and must outlive the view.
    explicit ScalarsView(ViewOptions* options, QWidget* parent = nullptr);
    void setData(RunData* data);  // stays the caller's; nullptr: no plots
    PlotGrid* grid() const { return grid_; }

private:
    void updateGrid();
    std::vector<std::string> shownTags();

    ViewOptions* options_;
    QPointer<RunData> data_;
    QLineEdit* filter_;
    QLabel* note_;
    QVBoxLayout* column_;
    PlotGrid* grid_ = nullptr;
    QTimer* timer_;
    std::vector<std::string> shown_;  // tags in the grid
};

}  // namespace isonet::widgets
