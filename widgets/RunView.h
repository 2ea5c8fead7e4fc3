// The live views of a run. Page "Learning": loss and accuracy, isometry deviation, singular-value spectra, b
// histograms. Page "Steering": learning rate and speed, penalty beside cross entropy, extreme singular values. Page
// "Depth": norms of signals and gradients by layer. Page "Scalars", of another program's run alone: whatever it has.
// Draws a RunData at most 25 times a second, and only what is visible.
#pragma once

#include <QVariantMap>
#include <QVector>
#include <QWidget>

class QStackedWidget;

namespace isonet::widgets {

class PlotGrid;
class PlotPanel;
class RunData;
class ScalarsView;
class ViewBar;
class ViewOptions;

class RunView : public QWidget {
    Q_OBJECT
public:
    explicit RunView(QWidget* parent = nullptr);
    // The data stays the caller's and must outlive the view or be replaced; nullptr shows the empty state.
    void setData(RunData* data);
    void setForeign(bool on);  // another program's run: shows its scalars; off: the page that was shown before

    // Object names for tests and screen readers: "lossPanel", "deviationPanel", "spectrumPanel", "offsetPanel",
    // "ratePanel", "balancePanel", "sigmaPanel", "signalPanel", "gradientPanel".
    PlotPanel* panel(const QString& objectName) const;
    QVector<PlotPanel*> panels() const;
    ViewOptions* viewOptions() const { return options_; }
    PlotGrid* grid() const;  // the page that is shown
    int page() const;
    QVariantMap layoutState() const;  // page, sizes, how each plot is set: for the settings
    void setLayoutState(const QVariantMap& state);
    void setPage(int page);

private:
    ViewOptions* options_;
    ViewBar* bar_;
    QStackedWidget* stack_;
    QVector<PlotGrid*> pages_;
    ScalarsView* scalars_;  // the page after them
    bool foreign_ = false;
    int before_ = 0;  // the page shown before the scalars
};

}  // namespace isonet::widgets
