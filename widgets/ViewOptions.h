// How a page's plots show their values, one choice for all of them: what runs along the horizontal axis, smoothing,
// logarithmic steps, outliers, and whether zoom and cursor are shared. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <QVariantMap>

namespace isonet::widgets {

// Step: optimiser steps. Epoch: passes over the training images, as recorded. Relative: seconds since the run's first
// value. Wall: date and time.
enum class XAxis { Step, Epoch, Relative, Wall };

QStringList xAxisTitles();  // for a menu, in the order of the enumeration

class ViewOptions : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    XAxis xAxis() const { return xAxis_; }
    void setXAxis(XAxis kind);
    // Weight of the debiased exponential mean, 0 (raw) to 0.999.
    double smoothing() const { return smoothing_; }
    void setSmoothing(double weight);
    bool logX() const { return logX_; }
    void setLogX(bool on);
    // The value axis is fitted to the middle 96 % of the values; nothing is left out of the data.
    bool ignoresOutliers() const { return ignoreOutliers_; }
    void setIgnoreOutliers(bool on);
    bool linksZoom() const { return linkZoom_; }
    void setLinkZoom(bool on);
    bool linksCursor() const { return linkCursor_; }
    void setLinkCursor(bool on);
    // The read-out lists series by value, the largest first, instead of in their own order.
    bool sortsReadOut() const { return sortReadOut_; }
    void setSortReadOut(bool on);

    // Which layers are shown: words that must all be met by a layer's name ("s2 proj", "stage 3 f.b"); not kept between
    // sessions. Empty: all.
    const QString& layerFilter() const { return layerFilter_; }
    void setLayerFilter(const QString& filter);
    bool showsLayer(const QString& name) const;

    QVariantMap state() const;  // for the settings
    void setState(const QVariantMap& state);

Q_SIGNALS:
    void changed();
    void xAxisChanged();  // the horizontal axis has another meaning or scale: views are void

private:
    XAxis xAxis_ = XAxis::Step;
    double smoothing_ = 0;
    QString layerFilter_;
    QStringList layerWords_;
    bool logX_ = false, ignoreOutliers_ = false, linkZoom_ = true, linkCursor_ = true, sortReadOut_ = false;
};

}  // namespace isonet::widgets
