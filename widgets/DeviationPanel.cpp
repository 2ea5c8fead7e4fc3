#include "widgets/DeviationPanel.h"

#include <QButtonGroup>
#include <QMenu>
#include <QToolButton>
#include <algorithm>
#include <cmath>
#include <limits>

#include "model/spec/NetworkPlan.h"
#include "widgets/FlowLegend.h"
#include "widgets/LayerColours.h"
#include "widgets/LayerOrder.h"
#include "widgets/PlotTickers.h"
#include "widgets/RunData.h"
#include "widgets/SeriesTools.h"
#include "widgets/Theme.h"

namespace isonet::widgets {
namespace {

PanelText deviationPanelText() {
    return {
        "deviationPanel", QObject::tr("Isometry deviation"),
        QObject::tr("<p><b>d = ‖Conv(A, A) − δ‖<sub>F</sub></b> of every convolution kernel A: its distance from an "
                    "orthogonal one. 0 is an exact isometry.</p>"
                    "<p>Good: every layer stays low and level through the run. A bright row is a layer that leaves "
                    "isometry; a bright column is a step where the whole network does (often a learning rate that is "
                    "too large).</p><p>Rows are layers in network order, the input at the top.</p>")};
}

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

DeviationPanel::DeviationPanel(QWidget* parent) : PlotPanel(deviationPanelText(), parent) {
    auto* group = new QButtonGroup(this);
    const auto makeMode = [&](const QString& icon, const QString& name, const QString& tip, Mode mode) {
        auto* button = addModeButton(*group, icon, name, tip);
        button->setChecked(mode == mode_);
        connect(button, &QToolButton::clicked, this, [this, mode] { setMode(mode); });
        return button;
    };
    mapButton_ = makeMode("plot-map", tr("Map"), tr("Map of layers by steps"), Mode::Map);
    linesButton_ = makeMode("plot-lines", tr("Lines"), tr("A line for each layer"), Mode::Lines);
    setLogScale(true);
}

void DeviationPanel::setMode(Mode mode) {
    if (mode == mode_)
        return;
    mode_ = mode;
    (mode == Mode::Map ? mapButton_ : linesButton_)->setChecked(true);
    rebuild();
}

void DeviationPanel::setNormalised(bool on) {
    normalised_ = on;
    resetView();
    requestRefresh();
}

void DeviationPanel::build() {
    legend_ = nullptr;
    lines_.clear();
    if (mode_ == Mode::Map)
        rect_ = map_.build(canvas());
    else
        buildLines();
    schedule_.place(canvas(), {rect_}, mode_ == Mode::Lines);
}

void DeviationPanel::buildLines() {
    legend_ = new FlowLegend(canvas());
    canvas()->plotLayout()->addElement(0, 0, legend_);
    rect_ = canvas()->addAxisRect(1, 0);
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    canvas()->follow(x, [this] { return fittedSteps(lines_); });
    canvas()->follow(y, [this, x, y] {
        auto range = fittedValues(lines_, x, y, viewOptions().ignoresOutliers());
        if (isLogScale())
            range.lower = std::max(range.lower, range.upper * DeviationMap::mostDecades);
        return range;
    });
}

QList<QCPAxis*> DeviationPanel::logAxes() const {
    return mode_ == Mode::Map ? QList<QCPAxis*>() : QList<QCPAxis*>{rect_->axis(QCPAxis::atLeft)};
}

void DeviationPanel::applyScale() {
    PlotPanel::applyScale();
    if (mode_ == Mode::Map)
        map_.setLogarithmic(isLogScale());
}

bool DeviationPanel::hasContent(const RunData& data) const {
    return !data.tagsWithPrefix(telemetry::tags::deviation).empty();
}

QString DeviationPanel::whyEmpty(const RunData* data) const {
    if (!data)
        return tr("No run is open. Start one, or choose one from the list of runs.");
    if (data->config())
        return tr("No values yet: every layer's distance from an isometry is measured every %1 steps.")
            .arg(data->config()->telemetry.scalarSteps);
    return tr("No values yet: this run has recorded no isometry deviation.");
}

void DeviationPanel::collectLayers(const RunData& data) {
    layers_.clear();
    const auto sizes = normalised_ ? sizesOf(data) : std::map<std::string, double>();
    const auto tags = data.tagsWithPrefix(telemetry::tags::deviation);
    QStringList names;
    for (const auto& tag : tags)
        names.append(QString::fromStdString(tag.substr(telemetry::tags::deviation.size())));
    const auto palette = layerColours(names, colours());
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

const Series* DeviationPanel::seriesOf(const Layer& layer) const {
    return data() ? data()->series(layer.tag) : nullptr;
}

void DeviationPanel::redraw(const RunData& data) {
    collectLayers(data);
    if (mode_ == Mode::Map) {
        QVector<DeviationMap::Row> rows;
        for (const int row : std::as_const(rows_))
            rows.append({layers_[row].name, seriesOf(layers_[row]), layers_[row].scale,
                         xValues(data, *seriesOf(layers_[row]), xAxis())});
        map_.redraw(rows, colours(), smallFont(), normalised_ ? tr("deviation d / √min(M, C)") : tr("deviation d"));
    } else {
        redrawLines(data);
    }
    schedule_.update(data, xAxis());
    schedule_.restyle(mode_ == Mode::Map ? QColor(255, 255, 255, 170) : colours().axis, colours().faint,
                      colours().background, smallFont());
}

void DeviationPanel::redrawLines(const RunData& data) {
    while (lines_.size() > layers_.size())
        canvas()->removeGraph(lines_.takeLast());
    while (lines_.size() < layers_.size())
        lines_.append(canvas()->addGraph(rect_->axis(QCPAxis::atBottom), rect_->axis(QCPAxis::atLeft)));
    for (int i = 0; i < layers_.size(); ++i) {
        const auto& layer = layers_[i];
        const auto* series = seriesOf(layer);
        lines_[i]->setVisible(rows_.contains(i));
        if (!series) {
            lines_[i]->data()->clear();
            continue;
        }
        QVector<double> values = series->values;
        for (auto& value : values)
            value *= layer.scale;
        const double weight = viewOptions().smoothing();
        setPoints(lines_[i], xValues(data, *series, xAxis()), weight > 0 ? smoothed(values, weight) : values);
        const bool single = series->steps.size() == 1;
        lines_[i]->setScatterStyle(single ? QCPScatterStyle(QCPScatterStyle::ssDisc, 5) : QCPScatterStyle());
    }
    QStringList shown;
    for (const int row : std::as_const(rows_))
        shown.append(layers_[row].name);
    legend_->setEntries(layerLegend(shown, colours()));
    legend_->setStyle(smallFont(), colours().text);
    rect_->axis(QCPAxis::atLeft)->setLabel(normalised_ ? tr("d / √min(M, C)") : tr("d = ‖Conv(A, A) − δ‖"));
}

void DeviationPanel::choosePens() {
    for (qsizetype i = 0; i < lines_.size() && i < layers_.size(); ++i)
        lines_[i]->setPen(penFor(lines_[i], layers_[i].colour, 1.3));
}

QVector<SeriesEntry> DeviationPanel::seriesEntries() const {
    QVector<SeriesEntry> entries;
    for (const auto& layer : layers_)
        entries.append({layer.name, layer.colour});
    return entries;
}

int DeviationPanel::countPoints() const {
    qsizetype points = 0;
    for (const int row : rows_)
        if (const auto* series = seriesOf(layers_[row]))
            points += series->steps.size();
    return static_cast<int>(points);
}

ReadOutText DeviationPanel::readOutAt(const QPointF& position, QCPAxisRect* rect) const {
    const auto* first = rows_.isEmpty() || rect != rect_ ? nullptr : seriesOf(layers_[rows_.first()]);
    if (!first)
        return {};
    const double x = rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
    const double y = rect->axis(QCPAxis::atLeft)->pixelToCoord(position.y());
    const auto places = xValues(*data(), *first, xAxis());
    const qsizetype nearestPlace = nearestIndex(places, x);
    const double step = first->steps[nearestPlace];
    const auto valueAt = [&](const Layer& layer) {
        const auto* series = seriesOf(layer);
        return series ? series->values[nearestIndex(series->steps, step)] * layer.scale : std::nan("");
    };
    // The layer under the pointer: its row on the map, the nearest line otherwise.
    qsizetype under = std::clamp<qsizetype>(qRound(y), 0, rows_.size() - 1);
    if (mode_ == Mode::Lines) {
        double nearest = HUGE_VAL;
        for (qsizetype i = 0; i < rows_.size(); ++i) {
            const double distance =
                std::abs(rect->axis(QCPAxis::atLeft)->coordToPixel(valueAt(layers_[rows_[i]])) - position.y());
            if (distance < nearest)
                nearest = distance, under = i;
        }
    }
    ReadOutText text;
    text.title = tr("step %1").arg(stepText(step));
    text.crosshair = places[nearestPlace];
    constexpr qsizetype most = 24;
    const qsizetype begin = std::clamp<qsizetype>(under - most / 2, 0, std::max<qsizetype>(0, rows_.size() - most));
    const qsizetype end = std::min(begin + most, rows_.size());
    for (qsizetype i = begin; i < end; ++i) {
        const auto& layer = layers_[rows_[i]];
        text.lines.append({layer.colour, layer.name, valueText(valueAt(layer)), i == under, valueAt(layer)});
    }
    if (end - begin < rows_.size())
        text.note = tr("%1 more layers").arg(rows_.size() - (end - begin));
    return text;
}

QByteArray DeviationPanel::csvOf(const RunData&) const {
    QByteArray csv = scalarCsvHeader();
    const std::string prefix = normalised_ ? "isometry/normalised_deviation/" : telemetry::tags::deviation;
    for (const int row : rows_) {
        const auto* series = seriesOf(layers_[row]);
        if (!series)
            continue;
        Series scaled = *series;
        for (auto& value : scaled.values)
            value *= layers_[row].scale;
        appendCsv(csv, prefix + layers_[row].name.toStdString(), scaled);
    }
    return csv;
}

QVariantMap DeviationPanel::modes() const {
    return {{QStringLiteral("map"), mode_ == Mode::Map}, {QStringLiteral("normalised"), normalised_}};
}

void DeviationPanel::setModes(const QVariantMap& modes) {
    setMode(modes.value(QStringLiteral("map"), true).toBool() ? Mode::Map : Mode::Lines);
    setNormalised(modes.value(QStringLiteral("normalised"), false).toBool());
}

void DeviationPanel::fillOptions(QMenu& menu) {
    auto* normalised = menu.addAction(tr("Divide by √min(M, C), to compare layers of different widths"), this,
                                      [this](bool on) { setNormalised(on); });
    normalised->setCheckable(true);
    normalised->setChecked(normalised_);
    normalised->setEnabled(data() && data()->config().has_value());
}

}  // namespace isonet::widgets
