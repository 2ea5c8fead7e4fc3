// Display options shared by all plots of a page: horizontal axis, smoothing, outliers, layer filter, linked zoom and
// cursor, and what the run is compared with. GUI thread only.
#pragma once

#include <QObject>
#include <QPointer>
#include <QString>
#include <QStringList>
#include <QVariantMap>
#include <optional>

#include "widgets/series/XValues.h"

namespace isonet::widgets {

// A value in percent to compare the run's score with.
struct ReferenceValue {
    double value = 0;
    QString name;  // "paper, Table 1 (g): 70.45 %"
    bool operator==(const ReferenceValue&) const = default;
};

class ViewOptions : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    XAxis xAxis() const { return xAxis_; }
    void setXAxis(XAxis kind);
    // Weight of the bias-corrected exponential moving average, 0 (raw) to 0.999.
    double smoothing() const { return smoothing_; }
    void setSmoothing(double weight);
    bool logX() const { return logX_; }
    void setLogX(bool on);
    // Fits the value axis to the middle 96 % of the values; the data is unchanged.
    bool ignoresOutliers() const { return ignoreOutliers_; }
    void setIgnoreOutliers(bool on);
    bool linksZoom() const { return linkZoom_; }
    void setLinkZoom(bool on);
    bool linksCursor() const { return linkCursor_; }
    void setLinkCursor(bool on);
    // The readout lists series by descending value.
    bool sortsReadout() const { return sortReadout_; }
    void setSortReadout(bool on);

    // Words that a layer's name must all contain ("s2 proj", "stage 3 f.b"); empty: all layers. Not saved.
    const QString& layerFilter() const { return layerFilter_; }
    void setLayerFilter(const QString& filter);
    bool showsLayer(const QString& name) const;

    // Another run, drawn pale behind the curves of loss, rates and relations; nullptr: none. Stays the caller's. Not
    // saved.
    const RunData* baseline() const { return baseline_; }
    const QString& baselineName() const { return baselineName_; }
    void setBaseline(RunData* data, const QString& name);
    // The paper's result for the run. Not saved.
    const std::optional<ReferenceValue>& paper() const { return paper_; }
    void setPaper(const std::optional<ReferenceValue>& paper);

    QVariantMap state() const;  // for the settings
    void setState(const QVariantMap& state);

Q_SIGNALS:
    void changed();
    void xAxisChanged();  // the horizontal axis has another kind or scale

private:
    XAxis xAxis_ = XAxis::Step;
    double smoothing_ = 0;
    QString layerFilter_;
    QStringList layerWords_;
    QPointer<RunData> baseline_;
    QString baselineName_;
    std::optional<ReferenceValue> paper_;
    bool logX_ = false, ignoreOutliers_ = false, linkZoom_ = true, linkCursor_ = true, sortReadout_ = false;
};

}  // namespace isonet::widgets
