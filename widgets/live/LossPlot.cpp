#include "widgets/live/LossPlot.h"

#include <QMenu>
#include <algorithm>

#include "training/telemetry/Tags.h"
#include "widgets/common/Format.h"
#include "widgets/live/LivePlots.h"
#include "widgets/plot/Baseline.h"
#include "widgets/plot/GraphFit.h"
#include "widgets/plot/PlotTickers.h"
#include "widgets/series/SeriesMath.h"
#include "widgets/series/XValues.h"

namespace isonet::widgets {

LivePlot lossPlot() {
    return {{"lossPanel", LossPlot::tr("Loss and accuracy"),
             LossPlot::tr(
                 "<p><b>loss = cross entropy + γ · P</b>, with P = ½ Σ ‖Conv(A, A) − δ‖² over the penalized layers.</p>"
                 "<p>Good: cross entropy falls and γ · P stays well below it. If γ · P is as large as the cross "
                 "entropy, γ is too large; if P grows without bound, γ is too small.</p>"
                 "<p>A detector's loss is the sum of five: <b>objectness</b> and <b>proposal box</b> of the proposal "
                 "network; <b>class</b>, <b>box</b> and <b>mask</b> of the regions. Its accuracy is COCO average "
                 "precision (AP); the series button also offers AP at single IoU thresholds (50, 75) and by object "
                 "size.</p>"
                 "<p><b>Certified</b> (telemetry.certified): the accuracy that no perturbation of that Euclidean norm "
                 "can lower, at most the validation top-1.</p>"
                 "<p>Dotted lines mark the milestones of the schedule; the diamond marks the best validation accuracy. "
                 "A cross or triangle at the edge marks a value that is not finite. Dash-dotted lines: chance level, "
                 "and the paper's result for a row of its tables.</p>")},
            [] { return std::make_unique<LossPlot>(); },
            {schedule::Measured::Scalars, schedule::Measured::Validation}};
}

LossPlot::LossPlot() {
    for (const auto& curve : lossCurves())
        curves_.append({curve, {}, nullptr});
}

bool LossPlot::hasPenalty(const RunData& data) const {
    return std::ranges::any_of(curves_, [&](const Curve& curve) {
        return (curve.place == LossCurve::Share || curve.place == LossCurve::Penalty) && curve.recorded(data);
    });
}

const PlotArea& LossPlot::areaOf(LossCurve::Place place) const {
    return place == LossCurve::Loss ? loss_ : place == LossCurve::Accuracy || !penalty_.rect ? accuracy_ : penalty_;
}

QVector<const PlotArea*> LossPlot::areas() const {
    return penalty_.rect ? QVector{&loss_, &penalty_, &accuracy_} : QVector{&loss_, &accuracy_};
}

void LossPlot::build() {
    auto* plot = canvas();
    loss_ = addPlotArea(plot, 0);
    plot->plotLayout()->setRowStretchFactor(1, 1.5);
    penalty_ = {};
    penaltyAxis_ = nullptr;
    if (data() && hasPenalty(*data())) {
        penalty_ = addPlotArea(plot, 2);
        penaltyAxis_ = addRightAxis(penalty_.rect, tr("penalty P"));
    }
    accuracy_ = addPlotArea(plot, penalty_.rect ? 4 : 2);
    plot->plotLayout()->setRowStretchFactor(penalty_.rect ? 5 : 3, 1.5);  // the tick labels below take a part of it
    loss_.y()->setLabel(tr("loss"));
    accuracy_.y()->setLabel(tr("top-1, %"));
    accuracy_.y()->setTicker(QSharedPointer<QCPAxisTicker>(new LinearTicker(accuracy_.y())));
    auto* group = new QCPMarginGroup(plot);
    QVector<QCPAxisRect*> rects;
    for (const auto* area : areas()) {
        area->rect->setMarginGroup(QCP::msLeft | QCP::msRight, group);
        area->x()->setTickLabels(area == &accuracy_);
        rects.append(area->rect);
        plot->follow(area->x(), [this] { return fittedSteps(allGraphs()); });
        for (const auto* above : areas())
            if (above != area && rects.contains(above->rect))
                plot->link(above->x(), area->x());
    }
    for (auto& curve : curves_) {
        const auto& area = areaOf(curve.place);
        auto* y = curve.place == LossCurve::Penalty && penaltyAxis_ ? penaltyAxis_ : area.y();
        curve.pale = new CurveGraph(area.x(), y);
        curve.drawn.add(area.x(), y);
    }
    connect(plot, &QCustomPlot::afterLayout, this, &LossPlot::placeNames, Qt::UniqueConnection);
    chance_.place(plot, accuracy_.rect);
    paper_.place(plot, accuracy_.rect);
    best_.place(plot, accuracy_.rect);
    noAccuracy_ = new QCPItemText(plot);
    noAccuracy_->position->setType(QCPItemPosition::ptAxisRectRatio);
    noAccuracy_->position->setAxisRect(accuracy_.rect);
    noAccuracy_->setClipAxisRect(accuracy_.rect);
    noAccuracy_->position->setCoords(0.5, 0.5);
    schedule_.place(plot, rects);

    const auto follow = [&](LossCurve::Place place, QCPAxis* x, QCPAxis* y) {
        plot->follow(y, [=, this] {
            return fittedValues(graphsOn(place) + paleGraphsOn(place), x, y, viewOptions().ignoresOutliers());
        });
    };
    follow(LossCurve::Loss, loss_.x(), loss_.y());
    if (penalty_.rect) {
        follow(LossCurve::Share, penalty_.x(), penalty_.y());
        follow(LossCurve::Penalty, penalty_.x(), penaltyAxis_);
    }
    follow(LossCurve::Accuracy, accuracy_.x(), accuracy_.y());
}

QVector<QCPGraph*> LossPlot::graphsOn(LossCurve::Place place) const {
    QVector<QCPGraph*> graphs;
    for (const auto& curve : curves_)
        if (curve.place == place)
            graphs << curve.drawn.raw << curve.drawn.line;
    return graphs;
}

QVector<QCPGraph*> LossPlot::paleGraphsOn(LossCurve::Place place) const {
    QVector<QCPGraph*> graphs;
    for (const auto& curve : curves_)
        if (curve.place == place)
            graphs << curve.pale;
    return graphs;
}

QVector<QCPGraph*> LossPlot::allGraphs() const {
    return graphsOn(LossCurve::Loss) + graphsOn(LossCurve::Share) + graphsOn(LossCurve::Penalty) +
           graphsOn(LossCurve::Accuracy);
}

QList<QCPAxis*> LossPlot::xAxes() const {
    QList<QCPAxis*> axes;
    for (const auto* area : areas())
        axes.append(area->x());
    return axes;
}

QList<QCPAxis*> LossPlot::logAxes() const {
    return penalty_.rect ? QList<QCPAxis*>{loss_.y(), penalty_.y(), penaltyAxis_} : QList<QCPAxis*>{loss_.y()};
}

QString LossPlot::emptyText(const RunData* data) const {
    if (!data)
        return PlotContent::emptyText(data);
    if (data->config())
        return tr("No values yet: the loss is recorded at step 0, then every %1 steps, accuracy after each epoch.")
            .arg(data->config()->telemetry.scalarSteps);
    return tr("No values yet: this run has recorded neither loss nor accuracy.");
}

void LossPlot::redraw(const RunData& data) {
    if (hasPenalty(data) != (penalty_.rect != nullptr))
        Q_EMIT rebuildRequested();  // at once: the strips are new below
    for (auto& curve : curves_) {
        redrawCurve(curve, data);
        redrawBaseline(curve);
    }
    redrawReferences(data);
    if (penaltyAxis_) {
        const bool share = !graphsOn(LossCurve::Share).last()->data()->isEmpty();
        penalty_.y()->setTickLabels(share);
        penalty_.y()->setLabel(share ? tr("γ · P") : QString());
        const auto* penalty = graphsOn(LossCurve::Penalty).last();
        penaltyAxis_->setVisible(!penalty->data()->isEmpty() && penalty->visible());
        penaltyAxis_->setTickLabelColor(colors().series(2));
        penaltyAxis_->setLabelColor(colors().series(2));
    }
    noAccuracy_->setFont(smallFont());
    noAccuracy_->setColor(colors().faint);
    const bool detection =
        data.config() ? config::isDetection(*data.config()) : data.series(telemetry::tags::boxAp) != nullptr;
    accuracy_.y()->setLabel(detection ? tr("AP, %") : tr("top-1, %"));
    noAccuracy_->setText(detection ? tr("AP is measured after each epoch")
                                   : tr("Validation accuracy is measured after each epoch"));
    noAccuracy_->setVisible(!data.series(telemetry::tags::trainTop1) && !bestCurve(data));
    schedule_.update(data, xAxis());
    schedule_.restyle(colors().axis, colors().faint, colors().background, smallFont());
    markBest(data);
    redrawLegends();
}

void LossPlot::redrawCurve(Curve& curve, const RunData& data) {
    const auto* recorded = curve.recorded(data);
    if (!recorded) {
        curve.drawn.clear();
        return;
    }
    curve.drawn.setValues(xValues(data, *recorded, xAxis()), curve.values(data, *recorded), viewOptions().smoothing(),
                          curve.markers);
    curve.drawn.setShown(!isSeriesHidden(curve.name));
    curve.drawn.setColor(colors().series(curve.color), colors().dark);
}

void LossPlot::redrawBaseline(Curve& curve) {
    const auto* baseline = baselineOn(viewOptions(), xAxis());
    const auto* recorded =
        baseline && isInLegend(curve) && !isSeriesHidden(curve.name) ? curve.recorded(*baseline) : nullptr;
    std::optional<Series> shown;
    if (recorded) {
        shown = *recorded;
        shown->values = curve.values(*baseline, *recorded);
    }
    drawBaseline(curve.pale, baseline ? *baseline : *data(), shown, xAxis(), viewOptions().smoothing(),
                 paleColor(colors().series(curve.color), colors().dark));
}

void LossPlot::redrawReferences(const RunData& data) {
    const bool classifies = data.config() && !config::isDetection(*data.config());
    const int classes = classifies ? data.config()->model.classes : 0;
    if (references_ && classes > 1) {
        const double chance = 100.0 / classes;
        chance_.show(chance, tr("chance %1 %").arg(chance, 0, 'g', 3), colors().axis, colors().background, smallFont());
    } else {
        chance_.hide();
    }
    const auto& paper = viewOptions().paper();
    if (references_ && paper)
        paper_.show(paper->value, paper->name, colors().series(3), colors().background, smallFont());
    else
        paper_.hide();
}

QStringList LossPlot::references() const {
    QStringList names;
    for (const auto* line : {&chance_, &paper_})
        if (line->isShown())
            names.append(line->text());
    return names;
}

void LossPlot::fillOptions(QMenu& menu) {
    auto* action = menu.addAction(tr("Lines of &chance and of the paper"), this, [this](bool on) {
        references_ = on;
        Q_EMIT refreshRequested();
    });
    action->setCheckable(true);
    action->setChecked(references_);
}

QVariantMap LossPlot::modes() const {
    return {{QStringLiteral("references"), references_}};
}

void LossPlot::setModes(const QVariantMap& modes) {
    references_ = modes.value(QStringLiteral("references"), true).toBool();
    Q_EMIT refreshRequested();
}

void LossPlot::placeNames() {
    best_.update();  // the names avoid it
    chance_.update();
    paper_.update();
}

void LossPlot::updatePens() {
    for (const auto& curve : std::as_const(curves_)) {
        QColor color = colors().series(curve.color);
        // The total covers the cross entropy when the penalty is small: a wide pale band shows both.
        if (curve.width > 2)
            color.setAlpha(120);
        QPen pen = penFor(curve.drawn.line, color, curve.width);
        pen.setStyle(curve.style);
        curve.drawn.line->setPen(pen);
    }
}

void LossPlot::redrawLegends() {
    for (const auto* area : areas()) {
        QVector<LegendEntry> entries;
        for (const auto& curve : std::as_const(curves_))
            if (&areaOf(curve.place) == area && isInLegend(curve)) {
                const QPen pen(colors().series(curve.color), std::max(curve.width, 2.0), curve.style);
                entries.append({curve.name, pen, false, !isSeriesHidden(curve.name)});
            }
        if (!entries.isEmpty() && baselineOn(viewOptions(), xAxis()))
            entries.append(baselineEntry(viewOptions(), colors()));
        area->legend->setEntries(entries);
        area->legend->setStyle(smallFont(), colors().text);
    }
}

bool LossPlot::isInLegend(const Curve& curve) const {
    return !curve.drawn.line->data()->isEmpty() && !(curve.extra && isSeriesHidden(curve.name));
}

QString LossPlot::legendEntryAt(const QPointF& position) const {
    for (const auto* area : areas()) {
        int entry = area->legend->entryAt(position);
        for (const auto& curve : curves_)
            if (&areaOf(curve.place) == area && isInLegend(curve) && entry-- == 0)
                return curve.name;
    }
    return {};
}

const LossPlot::Curve* LossPlot::bestCurve(const RunData& data) const {
    for (const auto& curve : curves_)
        if ((curve.tag == telemetry::tags::validationTop1 || curve.tag == telemetry::tags::boxAp) &&
            data.series(curve.tag))
            return &curve;
    return nullptr;
}

void LossPlot::markBest(const RunData& data) {
    const auto* curve = bestCurve(data);
    if (!curve || isSeriesHidden(curve->name)) {
        best_.hide();
        return;
    }
    const auto* recorded = data.series(curve->tag);
    best_.show(xValues(data, *recorded, xAxis()), recorded->values, colors().series(curve->color), colors().background,
               smallFont());
}

QVector<SeriesEntry> LossPlot::series(const RunData& data) const {
    QVector<SeriesEntry> entries;
    for (const auto& curve : curves_)
        if (curve.recorded(data))
            entries.append({curve.name, colors().series(curve.color)});
    return entries;
}

QStringList LossPlot::hiddenByDefault() const {
    QStringList names;
    for (const auto& curve : curves_)
        if (curve.extra)
            names.append(curve.name);
    return names;
}

ReadoutText LossPlot::readoutAt(const QPointF& position, QCPAxisRect* rect) const {
    ReadoutText text;
    const double x = rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
    QVector<const Series*> shown;
    for (const auto& curve : curves_)
        shown.append(isSeriesHidden(curve.name) ? nullptr : curve.recorded(*data()));
    const auto nearest = nearestRecorded(*data(), shown, xAxis(), x);
    if (!nearest)
        return {};
    const double step = nearest->step;
    text.crosshair = nearest->place;
    for (qsizetype c = 0; c < curves_.size(); ++c) {
        const auto& curve = curves_[c];
        const qsizetype i = shown[c] ? nearestIndex(shown[c]->steps, step) : -1;
        if (i < 0)
            continue;
        const double number = curve.values(*data(), *shown[c])[i];
        QString value = curve.place == LossCurve::Accuracy ? QString::number(number, 'f', 2) + " %" : valueText(number);
        value = curve.drawn.text(i, value);
        if (shown[c]->steps[i] != step)
            value += tr("  (step %1)").arg(stepText(shown[c]->steps[i]));
        text.lines.append({colors().series(curve.color), curve.name, value, false, number});
        const auto* baseline = baselineOn(viewOptions(), xAxis());
        if (const auto* before = baseline ? curve.recorded(*baseline) : nullptr) {
            Series series = *before;
            series.values = curve.values(*baseline, *before);
            addBaselineLine(text, viewOptions(), series, xAxis(), curve.name,
                            paleColor(colors().series(curve.color), colors().dark));
        }
    }
    text.title = tr("step %1").arg(stepText(step));
    if (const auto* epoch = data()->series(telemetry::tags::epoch))
        if (const qsizetype i = nearestIndex(epoch->steps, step); i >= 0)
            text.title += tr(" · epoch %1").arg(epoch->values[i], 0, 'g', 4);
    if (const auto* rate = data()->series(telemetry::tags::learningRate))
        if (const qsizetype i = nearestIndex(rate->steps, step); i >= 0)
            text.note = tr("learning rate %1").arg(valueText(rate->values[i]));
    if (xAxis() == XAxis::Relative || xAxis() == XAxis::Wall)
        text.title += QStringLiteral(" · ") + xText(xAxis(), *text.crosshair);
    return text;
}

std::vector<TaggedSeries> LossPlot::shownValues(const RunData& data) const {
    std::vector<TaggedSeries> shown;
    for (const auto& curve : curves_) {
        const auto* recorded = isSeriesHidden(curve.name) ? nullptr : curve.recorded(data);
        if (!recorded)
            continue;
        shown.push_back({curve.csvTag(), *recorded});
        shown.back().series.values = curve.values(data, *recorded);
    }
    return shown;
}

}  // namespace isonet::widgets
