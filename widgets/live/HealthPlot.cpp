#include "widgets/live/HealthPlot.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

#include "widgets/common/Format.h"
#include "widgets/live/LivePlots.h"
#include "widgets/live/SpectrumPlot.h"
#include "widgets/plot/GraphFit.h"
#include "widgets/plot/LayerColors.h"
#include "widgets/series/SeriesCsv.h"
#include "widgets/series/SeriesMath.h"
#include "widgets/series/XValues.h"

namespace isonet::widgets {
namespace {

namespace tags = telemetry::tags;

struct Measure {
    const std::string& tag;  // prefix of the layer
    const char* name;        // in the settings
    const char* title;
    std::optional<double> isometry = {};  // its value there, if it is the same for every layer
};

const Measure measures[] = {
    {tags::stableRank, "stable_rank", QT_TRANSLATE_NOOP("HealthPlot", "stable rank / values"), 1},
    {tags::effectiveRank, "effective_rank", QT_TRANSLATE_NOOP("HealthPlot", "effective rank / values"), 1},
    {tags::entropy, "entropy", QT_TRANSLATE_NOOP("HealthPlot", "entropy, nats")},
    {tags::tailExponent, "tail_exponent", QT_TRANSLATE_NOOP("HealthPlot", "tail exponent α")},
    {tags::condition, "condition", QT_TRANSLATE_NOOP("HealthPlot", "condition number"), 1},
    {tags::operatorDistance, "operator_distance", QT_TRANSLATE_NOOP("HealthPlot", "distance ‖A − U‖"), 0},
};

QString titleOf(const Measure& measure) {
    return QCoreApplication::translate("HealthPlot", measure.title);
}

}  // namespace

LivePlot healthPlot() {
    return {{"healthPanel", HealthPlot::tr("Spectral health"),
             HealthPlot::tr(
                 "<p>How evenly every convolution passes on its input, from all its singular values. <b>Stable "
                 "rank</b>: Σσ² / "
                 "σ<sub>max</sub>², and <b>effective rank</b>: e<sup>H</sup> with the <b>entropy</b> H of σ / Σσ, both "
                 "divided "
                 "by the number of singular values; 1 for an isometry. <b>Condition number</b>: σ<sub>max</sub> / "
                 "σ<sub>min</sub>. <b>Distance</b>: max |σ − 1|, in the operator norm to the nearest isometry "
                 "U.</p><p><b>Tail "
                 "exponent</b> α: of the power law that fits the largest σ² best; for layers with at least 50 positive "
                 "ones "
                 "that differ. Lower is a heavier tail.</p><p>Good: steady lines near the dashed one. Not drawn: an "
                 "infinite "
                 "condition number.</p>")},
            [] { return std::make_unique<HealthPlot>(); },
            {schedule::Measured::Layers},
            spectraOffReason};
}

QList<QWidget*> HealthPlot::makeHeaderWidgets() {
    choice_ = new QComboBox;
    choice_->setObjectName(QStringLiteral("healthMeasure"));
    choice_->setAccessibleName(tr("Measure"));
    choice_->setToolTip(tr("The measure that is shown"));
    for (const Measure& measure : measures)
        choice_->addItem(titleOf(measure));
    choice_->setCurrentIndex(measure_);
    connect(choice_, &QComboBox::activated, this, &HealthPlot::setMeasure);
    return {choice_};
}

void HealthPlot::setMeasure(int index) {
    if (index == measure_ || index < 0 || index >= static_cast<int>(std::size(measures)))
        return;
    measure_ = index;
    if (choice_)
        choice_->setCurrentIndex(index);
    Q_EMIT viewResetRequested();
    Q_EMIT refreshRequested();
}

QVariantMap HealthPlot::modes() const {
    return {{QStringLiteral("measure"), QString::fromLatin1(measures[measure_].name)}};
}

void HealthPlot::setModes(const QVariantMap& modes) {
    const QString name = modes.value(QStringLiteral("measure")).toString();
    for (int i = 0; i < static_cast<int>(std::size(measures)); ++i)
        if (name == QLatin1String(measures[i].name))
            setMeasure(i);
}

void HealthPlot::build() {
    layers_.clear();
    area_ = addPlotArea(canvas());
    auto *x = area_.x(), *y = area_.y();
    reference_ = new QCPItemStraightLine(canvas());
    reference_->setClipAxisRect(area_.rect);
    for (QCPItemPosition* point : {reference_->point1, reference_->point2}) {
        point->setAxes(x, y);
        point->setTypeX(QCPItemPosition::ptAxisRectRatio);
        point->setAxisRect(area_.rect);
    }
    canvas()->follow(x, [this] { return fittedSteps(lines()); });
    canvas()->follow(y, [this, x, y] { return fittedValues(lines(), x, y, viewOptions().ignoresOutliers()); });
}

QVector<QCPGraph*> HealthPlot::lines() const {
    QVector<QCPGraph*> all;
    for (const Layer& layer : layers_)
        all << layer.curve.raw << layer.curve.line;
    return all;
}

bool HealthPlot::hasContent(const RunData& data) const {
    // Also if this measure alone is missing, so that the header stays in reach.
    return std::ranges::any_of(measures, [&](const Measure& each) { return !data.tagsWithPrefix(each.tag).empty(); });
}

QString HealthPlot::emptyText(const RunData* data) const {
    if (!data)
        return PlotContent::emptyText(data);
    if (data->config() && !data->config()->telemetry.spectra)
        return spectraOffText();
    if (!data->tagsWithPrefix(tags::sigmaMax).empty())
        return tr(
            "This run has recorded no measures of its spectra: it was made by an earlier version. A run started or "
            "resumed here records them.");
    return tr(
        "No values yet: measured with the singular values, at the start and then at the interval set in the section "
        "Measurement.");
}

void HealthPlot::redraw(const RunData& data) {
    const Measure& measure = measures[measure_];
    const auto found = data.tagsWithPrefix(measure.tag);
    QStringList names;
    for (const auto& tag : found)
        names.append(QString::fromStdString(tag.substr(measure.tag.size())));
    const auto palette = layerColors(names, colors());
    while (layers_.size() > names.size())
        layers_.takeLast().curve.remove(canvas());
    while (layers_.size() < names.size()) {
        layers_.append(Layer());
        layers_.last().curve.add(area_.x(), area_.y());
    }
    QStringList shown;
    for (qsizetype i = 0; i < names.size(); ++i) {
        Layer& layer = layers_[i];
        layer.name = names[i];
        layer.tag = found[static_cast<std::size_t>(i)];
        layer.color = palette[i];
        const bool visible = !isSeriesHidden(layer.name) && viewOptions().showsLayer(layer.name);
        if (visible)
            shown.append(layer.name);
        layer.curve.clear();
        if (const Series* series = data.series(layer.tag))
            layer.curve.setValues(xValues(data, *series, xAxis()), series->values, viewOptions().smoothing());
        layer.curve.setShown(visible);
        layer.curve.setColor(layer.color, colors().dark);
    }
    area_.y()->setLabel(titleOf(measure));
    reference_->setVisible(measure.isometry.has_value());
    reference_->point1->setCoords(0, measure.isometry.value_or(0));
    reference_->point2->setCoords(1, measure.isometry.value_or(0));
    reference_->setPen(QPen(colors().text, 1, Qt::DashLine));
    area_.legend->setEntries(layerLegend(shown, colors()));
    area_.legend->setStyle(smallFont(), colors().text);
}

void HealthPlot::updatePens() {
    for (const Layer& layer : std::as_const(layers_))
        layer.curve.line->setPen(penFor(layer.curve.line, layer.color, 1.3));
}

QVector<SeriesEntry> HealthPlot::series(const RunData& data) const {
    return layerSeries(data, measures[measure_].tag, colors());
}

ReadoutText HealthPlot::readoutAt(const QPointF& position, QCPAxisRect* rect) const {
    ReadoutText text;
    const double x = rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
    double nearest = HUGE_VAL;
    qsizetype under = -1;
    for (const Layer& layer : layers_) {
        const Series* series = layer.curve.line->visible() ? data()->series(layer.tag) : nullptr;
        if (!series)
            continue;
        const auto places = xValues(*data(), *series, xAxis());
        const qsizetype i = nearestIndex(places, x);
        if (!text.crosshair) {
            text.crosshair = places[i];
            text.title = tr("step %1").arg(stepText(series->steps[i]));
        }
        const double value = series->values[i];
        const double distance = std::abs(rect->axis(QCPAxis::atLeft)->coordToPixel(value) - position.y());
        if (distance < nearest)
            nearest = distance, under = text.lines.size();
        text.lines.append({layer.color, layer.name, layer.curve.text(i, valueText(value)), false, value});
    }
    if (under >= 0)
        text.lines[under].strong = true;
    text.keepAround(under, 24);
    return text;
}

std::vector<TaggedSeries> HealthPlot::shownValues(const RunData& data) const {
    std::vector<TaggedSeries> shown;
    for (const Layer& layer : layers_)
        if (const Series* series = layer.curve.line->visible() ? data.series(layer.tag) : nullptr)
            shown.push_back({layer.tag, *series});
    return shown;
}

}  // namespace isonet::widgets
