// The four live views of a run on one page: loss and accuracy, isometry deviation, singular-value spectra, b
// histograms. Two by two; each can fill the page. Draws a RunData at most 25 times a second, and only what is visible.
#pragma once

#include <QWidget>

namespace isonet::widgets {

class RunData;
class PlotPanel;

class RunView : public QWidget {
    Q_OBJECT
public:
    explicit RunView(QWidget* parent = nullptr);
    // The data stays the caller's and must outlive the view or be replaced; nullptr shows the empty state.
    void setData(RunData* data);

    // Object names for tests and screen readers: "lossPanel", "deviationPanel", "spectrumPanel", "offsetPanel".
    PlotPanel* panel(const QString& objectName) const;

private:
    struct Private;
    Private* d_;
};

}  // namespace isonet::widgets
