// One titled plot of a run: header with log axis, series, options, box zoom, reset, export and maximise; an explanation
// in place of an empty plot; the read-out under the pointer. Kinds of plot derive from it. GUI thread only.
#pragma once

#include <QFrame>
#include <QMap>
#include <QPointer>
#include <QSet>
#include <QVariantMap>
#include <optional>

#include "widgets/PlotCanvas.h"
#include "widgets/PlotColours.h"
#include "widgets/PlotExport.h"
#include "widgets/ReadOut.h"
#include "widgets/RefreshThrottle.h"
#include "widgets/SeriesPicker.h"
#include "widgets/XValues.h"

class QButtonGroup;
class QHBoxLayout;
class QLabel;
class QMenu;
class QStackedWidget;
class QToolButton;

namespace isonet::widgets {

class PinnedPlot;
class RunData;

struct PanelText {
    QString objectName;  // "lossPanel": for tests; also the exported file's name without "Panel"
    QString title;
    QString lesson;  // rich text: the quantity, its equation, what good looks like
};

class PlotPanel : public QFrame {
    Q_OBJECT
public:
    explicit PlotPanel(const PanelText& text, QWidget* parent = nullptr);
    ~PlotPanel() override;

    void setData(RunData* data);  // stays the caller's; nullptr empties the panel
    RunData* data() const { return data_; }
    QString title() const { return text_.title; }

    // What the panel shows, drawn or pending (pending values are drawn first).
    bool isEmpty();
    QString emptyText();                           // the explanation shown while empty, else empty
    QStringList shownSeries();                     // names, without those the user has hidden
    int pointCount();                              // values behind the picture
    ReadOutText readOut(const QPointF& position);  // what hovering there shows

    // One set of options for all panels of a page; stays the caller's. Without: the panel's own.
    void setViewOptions(ViewOptions* options);
    ViewOptions& viewOptions() const { return *options_; }

    bool isLogScale() const { return logScale_; }
    void setLogScale(bool on);
    void setSeriesShown(const QString& name, bool shown);
    void resetView();
    void refreshNow();
    PlotCanvas* canvas() const { return canvas_; }
    void setMaximised(bool maximised);  // how the button looks; the view does the work
    // The plot as it is now, with the values at `position` (none: the latest), in a window that stays.
    PinnedPlot* pin(std::optional<QPointF> position = {});

    // Scale, series that the user has shown or hidden, and the panel's own modes, for the settings. What does not fit,
    // of another version, is left as it is.
    QVariantMap layoutState() const;
    void setLayoutState(const QVariantMap& state);

    // Both draw on white, whatever the palette. Empty, or what went wrong.
    [[nodiscard]] QString exportPicture(const QString& file, const PictureSize& size);
    [[nodiscard]] QString exportCsv(const QString& file);
    QSize exportSize() const;
    // The title and the plot in print style, for a page of several; the explanation where it is empty.
    void paintForPrint(QPainter& painter, const QRect& place);

    // The linked cursor and zoom, in the page's horizontal axis; panels that show something else along theirs ignore
    // them. No range: follow the run again.
    void showCursor(std::optional<double> x);
    void showXRange(std::optional<QCPRange> range);
    // All that can be done with the plot, for a menu or the command palette.
    void fillMenu(QMenu& menu);

Q_SIGNALS:
    void maximiseRequested();
    void cursorMoved(std::optional<double> x);
    void xRangeMoved(std::optional<QCPRange> range);  // by the user

protected:
    virtual void build() = 0;                      // axis rects and plottables on an empty canvas
    virtual void redraw(const RunData& data) = 0;  // values and colours into them
    virtual bool hasContent(const RunData& data) const = 0;
    virtual QString whyEmpty(const RunData* data) const = 0;
    virtual QVector<SeriesEntry> seriesEntries() const = 0;
    virtual QStringList hiddenAtFirst() const { return {}; }  // series of new data that are shown when asked for
    virtual int countPoints() const = 0;
    virtual ReadOutText readOutAt(const QPointF& position, QCPAxisRect* rect) const = 0;
    virtual QByteArray csvOf(const RunData& data) const = 0;
    virtual QList<QCPAxis*> logAxes() const = 0;
    virtual void applyScale();  // logScale_ to the axes
    virtual void fillOptions(QMenu&) {}
    virtual bool hasOptions() const { return false; }
    virtual bool offersLogScale() const { return true; }
    virtual bool countsSteps() const { return true; }  // the horizontal axis
    // Those that follow the page's choice of axis (ViewOptions); empty: steps, always. The last one bears the label.
    virtual QList<QCPAxis*> xAxes() const { return {}; }
    virtual void onClick(const QPointF&) {}
    virtual QVariantMap modes() const { return {}; }  // of layoutState()
    virtual void setModes(const QVariantMap&) {}
    virtual void choosePens() {}  // the axes have new ranges: after redraw() and when the user zooms or pans

    void rebuild();  // build() anew, keeping the data
    void requestRefresh() { throttle_.request(); }
    void addHeaderWidget(QWidget* widget);  // left of the standard buttons
    // One of the ways to show the values, in the header; the group keeps one of them checked.
    QToolButton* addModeButton(QButtonGroup& group, const QString& icon, const QString& name, const QString& tip);
    QHBoxLayout* footer();  // below the plot; made when first asked for
    XAxis xAxis() const;    // what runs along this panel's horizontal axis
    bool isLogX() const;
    const PlotColours& colours() const { return colours_; }
    bool isSeriesHidden(const QString& name) const { return hidden_.contains(name); }
    QFont smallFont() const;
    void setNote(const QString& note);  // one line over the plot's foot; empty hides it

    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QToolButton* makeButton(const QString& icon, const QString& name, const QString& tip, bool checkable = false);
    void applyHidden();
    void makeHeader();
    void makeKeys();
    void layOutHeader();  // a narrow panel keeps its title: buttons that the menu has too give way
    void fillExportMenu(QMenu& menu);
    void pickSeries();
    void applyXAxis();
    bool sharesX() const;
    void refresh();
    void restyle();
    void drawWith(const PlotColours& colours);
    void hover(const QPointF& position, QCPAxisRect* rect);
    void endHover();
    void contextMenu(const QPoint& position);
    void askForPicture();
    void askForCsv();

    PanelText text_;
    QPointer<RunData> data_;
    ViewOptions* options_;
    PlotColours colours_;
    QStackedWidget* pages_ = nullptr;
    QLabel* emptyLabel_ = nullptr;
    QLabel *note_ = nullptr, *title_ = nullptr;
    PlotCanvas* canvas_ = nullptr;
    QHBoxLayout* header_ = nullptr;
    QWidget* footerBar_ = nullptr;
    QHBoxLayout* footer_ = nullptr;
    int headerInsertAt_ = 0;
    QToolButton *logButton_ = nullptr, *seriesButton_ = nullptr, *optionsButton_ = nullptr, *boxButton_ = nullptr,
                *resetButton_ = nullptr, *exportButton_ = nullptr, *maximiseButton_ = nullptr;
    SeriesPicker* picker_ = nullptr;
    QPointer<ReadOut> readOut_;
    std::optional<QPointF> pointer_;  // in the canvas, while hovering
    QSet<QString> hidden_;
    QMap<QString, bool> chosen_;  // series that the user has shown or hidden: they stay so from run to run
    bool logScale_ = false, built_ = false;
    XAxis shownAxis_ = XAxis::Step;
    RefreshThrottle throttle_;
};

}  // namespace isonet::widgets
