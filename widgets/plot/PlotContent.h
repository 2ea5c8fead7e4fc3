// What a PlotPanel shows: axes and graphs on its canvas, the readout and the exported values. One class per kind of
// plot; the panel provides everything else (header, zoom, readout box, series picker, export). Four functions have to
// be written, the others have defaults. GUI thread only.
#pragma once

#include <QFont>
#include <QObject>
#include <QPointer>
#include <QVariantMap>
#include <string>
#include <vector>

#include "widgets/plot/PlotCanvas.h"
#include "widgets/plot/PlotColors.h"
#include "widgets/plot/Readout.h"
#include "widgets/plot/SeriesPicker.h"
#include "widgets/plot/SeriesVisibility.h"
#include "widgets/plot/ViewOptions.h"
#include "widgets/series/RunData.h"

class QMenu;

namespace isonet::widgets {

// The panel's state that its content draws from. Owned and written by the panel.
struct PlotState {
    PlotCanvas* canvas = nullptr;
    QPointer<RunData> data;
    ViewOptions* options = nullptr;
    PlotColors colors;
    QFont font;  // of legends and marks
    SeriesVisibility series;
    bool logScale = false;
    bool built = false;
};

struct TaggedSeries {
    std::string tag;
    Series series;
};

class PlotContent : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    void attach(const PlotState& state) { state_ = &state; }  // called once by the panel, before anything else

    // Required.
    virtual void build() = 0;                                            // axis rects and plottables on an empty canvas
    virtual void redraw(const RunData& data) = 0;                        // values and colors into them
    virtual QVector<SeriesEntry> series(const RunData& data) const = 0;  // every series the user can show or hide
    virtual ReadoutText readoutAt(const QPointF& position, QCPAxisRect* rect) const = 0;

    // Values. CSV and point count are those of shownValues() by default.
    virtual std::vector<TaggedSeries> shownValues(const RunData&) const { return {}; }
    virtual QByteArray csv(const RunData& data) const;
    virtual int pointCount(const RunData& data) const;
    virtual bool hasContent(const RunData& data) const { return !series(data).isEmpty(); }
    virtual QString emptyText(const RunData* data) const;  // shown in place of an empty plot; nullptr: no run is open
    virtual QStringList hiddenByDefault() const { return {}; }
    virtual QString subject() const;  // whose values: the run's title; for titles and names of files

    // Axes. Default: the left and bottom axes of the first rect.
    virtual QList<QCPAxis*> logAxes() const;  // the log button switches these
    virtual QList<QCPAxis*> xAxes() const;  // follow ViewOptions::xAxis(), the last one is labeled; empty: always steps
    virtual bool hasStepAxis() const { return true; }  // x is the step, so zoom and cursor can be linked
    virtual bool offersLogScale() const { return true; }
    virtual bool startsLogarithmic() const { return false; }
    virtual void applyScale();    // PlotState::logScale to the axes
    virtual void updatePens() {}  // axis ranges have changed: after redraw() and on zoom or pan

    // Controls.
    virtual QList<QWidget*> makeHeaderWidgets() { return {}; }  // left of the standard buttons; the panel owns them
    virtual QWidget* makeFooter() { return nullptr; }           // below the plot; the panel owns it
    virtual void fillOptions(QMenu&) {}                         // first entries of the options menu
    virtual QString legendEntryAt(const QPointF&) const { return {}; }  // name of the series; empty: none
    virtual void onClick(const QPointF& position);    // default: a click on a legend entry toggles its series
    virtual QVariantMap modes() const { return {}; }  // for the settings
    virtual void setModes(const QVariantMap&) {}

    XAxis xAxis() const;  // the kind of this plot's horizontal axis
    bool isLogX() const;
    bool sharesXAxis() const;  // its horizontal axis is the page's

Q_SIGNALS:
    void refreshRequested();
    void rebuildRequested();
    void viewResetRequested();
    void seriesToggled(const QString& name);

protected:
    PlotCanvas* canvas() const { return state_->canvas; }
    RunData* data() const { return state_ ? state_->data.data() : nullptr; }
    const ViewOptions& viewOptions() const { return *state_->options; }
    const PlotColors& colors() const { return state_->colors; }
    const QFont& smallFont() const { return state_->font; }
    bool isLogScale() const { return state_->logScale; }
    bool isSeriesHidden(const QString& name) const { return state_->series.isHidden(name); }

private:
    const PlotState* state_ = nullptr;
};

}  // namespace isonet::widgets
