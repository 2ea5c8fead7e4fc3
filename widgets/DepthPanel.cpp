#include "widgets/DepthPanel.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>
#include <algorithm>
#include <cmath>
#include <limits>

#include "training/telemetry/SignalTags.h"
#include "widgets/FlowLegend.h"
#include "widgets/LayerColours.h"
#include "widgets/PlotTickers.h"
#include "widgets/RunData.h"
#include "widgets/SeriesTools.h"
#include "widgets/StepSlider.h"
#include "widgets/Theme.h"

namespace isonet::widgets {
namespace {

constexpr int mostCourses = 6;

}  // namespace

DepthPanel::DepthPanel(const PanelText& text, const std::string& prefix, const QString& quantity, QWidget* parent)
    : PlotPanel(text, parent), prefix_(prefix), quantity_(quantity) {
    auto* group = new QButtonGroup(this);
    const auto makeMode = [&](const QString& icon, const QString& name, const QString& tip, Mode mode) {
        auto* button = addModeButton(*group, icon, name, tip);
        button->setChecked(mode == mode_);
        connect(button, &QToolButton::clicked, this, [this, mode] { setMode(mode); });
        return button;
    };
    courseButton_ = makeMode("plot-lines", tr("Course"), tr("Course through the layers at one step"), Mode::Course);
    mapButton_ = makeMode("plot-map", tr("Map"), tr("Map of layers by steps"), Mode::Map);
    slider_ = new StepSlider;
    footer()->addWidget(slider_, 1);
    footer()->addStretch(0);
    connect(slider_, &StepSlider::stepChosen, this, [this] { requestRefresh(); });
    setLogScale(true);
}

void DepthPanel::setMode(Mode mode) {
    if (mode == mode_)
        return;
    mode_ = mode;
    (mode == Mode::Map ? mapButton_ : courseButton_)->setChecked(true);
    slider_->setVisible(mode == Mode::Course);
    rebuild();
}

void DepthPanel::build() {
    legend_ = nullptr;
    courses_.clear();
    if (mode_ == Mode::Map) {
        rect_ = map_.build(canvas());
        schedule_.place(canvas(), {rect_}, false);
    } else {
        buildCourse();
    }
}

void DepthPanel::buildCourse() {
    legend_ = new FlowLegend(canvas());
    canvas()->plotLayout()->addElement(0, 0, legend_);
    rect_ = canvas()->addAxisRect(1, 0);
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    x->setLabel(quantity_);
    y->setRangeReversed(true);
    y->grid()->setVisible(false);
    names_.reset(new NameTicker(y));
    y->setTicker(names_);
    stages_.place(canvas(), rect_);
    canvas()->follow(x, [this] {
        double low = std::numeric_limits<double>::infinity(), high = -low;
        for (const auto& layer : std::as_const(layers_))
            for (const double step : drawnSteps())
                if (const double value = valueAt(layer, step); std::isfinite(value) && (value > 0 || !isLogScale())) {
                    low = std::min(low, value);
                    high = std::max(high, value);
                }
        if (low > high)
            return QCPRange(0.1, 1);
        // Something of the scale is seen where all layers let pass alike.
        const double least = isLogScale() ? high / 1.2 : high - 0.1 * std::max(std::abs(high), 1e-12);
        return PlotCanvas::padded({std::min(low, least), high}, isLogScale());
    });
    canvas()->follow(y, [this] { return QCPRange(-0.5, std::max<double>(1, double(layers_.size())) - 0.5); });
}

QList<QCPAxis*> DepthPanel::logAxes() const {
    return mode_ == Mode::Map ? QList<QCPAxis*>() : QList<QCPAxis*>{rect_->axis(QCPAxis::atBottom)};
}

QList<QCPAxis*> DepthPanel::xAxes() const {
    return mode_ == Mode::Map ? QList<QCPAxis*>{rect_->axis(QCPAxis::atBottom)} : QList<QCPAxis*>();
}

void DepthPanel::applyScale() {
    PlotPanel::applyScale();
    if (mode_ == Mode::Map)
        map_.setLogarithmic(isLogScale());
}

bool DepthPanel::hasContent(const RunData& data) const {
    return !data.tagsWithPrefix(prefix_).empty();
}

QString DepthPanel::whyEmpty(const RunData* data) const {
    if (!data)
        return tr("No run is open. Start one, or choose one from the list of runs.");
    if (data->config() && data->config()->run.cudaGraph)
        return tr(
            "Not measured in this run: it replays its steps as a CUDA graph (section Run), which computes "
            "nothing besides.");
    if (data->series(telemetry::tags::lossTotal) || !data->config())
        return tr(
            "This run has recorded no signals and gradients by depth: it was made by an earlier version, or by another "
            "program. A run started or resumed here records them.");
    const int every = data->config()->telemetry.spectrumSteps;
    return every > 0 ? tr("No values yet: measured in the first step, then every %1 steps.").arg(every)
                     : tr("No values yet: measured in the first step of every epoch.");
}

void DepthPanel::collectLayers(const RunData& data) {
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

const Series* DepthPanel::seriesOf(const Layer& layer) const {
    return data() ? data()->series(layer.tag) : nullptr;
}

double DepthPanel::valueAt(const Layer& layer, double step) const {
    const auto* series = seriesOf(layer);
    return series ? series->values[nearestIndex(series->steps, step)] : std::nan("");
}

QVector<double> DepthPanel::drawnSteps() const {
    const qsizetype last = nearestIndex(steps_, slider_->step());
    QVector<double> drawn;
    for (int i = 0; i < mostCourses && last >= 0; ++i) {
        const double step = steps_[last * i / (mostCourses - 1)];
        if (drawn.isEmpty() || drawn.last() != step)
            drawn.append(step);
    }
    return drawn;
}

void DepthPanel::redraw(const RunData& data) {
    collectLayers(data);
    slider_->setSteps(steps_);
    if (mode_ == Mode::Course) {
        redrawCourse();
        return;
    }
    QVector<DeviationMap::Row> rows;
    for (const auto& layer : std::as_const(layers_))
        rows.append({layer.name, seriesOf(layer), 1, xValues(data, *seriesOf(layer), xAxis())});
    map_.redraw(rows, colours(), smallFont(), quantity_);
    schedule_.update(data, xAxis());
    schedule_.restyle(QColor(255, 255, 255, 170), colours().faint, colours().background, smallFont());
}

void DepthPanel::redrawCourse() {
    const auto steps = drawnSteps();
    while (courses_.size() > steps.size())
        canvas()->removePlottable(courses_.takeLast());
    while (courses_.size() < steps.size())
        courses_.append(new QCPCurve(rect_->axis(QCPAxis::atBottom), rect_->axis(QCPAxis::atLeft)));
    for (qsizetype i = 0; i < steps.size(); ++i) {
        QVector<double> order, values, rows;
        for (qsizetype row = 0; row < layers_.size(); ++row) {
            order.append(double(row));
            rows.append(double(row));
            values.append(valueAt(layers_[row], steps[i]));
        }
        courses_[i]->setData(order, isLogScale() ? positiveOrGap(values) : values, rows, true);
        courses_[i]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, i + 1 == steps.size() ? 4 : 2.5));
    }
    QStringList names;
    for (const auto& layer : std::as_const(layers_))
        names.append(layer.name);
    names_->setNames(names);
    stages_.update(names, colours().grid);
    canvas()->setLimits(rect_->axis(QCPAxis::atLeft), QCPRange(-0.5, std::max<double>(1, double(names.size())) - 0.5));
    choosePens();
    QVector<LegendEntry> entries;
    if (!steps.isEmpty())
        entries.append({tr("step %1").arg(stepText(steps.last())), courses_.last()->pen()});
    if (steps.size() > 1)
        entries.append({tr("step %1").arg(stepText(steps.first())), courses_.first()->pen()});
    if (steps.size() > 2)
        entries.append({tr("steps between"), courses_[1]->pen()});
    legend_->setEntries(entries);
    legend_->setStyle(smallFont(), colours().text);
}

