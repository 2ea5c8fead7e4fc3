#include "widgets/live/DepthPlot.h"

#include <QHBoxLayout>
#include <algorithm>
#include <cmath>
#include <vector>

#include "model/spec/SignalPrediction.h"
#include "training/config/RunConfig.h"
#include "training/telemetry/Tags.h"
#include "widgets/common/FlowLegend.h"
#include "widgets/common/Format.h"
#include "widgets/live/LivePlots.h"
#include "widgets/plot/CurveGraph.h"
#include "widgets/plot/GraphFit.h"
#include "widgets/plot/LayerColors.h"
#include "widgets/plot/ModeSwitch.h"
#include "widgets/plot/PlotArea.h"
#include "widgets/plot/PlotTickers.h"
#include "widgets/series/SeriesCsv.h"
#include "widgets/series/SeriesMath.h"
#include "widgets/series/XValues.h"

namespace isonet::widgets {
namespace {

constexpr int mostProfiles = 6;

}  // namespace

namespace {

QString noSignalsReason(const config::RunConfig& config) {
    return config.run.cudaGraph ? DepthPlot::tr(
                                      "Not measured: this run replays its steps as a CUDA graph (section "
                                      "Run), which cannot record these norms.")
                                : QString();
}

QString noMomentumReason(const config::RunConfig& config) {
    return config.optimizer.momentum == 0 && config::uses(config.optimizer, config::usesMomentum)
               ? DepthPlot::tr("Not measured: this run has no momentum (optimizer.momentum is 0).")
               : QString();
}

}  // namespace

LivePlot signalPlot() {
    return {{"signalPanel", DepthPlot::tr("Signal by depth"),
             DepthPlot::tr(
                 "<p><b>‖x‖</b> after every activation: the root mean square of ‖x<sub>i</sub>‖ over the "
                 "images of a batch, layer by layer from the image down.</p><p>Good: the norm neither "
                 "vanishes nor explodes with depth. Isometric layers preserve it; jumps at stage boundaries "
                 "come from strides and pooling.</p><p>Dotted: <b>predicted</b> for the network as initialized, by "
                 "kernel theory, which assumes images of unit variance and wide layers with random kernels. "
                 "Delta kernels pass the mean of a signal on, so there the measured norm is larger.</p>")},
            [] { return std::make_unique<DepthPlot>(telemetry::tags::signal, DepthPlot::tr("signal ‖x‖ per image")); },
            {schedule::Measured::Signals},
            noSignalsReason};
}

LivePlot gradientPlot() {
    return {{"gradientPanel", DepthPlot::tr("Gradient by depth"),
             DepthPlot::tr("<p><b>‖∂L/∂x‖</b>: the gradient of each image's loss with respect to the output of every "
                           "activation, on its way back from the loss (bottom) to the image (top).</p><p>Good: level. "
                           "A profile that falls toward the top is a vanishing gradient, and the first layers learn "
                           "nothing; one that rises is an exploding gradient.</p>")},
            [] {
                return std::make_unique<DepthPlot>(telemetry::tags::gradient,
                                                   DepthPlot::tr("gradient ‖∂L/∂x‖ per image"));
            },
            {schedule::Measured::Signals},
            noSignalsReason};
}

LivePlot momentumPlot() {
    return {{"momentumPanel", DepthPlot::tr("Momentum by depth"),
             DepthPlot::tr("<p><b>Isometry of the momentum</b> of every convolution: the normalized deviation "
                           "‖Conv(B, B) − δ‖ / √min(M, C) of the optimizer's momentum, scaled to the norm of an "
                           "isometry.</p><p>0: the momentum is a multiple of an isometry, and a step moves all "
                           "directions alike. Large: few directions dominate. Muon makes steps near 0 of any momentum; "
                           "for AdamW it is the mean of the gradients.</p>")},
            [] {
                return std::make_unique<DepthPlot>(telemetry::tags::momentumDeviation,
                                                   DepthPlot::tr("deviation of the scaled momentum"),
                                                   DepthPlot::Measured::WithSpectra);
            },
            {schedule::Measured::Layers},
            noMomentumReason};
}

DepthPlot::DepthPlot(const std::string& prefix, const QString& quantity, Measured measured)
    : prefix_(prefix), quantity_(quantity), measured_(measured) {}

QList<QWidget*> DepthPlot::makeHeaderWidgets() {
    modeSwitch_ = new ModeSwitch;
    modeSwitch_->addMode(int(Mode::Profile), "plot-lines", tr("Profile"), tr("Profile across layers at one step"));
    modeSwitch_->addMode(int(Mode::Map), "plot-map", tr("Map"), tr("Map of layers by steps"));
    modeSwitch_->setMode(int(mode_));
    connect(modeSwitch_, &ModeSwitch::modeChosen, this, [this](int mode) { setMode(static_cast<Mode>(mode)); });
    return {modeSwitch_};
}

QWidget* DepthPlot::makeFooter() {
    auto* footer = new QWidget;
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(8, 2, 8, 2);
    row->setSpacing(8);
    slider_ = new StepSlider;
    row->addWidget(slider_, 1);
    row->addStretch(0);  // takes the space of a hidden slider
    connect(slider_, &StepSlider::stepChosen, this, &DepthPlot::refreshRequested);
    return footer;
}

void DepthPlot::setMode(Mode mode) {
    if (mode == mode_)
        return;
    mode_ = mode;
    if (modeSwitch_)
        modeSwitch_->setMode(int(mode));
    if (slider_)
        slider_->setVisible(mode == Mode::Profile);
    Q_EMIT rebuildRequested();
}

void DepthPlot::build() {
    legend_ = nullptr;
    profiles_.clear();
    prediction_ = nullptr;
    if (mode_ == Mode::Map) {
        rect_ = map_.build(canvas());
        schedule_.place(canvas(), {rect_}, false);
    } else {
        buildProfile();
    }
}

void DepthPlot::buildProfile() {
    const auto area = addPlotArea(canvas());
    legend_ = area.legend;
    rect_ = area.rect;
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    x->setLabel(quantity_);
    y->setRangeReversed(true);
    y->grid()->setVisible(false);
    prediction_ = new QCPCurve(x, y);
    names_.reset(new NameTicker(y));
    y->setTicker(names_);
    stages_.place(canvas(), rect_);
    marks_ = new CurveGraph(y, x);
    canvas()->follow(x, [this] {
        std::vector<double> values;
        const auto include = [&](double value) {
            if (std::isfinite(value) && (value > 0 || !isLogScale()))
                values.push_back(value);
        };
        for (const auto& layer : std::as_const(layers_)) {
            for (const double step : drawnSteps())
                include(valueAt(layer, step).value_or(std::nan("")));
            include(predictedAt(layer));
        }
        const double limit = sensibleLimit(values);
        std::erase_if(values, [limit](double value) { return value > limit; });
        if (values.empty())
            return QCPRange(0.1, 1);
        const auto [low, high] = std::ranges::minmax(values);
        // Keep some of the scale in view where all layers have the same norm.
        const double least = isLogScale() ? high / 1.2 : high - 0.1 * std::max(std::abs(high), 1e-12);
        return PlotCanvas::padded({std::min(low, least), high}, isLogScale());
    });
    canvas()->follow(y, [this] { return QCPRange(-0.5, std::max<double>(1, double(layers_.size())) - 0.5); });
}

QList<QCPAxis*> DepthPlot::logAxes() const {
    return mode_ == Mode::Map ? QList<QCPAxis*>() : QList<QCPAxis*>{rect_->axis(QCPAxis::atBottom)};
}

QList<QCPAxis*> DepthPlot::xAxes() const {
    return mode_ == Mode::Map ? QList<QCPAxis*>{rect_->axis(QCPAxis::atBottom)} : QList<QCPAxis*>();
}

void DepthPlot::applyScale() {
    PlotContent::applyScale();
    if (mode_ == Mode::Map)
        map_.setLogarithmic(isLogScale());
}

QString DepthPlot::emptyText(const RunData* data) const {
    if (!data)
        return PlotContent::emptyText(data);
    if (measured_ == Measured::WithSpectra) {
        if (const QString never = data->config() ? noMomentumReason(*data->config()) : QString(); !never.isEmpty())
            return never;
        return tr(
            "No values yet: measured together with the singular values, starting with the first update. Runs of "
            "earlier versions have none until they are resumed.");
    }
    if (const QString never = data->config() ? noSignalsReason(*data->config()) : QString(); !never.isEmpty())
        return never;
    if (data->series(telemetry::tags::lossTotal) || !data->config())
        return tr(
            "This run has recorded neither signals nor gradients by depth: it was made by an earlier version or "
            "another program. A run started or resumed here records them.");
    const int every = data->config()->telemetry.spectrumSteps;
    return every > 0 ? tr("No values yet: measured in the first step, then every %1 steps.").arg(every)
                     : tr("No values yet: measured in the first step of every epoch.");
}

void DepthPlot::collectLayers(const RunData& data) {
    layers_.clear();
    steps_.clear();
    for (const auto& tag : data.tagsWithPrefix(prefix_)) {
        const auto name = QString::fromStdString(tag.substr(prefix_.size()));
        if (steps_.isEmpty() && data.series(tag))
            steps_ = data.series(tag)->steps;
        if (data.series(tag) && !isSeriesHidden(name) && viewOptions().showsLayer(name))
            layers_.append({name, tag});
    }
}

void DepthPlot::predict(const RunData& data) {
    const bool known = prefix_ == telemetry::tags::signal && data.config() && !config::isDetection(*data.config());
    const auto spec = known ? std::optional(config::networkSpec(*data.config())) : std::nullopt;
    if (spec == predictedFor_)
        return;
    predictedFor_ = spec;
    predicted_.clear();
    if (!spec || !spec::validate(*spec).empty())
        return;
    for (const auto& each : spec::predictSignals(spec::plan(*spec), *spec).activations)
        predicted_[each.layer] = each.norm();
}

double DepthPlot::predictedAt(const Layer& layer) const {
    const auto found = predicted_.find(layer.tag.substr(prefix_.size()));
    return found == predicted_.end() ? std::nan("") : found->second;
}

const Series* DepthPlot::seriesOf(const Layer& layer) const {
    return data() ? data()->series(layer.tag) : nullptr;
}

std::optional<double> DepthPlot::valueAt(const Layer& layer, double step) const {
    const auto* series = seriesOf(layer);
    const qsizetype at = series ? nearestIndex(series->steps, step) : -1;
    return at >= 0 && series->steps[at] == step ? std::optional(series->values[at]) : std::nullopt;
}

QVector<double> DepthPlot::drawnSteps() const {
    const qsizetype last = nearestIndex(steps_, slider_->step());
    QVector<double> drawn;
    for (int i = 0; i < mostProfiles && last >= 0; ++i) {
        const double step = steps_[last * i / (mostProfiles - 1)];
        if (drawn.isEmpty() || drawn.last() != step)
            drawn.append(step);
    }
    return drawn;
}

void DepthPlot::redraw(const RunData& data) {
    collectLayers(data);
    predict(data);
    slider_->setSteps(steps_);
    if (mode_ == Mode::Profile) {
        redrawProfile();
        return;
    }
    QVector<LayerMap::Row> rows;
    for (const auto& layer : std::as_const(layers_))
        rows.append({layer.name, seriesOf(layer), 1, xValues(data, *seriesOf(layer), xAxis())});
    map_.redraw(rows, colors(), smallFont(), quantity_);
    schedule_.update(data, xAxis());
    schedule_.restyle(QColor(255, 255, 255, 170), colors().faint, colors().background, smallFont());
}

void DepthPlot::redrawProfile() {
    const auto steps = drawnSteps();
    while (profiles_.size() > steps.size())
        canvas()->removePlottable(profiles_.takeLast());
    while (profiles_.size() < steps.size())
        profiles_.append(new QCPCurve(rect_->axis(QCPAxis::atBottom), rect_->axis(QCPAxis::atLeft)));
    for (qsizetype i = 0; i < steps.size(); ++i) {
        QVector<double> order, values, rows;
        for (qsizetype row = 0; row < layers_.size(); ++row) {
            order.append(double(row));
            rows.append(double(row));
            values.append(valueAt(layers_[row], steps[i]).value_or(std::nan("")));
        }
        if (i + 1 == steps.size())
            marks_->setNonFinite(nonFiniteAt(steps[i]));
        values = finiteOrGap(std::move(values));
        profiles_[i]->setData(order, isLogScale() ? positiveOrGap(values) : values, rows, true);
        profiles_[i]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, i + 1 == steps.size() ? 4 : 2.5));
    }
    QStringList names;
    QVector<double> order, predicted;
    for (const auto& layer : std::as_const(layers_)) {
        order.append(double(names.size()));
        names.append(layer.name);
        predicted.append(predictedAt(layer));
    }
    prediction_->setData(order, isLogScale() ? positiveOrGap(predicted) : predicted, order, true);
    names_->setNames(names);
    stages_.update(names, colors().grid);
    canvas()->setLimits(rect_->axis(QCPAxis::atLeft), QCPRange(-0.5, std::max<double>(1, double(names.size())) - 0.5));
    updatePens();
    QVector<LegendEntry> entries;
    if (!steps.isEmpty())
        entries.append({tr("step %1").arg(stepText(steps.last())), profiles_.last()->pen()});
    if (steps.size() > 1)
        entries.append({tr("step %1").arg(stepText(steps.first())), profiles_.first()->pen()});
    if (steps.size() > 2)
        entries.append({tr("steps in between"), profiles_[1]->pen()});
    if (!predicted_.empty() && !layers_.isEmpty())
        entries.append({tr("predicted at initialization"), prediction_->pen()});
    legend_->setEntries(entries);
    legend_->setStyle(smallFont(), colors().text);
}

