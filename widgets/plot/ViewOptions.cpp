#include "widgets/plot/ViewOptions.h"

#include <QRegularExpression>
#include <algorithm>

namespace isonet::widgets {

void ViewOptions::setXAxis(XAxis kind) {
    if (kind == xAxis_)
        return;
    xAxis_ = kind;
    Q_EMIT xAxisChanged();
    Q_EMIT changed();
}

void ViewOptions::setLogX(bool on) {
    if (on == logX_)
        return;
    logX_ = on;
    Q_EMIT xAxisChanged();
    Q_EMIT changed();
}

void ViewOptions::setSmoothing(double weight) {
    weight = std::clamp(weight, 0.0, 0.999);
    if (weight == smoothing_)
        return;
    smoothing_ = weight;
    Q_EMIT changed();
}

void ViewOptions::setIgnoreOutliers(bool on) {
    if (on == ignoreOutliers_)
        return;
    ignoreOutliers_ = on;
    Q_EMIT changed();
}

void ViewOptions::setLinkZoom(bool on) {
    linkZoom_ = on;
}

void ViewOptions::setLinkCursor(bool on) {
    linkCursor_ = on;
}

void ViewOptions::setSortReadout(bool on) {
    sortReadout_ = on;
}

void ViewOptions::setLayerFilter(const QString& filter) {
    if (filter == layerFilter_)
        return;
    layerFilter_ = filter;
    QString text = filter.toLower();
    text.replace(QRegularExpression(QStringLiteral("stage\\s*(\\d)")), QStringLiteral("s\\1"));
    layerWords_ = text.split(QRegularExpression(QStringLiteral("[\\s,]+")), Qt::SkipEmptyParts);
    Q_EMIT changed();
}

bool ViewOptions::showsLayer(const QString& name) const {
    // "s2" means the stage, so it must not match inside another word.
    const QString whole = name.toLower();
    return std::ranges::all_of(layerWords_, [&](const QString& word) {
        static const QRegularExpression stage(QStringLiteral("^s\\d$"));
        if (stage.match(word).hasMatch())
            return whole.startsWith(word + QLatin1Char('.')) || whole == QStringLiteral("stage") + word.mid(1);
        return whole.contains(word);
    });
}

void ViewOptions::setBaseline(RunData* data, const QString& name) {
    if (baseline_)
        baseline_->disconnect(this);
    baseline_ = data;
    baselineName_ = data ? name : QString();
    if (data) {
        connect(data, &RunData::changed, this, &ViewOptions::changed);
        connect(data, &QObject::destroyed, this, &ViewOptions::changed);
    }
    Q_EMIT changed();
}

void ViewOptions::setPaper(const std::optional<ReferenceValue>& paper) {
    if (paper == paper_)
        return;
    paper_ = paper;
    Q_EMIT changed();
}

QVariantMap ViewOptions::state() const {
    return {{QStringLiteral("x"), int(xAxis_)},      {QStringLiteral("smoothing"), smoothing_},
            {QStringLiteral("logX"), logX_},         {QStringLiteral("outliers"), ignoreOutliers_},
            {QStringLiteral("linkZoom"), linkZoom_}, {QStringLiteral("linkCursor"), linkCursor_},
            {QStringLiteral("sort"), sortReadout_}};
}

void ViewOptions::setState(const QVariantMap& state) {
    const auto on = [&](const char* key, bool fallback) {
        return state.value(QString::fromLatin1(key), fallback).toBool();
    };
    xAxis_ = static_cast<XAxis>(std::clamp(state.value(QStringLiteral("x")).toInt(), 0, 3));
    smoothing_ = std::clamp(state.value(QStringLiteral("smoothing")).toDouble(), 0.0, 0.999);
    logX_ = on("logX", false);
    ignoreOutliers_ = on("outliers", false);
    linkZoom_ = on("linkZoom", true);
    linkCursor_ = on("linkCursor", true);
    sortReadout_ = on("sort", false);
    Q_EMIT xAxisChanged();
    Q_EMIT changed();
}

}  // namespace isonet::widgets
