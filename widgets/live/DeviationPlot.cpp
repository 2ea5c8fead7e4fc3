#include "widgets/live/DeviationPlot.h"

#include <QMenu>
#include <algorithm>
#include <cmath>

#include "model/spec/NetworkPlan.h"
#include "widgets/common/FlowLegend.h"
#include "widgets/common/Format.h"
#include "widgets/live/LivePlots.h"
#include "widgets/plot/GraphFit.h"
#include "widgets/plot/LayerColors.h"
#include "widgets/plot/ModeSwitch.h"
#include "widgets/plot/PlotArea.h"
#include "widgets/series/SeriesCsv.h"
#include "widgets/series/SeriesMath.h"
#include "widgets/series/XValues.h"

namespace isonet::widgets {
namespace {

// Square root of min(M, C) for every convolution of the plan.
std::map<std::string, double> sizesOf(const RunData& data) {
    std::map<std::string, double> sizes;
    if (!data.config())
        return sizes;
    const auto network = config::networkSpec(*data.config());
    if (!spec::validate(network).empty())
        return sizes;
    for (const auto& convolution : spec::plan(network).convolutions)
        sizes[convolution.name] = std::sqrt(std::min(convolution.outputs, convolution.inputs));
    return sizes;
}

}  // namespace

LivePlot deviationPlot() {
    return {{"deviationPanel", DeviationPlot::tr("Isometry deviation"),
             DeviationPlot::tr(
                 "<p><b>d = ‖Conv(A, A) − δ‖<sub>F</sub></b> of every convolution kernel A: its distance from an "
                 "orthogonal one. 0 is an exact isometry.</p>"
                 "<p>Good: every layer stays low and steady through the run. A bright row is a layer that loses "
                 "isometry; a bright column is a step where the whole network does (often because the learning rate is "
                 "too large).</p><p>Rows are layers in network order, the input at the top. Hatched: not measured "
                 "there; layers without penalty are "
                 "measured with the spectra only.</p>")},
            [] { return std::make_unique<DeviationPlot>(); }};
}

QList<QWidget*> DeviationPlot::makeHeaderWidgets() {
    modeSwitch_ = new ModeSwitch;
    modeSwitch_->addMode(int(Mode::Map), "plot-map", tr("Map"), tr("Map of layers by steps"));
    modeSwitch_->addMode(int(Mode::Lines), "plot-lines", tr("Lines"), tr("One line per layer"));
    modeSwitch_->setMode(int(mode_));
    connect(modeSwitch_, &ModeSwitch::modeChosen, this, [this](int mode) { setMode(static_cast<Mode>(mode)); });
    return {modeSwitch_};
}

void DeviationPlot::setMode(Mode mode) {
    if (mode == mode_)
        return;
    mode_ = mode;
    if (modeSwitch_)
        modeSwitch_->setMode(int(mode));
    Q_EMIT rebuildRequested();
}

void DeviationPlot::setNormalized(bool on) {
    normalized_ = on;
    Q_EMIT viewResetRequested();
    Q_EMIT refreshRequested();
}

void DeviationPlot::build() {
    legend_ = nullptr;
    lines_.clear();
    if (mode_ == Mode::Map)
        rect_ = map_.build(canvas());
    else
        buildLines();
    schedule_.place(canvas(), {rect_}, mode_ == Mode::Lines);
}

void DeviationPlot::buildLines() {
    const auto area = addPlotArea(canvas());
    legend_ = area.legend;
    rect_ = area.rect;
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    canvas()->follow(x, [this] { return fittedSteps(graphs()); });
    canvas()->follow(y, [this, x, y] {
        auto range = fittedValues(graphs(), x, y, viewOptions().ignoresOutliers());
        if (isLogScale())
            range.lower = std::max(range.lower, range.upper * LayerMap::mostDecades);
        return range;
    });
}

QVector<QCPGraph*> DeviationPlot::graphs() const {
    QVector<QCPGraph*> all;
    for (const auto& line : lines_)
        all << line.raw << line.line;
    return all;
}

QList<QCPAxis*> DeviationPlot::logAxes() const {
    return mode_ == Mode::Map ? QList<QCPAxis*>() : QList<QCPAxis*>{rect_->axis(QCPAxis::atLeft)};
}

void DeviationPlot::applyScale() {
    PlotContent::applyScale();
    if (mode_ == Mode::Map)
        map_.setLogarithmic(isLogScale());
}

QString DeviationPlot::emptyText(const RunData* data) const {
    if (!data)
        return PlotContent::emptyText(data);
    if (data->config())
        return tr("No values yet: the isometry deviation of every layer is measured every %1 steps.")
            .arg(data->config()->telemetry.scalarSteps);
    return tr("No values yet: this run has recorded no isometry deviation.");
}

void DeviationPlot::collectLayers(const RunData& data) {
    layers_.clear();
    const auto sizes = normalized_ ? sizesOf(data) : std::map<std::string, double>();
    const auto tags = data.tagsWithPrefix(telemetry::tags::deviation);
    QStringList names;
    for (const auto& tag : tags)
        names.append(QString::fromStdString(tag.substr(telemetry::tags::deviation.size())));
    const auto palette = layerColors(names, colors());
    for (std::size_t i = 0; i < tags.size(); ++i) {
        const auto name = names[static_cast<qsizetype>(i)];
        const auto size = sizes.find(name.toStdString());
        layers_.append(
            {name, tags[i], size == sizes.end() ? 1.0 : 1.0 / size->second, palette[static_cast<qsizetype>(i)]});
    }
    rows_.clear();
    for (int i = 0; i < layers_.size(); ++i)
        if (seriesOf(layers_[i]) && !isSeriesHidden(layers_[i].name) && viewOptions().showsLayer(layers_[i].name))
            rows_.append(i);
}

const Series* DeviationPlot::seriesOf(const Layer& layer) const {
    return data() ? data()->series(layer.tag) : nullptr;
}

void DeviationPlot::redraw(const RunData& data) {
    collectLayers(data);
    places_.clear();
    for (const int row : std::as_const(rows_))
        places_.append(xValues(data, *seriesOf(layers_[row]), xAxis()));
    if (mode_ == Mode::Map) {
        QVector<LayerMap::Row> rows;
        for (qsizetype i = 0; i < rows_.size(); ++i)
            rows.append({layers_[rows_[i]].name, seriesOf(layers_[rows_[i]]), layers_[rows_[i]].scale, places_[i]});
        map_.redraw(rows, colors(), smallFont(), normalized_ ? tr("deviation d / √min(M, C)") : tr("deviation d"));
    } else {
        redrawLines(data);
    }
    schedule_.update(data, xAxis());
    schedule_.restyle(mode_ == Mode::Map ? QColor(255, 255, 255, 170) : colors().axis, colors().faint,
                      colors().background, smallFont());
}

void DeviationPlot::redrawLines(const RunData& data) {
    while (lines_.size() > layers_.size())
        lines_.takeLast().remove(canvas());
    while (lines_.size() < layers_.size()) {
        lines_.append(SmoothedLine());
        lines_.last().add(rect_->axis(QCPAxis::atBottom), rect_->axis(QCPAxis::atLeft));
    }
    for (int i = 0; i < layers_.size(); ++i) {
        const auto& layer = layers_[i];
        const auto* series = seriesOf(layer);
        if (!series) {
            lines_[i].clear();
            continue;
        }
        QVector<double> values = series->values;
        for (auto& value : values)
            value *= layer.scale;
        lines_[i].setValues(xValues(data, *series, xAxis()), values, viewOptions().smoothing());
        lines_[i].setShown(rows_.contains(i));
        lines_[i].setColor(layer.color, colors().dark);
    }
    QStringList shown;
    for (const int row : std::as_const(rows_))
        shown.append(layers_[row].name);
    legend_->setEntries(layerLegend(shown, colors()));
    legend_->setStyle(smallFont(), colors().text);
    rect_->axis(QCPAxis::atLeft)->setLabel(normalized_ ? tr("d / √min(M, C)") : tr("d = ‖Conv(A, A) − δ‖"));
}

void DeviationPlot::updatePens() {
    for (qsizetype i = 0; i < lines_.size() && i < layers_.size(); ++i)
        lines_[i].line->setPen(penFor(lines_[i].line, layers_[i].color, 1.3));
}

QVector<SeriesEntry> DeviationPlot::series(const RunData& data) const {
    return layerSeries(data, telemetry::tags::deviation, colors());
}

ReadoutText DeviationPlot::readoutAt(const QPointF& position, QCPAxisRect* rect) const {
    if (rect != rect_ || places_.size() != rows_.size())
        return {};
    const double x = rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
    const double y = rect->axis(QCPAxis::atLeft)->pixelToCoord(position.y());
    // The step at which some layer was measured: layers without penalty are measured less often than others.
    ReadoutText text;
    double step = 0;
    for (qsizetype i = 0; i < rows_.size(); ++i) {
        const auto* series = seriesOf(layers_[rows_[i]]);
        const qsizetype at = nearestIndex(places_[i], x);
        if (series && at >= 0 && at < series->steps.size() &&
            (!text.crosshair || std::abs(places_[i][at] - x) < std::abs(*text.crosshair - x))) {
            text.crosshair = places_[i][at];
            step = series->steps[at];
        }
    }
    if (!text.crosshair)
        return {};
    text.title = tr("step %1").arg(stepText(step));
    qsizetype under = -1;
    double nearest = HUGE_VAL;
    for (qsizetype i = 0; i < rows_.size(); ++i) {
        const auto& layer = layers_[rows_[i]];
        const auto* series = seriesOf(layer);
        const qsizetype at = series ? nearestIndex(series->steps, step) : -1;
        if (at < 0)
            continue;
        const double value = series->values[at] * layer.scale;
        QString shown = valueText(value);
        double height = double(i);  // of the layer on the axis
        if (mode_ == Mode::Lines) {
            shown = lines_[rows_[i]].text(at, shown);
            height = lines_[rows_[i]].drawnAt(at, value);
        }
        if (series->steps[at] != step)
            shown = tr("%1  (step %2)").arg(shown, stepText(series->steps[at]));
        if (mode_ == Mode::Map && !map_.isMeasured(i, *text.crosshair))
            shown = tr("%1; %2").arg(notMeasuredText(), shown);
        // The layer under the pointer: the row of the map, or the nearest line.
        const double distance = mode_ == Mode::Map
                                    ? std::abs(height - y)
                                    : std::abs(rect->axis(QCPAxis::atLeft)->coordToPixel(height) - position.y());
        if (distance < nearest)
            nearest = distance, under = text.lines.size();
        text.lines.append({layer.color, layer.name, shown, false, value});
    }
    if (under >= 0)
        text.lines[under].strong = true;
    text.keepAround(under, 24);
    return text;
}

std::vector<TaggedSeries> DeviationPlot::shownValues(const RunData&) const {
    std::vector<TaggedSeries> shown;
    const std::string prefix = normalized_ ? "isometry/normalized_deviation/" : telemetry::tags::deviation;
    for (const int row : rows_) {
        const auto* series = seriesOf(layers_[row]);
        if (!series)
            continue;
        shown.push_back({prefix + layers_[row].name.toStdString(), *series});
        for (auto& value : shown.back().series.values)
            value *= layers_[row].scale;
    }
    return shown;
}

QVariantMap DeviationPlot::modes() const {
    return {{QStringLiteral("map"), mode_ == Mode::Map}, {QStringLiteral("normalized"), normalized_}};
}

void DeviationPlot::setModes(const QVariantMap& modes) {
    setMode(modes.value(QStringLiteral("map"), true).toBool() ? Mode::Map : Mode::Lines);
    setNormalized(modes.value(QStringLiteral("normalized"), false).toBool());
}

void DeviationPlot::fillOptions(QMenu& menu) {
    auto* normalized = menu.addAction(tr("Divide by √min(M, C), to compare layers of different widths"), this,
                                      [this](bool on) { setNormalized(on); });
    normalized->setCheckable(true);
    normalized->setChecked(normalized_);
    normalized->setEnabled(data() && data()->config().has_value());
}

}  // namespace isonet::widgets
