#include "widgets/plot/ScheduleMarks.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "training/telemetry/Tags.h"
#include "widgets/common/Format.h"
#include "widgets/plot/PlotCanvas.h"
#include "widgets/series/RunData.h"
#include "widgets/series/XValues.h"

namespace isonet::widgets {
namespace {

constexpr int mostMarks = 8;

void anchor(QCPItemPosition* position, QCPAxisRect* rect, double step, double share) {
    position->setAxisRect(rect);
    position->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
    position->setTypeX(QCPItemPosition::ptPlotCoords);
    position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    position->setCoords(step, share);
}

QString markText(const QString& name, double value) {
    return QStringLiteral("%1 %2").arg(name, formatNumber(QString::number(value, 'g', 2).toDouble()));
}

// The rate of the first record at or after `step`; none: not recorded yet.
std::optional<double> rateAt(const Series& rate, double step) {
    const auto at = std::lower_bound(rate.steps.begin(), rate.steps.end(), step) - rate.steps.begin();
    return at < rate.values.size() ? std::optional(rate.values[at]) : std::nullopt;
}

}  // namespace

ScheduleMarks::~ScheduleMarks() {
    QObject::disconnect(drawing_);
}

void ScheduleMarks::place(PlotCanvas* canvas, const QVector<QCPAxisRect*>& rects, bool withText) {
    canvas_ = canvas;
    withText_ = withText;
    rects_ = rects;
    items_.clear();
    texts_.clear();
    steps_.clear();
    labels_.clear();
    QObject::disconnect(drawing_);
    drawing_ = QObject::connect(canvas, &QCustomPlot::afterLayout, canvas, [this] { hideOverlaps(); });
}

void ScheduleMarks::hideOverlaps() {
    double free = -1e9;  // pixels, right end of the previous label
    for (auto* text : std::as_const(texts_)) {
        text->setVisible(true);
        const double right = text->position->pixelPosition().x();
        const double left = text->topLeft->pixelPosition().x();
        const bool fits = left > free && left >= text->clipAxisRect()->left();
        text->setVisible(fits);
        if (fits)
            free = right + 4;
    }
}

QVector<ScheduleMarks::Mark> ScheduleMarks::milestones(const RunData& data, XAxis kind) {
    const auto* rate = data.series(telemetry::tags::learningRate);
    const auto* epochs = data.series(telemetry::tags::epoch);
    const auto& config = data.config();
    if (!rate || !epochs || !config || config->schedule.kind != config::ScheduleKind::Step)
        return {};
    const double passes = epochs->values.last(), stepsPerEpoch = epochs->steps.last() / passes;
    QVector<Mark> marks;
    for (const double milestone : config::milestonesInForce(*config)) {
        const double step = std::round(milestone * stepsPerEpoch);
        if (!(milestone > 0) || !(milestone < passes))  // one at the end of the run never takes effect
            continue;
        if (const auto after = rateAt(*rate, step))
            marks.append({xOfStep(data, step, kind), markText(QStringLiteral("lr"), *after)});
    }
    return marks;
}

QVector<ScheduleMarks::Mark> ScheduleMarks::changes(const RunData& data, XAxis kind) {
    const auto* rate = data.series(telemetry::tags::learningRate);
    const std::string rateTag = telemetry::tags::changed + "optimizer.learning_rate";
    QVector<Mark> marks;
    for (const auto& [tag, name] :
         {std::pair(rateTag, QObject::tr("lr set to")),
          std::pair(telemetry::tags::changed + "penalty.coefficient", QObject::tr("γ set to"))})
        if (const auto* changes = data.series(tag)) {
            const auto places = xValues(data, *changes, kind);
            for (qsizetype i = 0; i < places.size(); ++i) {
                const double value = changes->values[i];
                // Where the schedule acts, the rate differs from the base rate that was set.
                const auto used = tag == rateTag && rate ? rateAt(*rate, changes->steps[i]) : std::nullopt;
                const bool base = used && std::abs(*used - value) > 1e-3 * value;
                marks.append({places[i], markText(base ? QObject::tr("base lr set to") : name, value)});
            }
        }
    return marks;
}

void ScheduleMarks::update(const RunData& data, XAxis kind) {
    auto marks = milestones(data, kind) + changes(data, kind);
    std::stable_sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) { return a.place < b.place; });
    QVector<double> steps;
    QStringList labels;
    for (const auto& mark : std::as_const(marks)) {
        steps.append(mark.place);
        labels.append(mark.label);
    }
    if (steps.size() > mostMarks) {
        steps.clear();
        labels.clear();
    }
    if (steps == steps_ && labels == labels_)
        return;
    for (auto* item : std::as_const(items_))
        canvas_->removeItem(item);
    items_.clear();
    texts_.clear();
    steps_ = steps;
    labels_ = labels;
    for (qsizetype i = 0; i < steps.size(); ++i)
        add(steps[i], labels[i]);
}

void ScheduleMarks::add(double step, const QString& label) {
    for (auto* rect : std::as_const(rects_)) {
        auto* line = new QCPItemStraightLine(canvas_);
        line->setClipAxisRect(rect);
        anchor(line->point1, rect, step, 0);
        anchor(line->point2, rect, step, 1);
        items_.append(line);
    }
    if (!withText_)
        return;
    auto* name = new QCPItemText(canvas_);
    name->setClipAxisRect(rects_.first());
    name->setClipToAxisRect(true);
    anchor(name->position, rects_.first(), step, 0);
    name->setPositionAlignment(Qt::AlignRight | Qt::AlignTop);  // left of the line, where there is always space
    name->setPadding(QMargins(0, 1, 3, 0));
    name->setText(label);
    items_.append(name);
    texts_.append(name);
}

void ScheduleMarks::restyle(const QColor& lines, const QColor& text, const QColor& ground, const QFont& font) {
    for (auto* item : std::as_const(items_)) {
        if (auto* line = qobject_cast<QCPItemStraightLine*>(item))
            line->setPen(QPen(lines, 1, Qt::DotLine));
        if (auto* name = qobject_cast<QCPItemText*>(item)) {
            name->setColor(text);
            name->setBrush(ground);  // curves pass behind the label
            name->setFont(font);
        }
    }
}

}  // namespace isonet::widgets
