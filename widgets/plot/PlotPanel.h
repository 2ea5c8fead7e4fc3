// One plot of a run in a frame: a PlotHeader, the content on its canvas or an explanation in its place, a note and the
// content's own controls below. Composed of a PlotContent (what is drawn), PlotHover (readout), PlotExporter (images
// and values) and PlotActions (menus and keys). GUI thread only.
#pragma once

#include <QFrame>
#include <QVariantMap>
#include <memory>
#include <optional>

#include "widgets/plot/PlotContent.h"
#include "widgets/plot/PlotExport.h"
#include "widgets/plot/PlotHeader.h"
#include "widgets/plot/RefreshThrottle.h"

class QComboBox;
class QLabel;
class QStackedWidget;

namespace isonet::widgets {

class PinnedPlot;
class PlotActions;
class PlotCursors;
class PlotExporter;
class PlotHover;

class PlotPanel : public QFrame {
    Q_OBJECT
public:
    PlotPanel(const PlotText& text, std::unique_ptr<PlotContent> content, QWidget* parent = nullptr);
    ~PlotPanel() override;

    const QString& title() const { return title_; }
    QFont titleFont() const { return header_->titleFont(); }
    PlotCanvas* canvas() const { return state_.canvas; }
    PlotContent& content() const { return *content_; }
    template <typename T>
    T* contentAs() const {  // nullptr: the content is of another kind
        return dynamic_cast<T*>(content_.get());
    }

    void setData(RunData* data);  // stays the caller's; nullptr empties the panel
    RunData* data() const { return state_.data; }
    // One set of options for all panels of a page; stays the caller's. Without: the panel's own.
    void setViewOptions(ViewOptions* options);
    ViewOptions& viewOptions() const { return *state_.options; }

    // What the panel shows; pending values are drawn first.
    bool isEmpty();
    QString emptyText();        // the explanation shown while empty, else empty
    QStringList shownSeries();  // names, without those the user has hidden
    int pointCount();
    QByteArray csv();
    ReadoutText readout(const QPointF& position);  // what hovering there shows
    std::optional<QPointF> pointer() const;        // in the canvas, while hovering
    void endHover();
    PlotCursors& cursors() const { return *cursors_; }
    QVector<SeriesEntry> allSeries() const;
    const QSet<QString>& hiddenSeries() const { return state_.series.hidden(); }
    void setSeriesShown(const QString& name, bool shown);

    bool isLogScale() const { return state_.logScale; }
    void setLogScale(bool on);
    void resetView();
    void refreshNow();
    // At once; the panel must not be empty. For export. `text`: size of the text relative to the panel's font.
    void drawIn(const PlotColors& colors, double text = 1);
    void setMaximized(bool maximized);  // the look of the button; the page does the work

    // Scale, series shown or hidden by the user, and the content's modes, for the settings. Invalid or unknown values
    // are ignored.
    QVariantMap layoutState() const;
    void setLayoutState(const QVariantMap& state);

    // See PlotExporter.
    [[nodiscard]] QString exportPicture(const QString& file, const PictureSize& size);
    [[nodiscard]] QString exportCsv(const QString& file);
    void paintForPrint(QPainter& painter, const QRect& place);
    PinnedPlot* pin(std::optional<QPointF> position = {});

    // Linked cursor and zoom, in the page's horizontal axis; ignored by plots with another horizontal axis. No range:
    // follow the run again.
    void showCursor(std::optional<double> x);
    void showXRange(std::optional<QCPRange> range);
    void fillMenu(QMenu& menu);  // every command of the plot
    QComboBox* choices() const;  // of what the plot shows; may be null

Q_SIGNALS:
    void maximizeRequested();
    void cursorMoved(std::optional<double> x);
    void xRangeMoved(std::optional<QCPRange> range);  // by the user

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void connectParts();
    void rebuild();  // keeps the data
    void refresh();
    void restyle(double text = 1);  // its size relative to the font
    void applyXAxis();
    void setNote(const QString& note);

    QString title_;
    PlotState state_;
    std::unique_ptr<PlotContent> content_;
    RefreshThrottle throttle_;
    PlotHeader* header_;
    QStackedWidget* pages_;
    QLabel *emptyLabel_, *note_;
    QWidget* footer_ = nullptr;
    PlotHover* hover_ = nullptr;
    PlotCursors* cursors_ = nullptr;
    PlotExporter* exporter_ = nullptr;
    PlotActions* actions_ = nullptr;
    XAxis shownAxis_ = XAxis::Step;
};

}  // namespace isonet::widgets