// Chosen step: strong; first step: dashed; between: the earlier the fainter.
void DepthPanel::choosePens() {
    const QColor strong = colours().series(0);
    for (qsizetype i = 0; i < courses_.size(); ++i) {
        const bool last = i + 1 == courses_.size();
        const double age = courses_.size() > 2 ? double(courses_.size() - 1 - i) / double(courses_.size()) : 0.5;
        QPen pen(last     ? strong
                 : i == 0 ? colours().text
                          : mixed(strong, colours().background, 0.35 + 0.5 * age),
                 last ? 2 : 1.2);
        if (!last && i == 0)
            pen.setStyle(Qt::DashLine);
        courses_[i]->setPen(pen);
    }
}

QVector<SeriesEntry> DepthPanel::seriesEntries() const {
    QStringList names;
    if (data())
        for (const auto& tag : data()->tagsWithPrefix(prefix_))
            names.append(QString::fromStdString(tag.substr(prefix_.size())));
    const auto palette = layerColours(names, colours());
    QVector<SeriesEntry> entries;
    for (qsizetype i = 0; i < names.size(); ++i)
        entries.append({names[i], palette[i]});
    return entries;
}

int DepthPanel::countPoints() const {
    return static_cast<int>(layers_.size() * steps_.size());
}

ReadOutText DepthPanel::readOutAt(const QPointF& position, QCPAxisRect* rect) const {
    ReadOutText text;
    if (rect != rect_ || layers_.isEmpty())
        return text;
    const int row =
        std::clamp<int>(qRound(rect->axis(QCPAxis::atLeft)->pixelToCoord(position.y())), 0, int(layers_.size()) - 1);
    const Layer& layer = layers_[row];
    const auto line = [&](const QString& name, double value, bool strong, const QColor& colour) {
        text.lines.append({colour, name, valueText(value), strong, value});
    };
    if (mode_ == Mode::Course) {
        text.title = layer.name;
        const auto steps = drawnSteps();
        for (qsizetype i = steps.size() - 1; i >= 0 && i < courses_.size(); --i)
            line(tr("step %1").arg(stepText(steps[i])), valueAt(layer, steps[i]), i + 1 == steps.size(),
                 courses_[i]->pen().color());
        if (row > 0 && !steps.isEmpty())
            text.note = tr("× %1 since %2")
                            .arg(valueText(valueAt(layer, steps.last()) / valueAt(layers_[row - 1], steps.last())),
                                 layers_[row - 1].name);
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
        text.note = tr("%1 more layers").arg(layers_.size() - text.lines.size());
    return text;
}

QByteArray DepthPanel::csvOf(const RunData&) const {
    QByteArray csv = scalarCsvHeader();
    for (const auto& layer : layers_)
        if (const auto* series = seriesOf(layer))
            appendCsv(csv, layer.tag, *series);
    return csv;
}

DepthPanel* makeSignalPanel() {
    return new DepthPanel(
        {"signalPanel", QObject::tr("Signal by depth"),
         QObject::tr("<p><b>‖x‖</b> behind every activation: the root of the mean over a batch's images of "
                     "‖x<sub>i</sub>‖², layer by layer from the image down.</p><p>Good: the course neither dies out "
                     "nor explodes with the depth. Isometric layers pass the norm on unchanged; steps at the stages' "
                     "borders come from strides and pooling.</p>")},
        telemetry::tags::signal, QObject::tr("signal ‖x‖ per image"));
}

DepthPanel* makeGradientPanel() {
    return new DepthPanel(
        {"gradientPanel", QObject::tr("Gradient by depth"),
         QObject::tr("<p><b>‖∂L/∂x‖</b> of each image's loss with respect to every activation's output: what arrives "
                     "there on the way back from the loss (at the foot) to the image (at the top).</p><p>Good: level. "
                     "A course that falls towards the top vanishes on its way back, and the first layers learn "
                     "nothing; one that rises explodes.</p>")},
        telemetry::tags::gradient, QObject::tr("gradient ‖∂L/∂x‖ per image"));
}

}  // namespace isonet::widgets