QVector<NonFinitePoint> DepthPlot::nonFiniteAt(double step) const {
    QVector<NonFinitePoint> points;
    for (qsizetype row = 0; row < layers_.size(); ++row)
        if (const auto value = valueAt(layers_[row], step); value && !std::isfinite(*value))
            points.append({double(row), *value});
    return points;
}

// Chosen step: strong; first step: dashed; steps in between: the earlier the fainter.
void DepthPlot::updatePens() {
    if (mode_ == Mode::Map)
        return;
    prediction_->setPen(QPen(colors().series(1), 1.5, Qt::DotLine));
    const QColor strong = colors().series(0);
    for (qsizetype i = 0; i < profiles_.size(); ++i) {
        const bool last = i + 1 == profiles_.size();
        const double age = profiles_.size() > 2 ? double(profiles_.size() - 1 - i) / double(profiles_.size()) : 0.5;
        QPen pen(last     ? strong
                 : i == 0 ? colors().text
                          : mixed(strong, colors().background, 0.35 + 0.5 * age),
                 last ? 2 : 1.2);
        if (!last && i == 0)
            pen.setStyle(Qt::DashLine);
        profiles_[i]->setPen(pen);
    }
    marks_->setPen(QPen(strong));
}

QVector<SeriesEntry> DepthPlot::series(const RunData& data) const {
    return layerSeries(data, prefix_, colors());
}

