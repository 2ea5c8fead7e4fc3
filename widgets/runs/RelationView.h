// A plot of settings against results with its choices: of which runs, which axes, and by what they are colored. Works
// only while visible. GUI thread only.
#pragma once

#include <QSet>
#include <QWidget>
#include <functional>
#include <memory>
#include <vector>

#include "widgets/plot/RefreshThrottle.h"
#include "widgets/runs/RelatedRuns.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace isonet::widgets {

class PlotPanel;
class RelationPlot;
struct RelationFigure;

// The runs that a view may show.
struct RelationSource {
    std::function<std::vector<const RunEntry*>()> checked, listed;
    FigureOf figure;  // RelatedRuns.h; none: the last values
    StatisticChoice statistic;
};

class RelationView : public QWidget {
    Q_OBJECT
public:
    enum class Kind { Scatter, Parallel };
    // `compared` must outlive the view.
    RelationView(Kind kind, const ComparedRuns* compared, QWidget* parent = nullptr);
    ~RelationView() override;

    void setSource(const RelationSource& source);
    void refreshSoon();  // values, runs or the selection have changed

    PlotPanel* panel() const { return panel_; }
    RelationPlot* plot() const { return plot_; }
    QComboBox* horizontal() const { return x_; }
    QComboBox* vertical() const { return y_; }
    QComboBox* color() const { return color_; }
    void setListed(bool on);                  // all runs that the table lists, not only the checked ones
    void setAxes(const QStringList& titles);  // of parallel coordinates, from left to right
    QStringList axes() const { return axes_; }
    void refreshNow();

    static constexpr int mostRuns = 500;

Q_SIGNALS:
    void runClicked(const QString& path);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeBar();
    void refresh();
    void fillBoxes(const RelatedRuns& runs);
    void fillAxisMenu(QMenu& menu);
    void chooseAxes(const RelatedRuns& runs);
    RelationFigure makeFigure(RelatedRuns runs) const;
    QString noteOf(const RelationFigure& figure, qsizetype all) const;
    QString emptyReason(const RelatedRuns& runs) const;

    const Kind kind_;
    const ComparedRuns* compared_;
    RelationSource source_;
    QComboBox *runs_, *x_, *y_, *color_;
    QToolButton* axisMenu_;
    QLabel* note_;
    std::unique_ptr<RunData> noRun_;  // a panel without the data of a run is empty
    RelationPlot* plot_;
    PlotPanel* panel_;
    QSet<QComboBox*> chosen_;                 // those in which the user has chosen
    QStringList titles_;                      // of the axes there are
    QStringList axes_;                        // of parallel coordinates
    bool axesChosen_ = false, stale_ = true;  // by the user; not drawn yet
    RefreshThrottle throttle_;
};

}  // namespace isonet::widgets
