#include "widgets/plot/ScheduleMarks.h"

#include <algorithm>
#include <cmath>

#include "training/telemetry/Tags.h"
#include "widgets/common/Format.h"
#include "widgets/plot/PlotCanvas.h"
#include "widgets/series/RunData.h"
#include "widgets/series/XValues.h"

namespace isonet::widgets {
namespace {

constexpr int mostMarks = 8;
constexpr double cut = 0.6;

void anchor(QCPItemPosition* position, QCPAxisRect* rect, double step, double share) {
    position->setAxisRect(rect);
    position->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
    position->setTypeX(QCPItemPosition::ptPlotCoords);
    position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    position->setCoords(step, share);
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

void ScheduleMarks::update(const RunData& data, XAxis kind) {
    QVector<double> steps;
    QStringList labels;
    const auto text = [](const QString& name, double value) {
        return QStringLiteral("%1 %2").arg(name, formatNumber(QString::number(value, 'g', 2).toDouble()));
    };
    const auto* rate = data.series(telemetry::tags::learningRate);
    const auto x = rate ? xValues(data, *rate, kind) : QVector<double>();
    QVector<QPair<double, double>> cuts;  // the steps around each drop
    // After a drop the rate is constant; the last values of a cosine fall as fast, but keep falling.
    const auto stays = [&](qsizetype i) { return rate->values[i + 1] >= 0.95 * rate->values[i]; };
    for (qsizetype i = 1; i < x.size(); ++i)
        if (rate->values[i] > 0 && rate->values[i] <= cut * rate->values[i - 1] &&
            (i + 1 < x.size() ? stays(i) : i < 2 || stays(i - 2))) {
            steps.append(x[i]);
            labels.append(text(QStringLiteral("lr"), rate->values[i]));
            cuts.append({rate->steps[i - 1], rate->steps[i]});
        }
    // Where the schedule acts, the rate differs from the base rate that was set.
    const auto isBaseRate = [&](double step, double value) {
        if (!rate)
            return false;
        const auto at = std::lower_bound(rate->steps.begin(), rate->steps.end(), step) - rate->steps.begin();
        return at < rate->values.size() && std::abs(rate->values[at] - value) > 1e-3 * value;
    };
    // Changed by the user during training.
    const std::pair<std::string, QString> changed[] = {
        {telemetry::tags::changed + "optimizer.learning_rate", QObject::tr("lr set to")},
        {telemetry::tags::changed + "penalty.coefficient", QObject::tr("γ set to")}};
    for (const auto& [tag, name] : changed)
        if (const auto* changes = data.series(tag)) {
            const auto places = xValues(data, *changes, kind);
            for (qsizetype i = 0; i < places.size(); ++i) {
                const double step = changes->steps[i];
                const bool isDrop =
                    tag == changed[0].first && std::any_of(cuts.begin(), cuts.end(), [&](const auto& each) {
                        return step >= each.first && step <= each.second;
                    });
                if (isDrop)
                    continue;
                const auto at = std::upper_bound(steps.begin(), steps.end(), places[i]) - steps.begin();
                steps.insert(at, places[i]);
                const bool base = tag == changed[0].first && isBaseRate(step, changes->values[i]);
                labels.insert(at, text(base ? QObject::tr("base lr set to") : name, changes->values[i]));
            }
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