ReadoutText DepthPlot::readoutAt(const QPointF& position, QCPAxisRect* rect) const {
    ReadoutText text;
    if (rect != rect_ || layers_.isEmpty())
        return text;
    const int row =
        std::clamp<int>(qRound(rect->axis(QCPAxis::atLeft)->pixelToCoord(position.y())), 0, int(layers_.size()) - 1);
    const Layer& layer = layers_[row];
    const auto line = [&](const QString& name, std::optional<double> value, bool strong, const QColor& color) {
        text.lines.append({color, name, value ? valueText(*value) : notMeasuredText(), strong, value});
    };
    if (mode_ == Mode::Profile) {
        text.title = layer.name;
        const auto steps = drawnSteps();
        for (qsizetype i = steps.size() - 1; i >= 0 && i < profiles_.size(); --i)
            line(tr("step %1").arg(stepText(steps[i])), valueAt(layer, steps[i]), i + 1 == steps.size(),
                 profiles_[i]->pen().color());
        if (const double value = predictedAt(layer); std::isfinite(value))
            line(tr("predicted"), value, false, prediction_->pen().color());
        const auto here = steps.isEmpty() ? std::nullopt : valueAt(layer, steps.last());
        const auto before = steps.isEmpty() || row == 0 ? std::nullopt : valueAt(layers_[row - 1], steps.last());
        if (here && before)
            text.note = tr("× %1 relative to %2").arg(valueText(*here / *before), layers_[row - 1].name);
        return text;
    }
    const auto* series = seriesOf(layer);
    if (!series)
        return text;
    const auto places = xValues(*data(), *series, xAxis());
    const qsizetype at = nearestIndex(places, rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x()));
    text.title = tr("step %1").arg(stepText(series->steps[at]));
    text.crosshair = places[at];
    constexpr int around = 8;
    for (int i = std::max(0, row - around); i <= std::min<int>(row + around, int(layers_.size()) - 1); ++i)
        line(layers_[i].name, valueAt(layers_[i], series->steps[at]), i == row, QColor());
    if (text.lines.size() < layers_.size())
        text.note = tr("and %1 more").arg(layers_.size() - text.lines.size());
    return text;
}

std::vector<TaggedSeries> DepthPlot::shownValues(const RunData&) const {
    std::vector<TaggedSeries> shown;
    for (const auto& layer : layers_)
        if (const auto* series = seriesOf(layer))
            shown.push_back({layer.tag, *series});
    return shown;
}

}  // namespace isonet::widgets
