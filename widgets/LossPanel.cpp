#include "widgets/LossPanel.h"

#include <algorithm>
#include <cmath>

#include "training/telemetry/DetectionTags.h"
#include "widgets/FlowLegend.h"
#include "widgets/PenaltyShare.h"
#include "widgets/PlotTickers.h"
#include "widgets/RunData.h"
#include "widgets/SeriesTools.h"

namespace isonet::widgets {
namespace {

PanelText lossPanelText() {
    return {
        "lossPanel", QObject::tr("Loss and accuracy"),
        QObject::tr(
            "<p><b>loss = cross entropy + γ · P</b>, with P = ½ Σ ‖Conv(A, A) − δ‖² over the penalised layers.</p>"
            "<p>Good: cross entropy falls, γ · P stays well below it. If γ · P is as large as the cross entropy, γ is "
            "too large; if P grows without end, γ is too small.</p>"
            "<p>A detector's loss is the sum of five: <b>objectness</b> and <b>proposal box</b> of the proposal "
            "network, <b>class</b>, <b>box</b> and <b>mask</b> of the regions. Its accuracy is COCO's average "
            "precision (AP); the button of series has it at single overlaps (50, 75) and by size of the objects.</p>"
            "<p>Dotted lines mark cuts of the learning rate; the diamond marks the best validation accuracy.</p>")};
}

}  // namespace

LossPanel::LossPanel(QWidget* parent) : PlotPanel(lossPanelText(), parent) {
    namespace tags = telemetry::tags;
    curves_ = {{tr("total"), tags::lossTotal, 0, Curve::Loss, 3.0},
               {tr("cross entropy"), tags::lossCrossEntropy, 1, Curve::Loss, 1.3},
               {tr("γ · penalty"), tags::lossPenalty, 4, Curve::Loss, 1.5, false, true},
               {tr("validation cross entropy"), tags::validationCrossEntropy, 3, Curve::Loss, 1.5, true},
               {tr("penalty P (right)"), tags::lossPenalty, 2, Curve::Penalty, 1.3},
               {tr("objectness"), tags::lossObjectness, 1, Curve::Loss, 1.3},
               {tr("proposal box"), tags::lossProposalBox, 5, Curve::Loss, 1.3},
               {tr("class"), tags::lossCategory, 3, Curve::Loss, 1.3},
               {tr("box"), tags::lossBox, 6, Curve::Loss, 1.3},
               {tr("mask"), tags::lossMask, 2, Curve::Loss, 1.3},
               {tr("train top-1"), tags::trainTop1, 1, Curve::Accuracy, 1.3},
               {tr("validation top-1"), tags::validationTop1, 3, Curve::Accuracy, 1.5, true}};
    addApCurves();
}

void LossPanel::addApCurves() {
    namespace tags = telemetry::tags;
    const std::pair<const char*, QString> kinds[] = {{"", {}},
                                                     {"_50", QStringLiteral("50")},
                                                     {"_75", QStringLiteral("75")},
                                                     {"_small", tr(" small")},
                                                     {"_medium", tr(" medium")},
                                                     {"_large", tr(" large")}};
    constexpr int colours[2][6] = {{0, 5, 4, 2, 6, 3}, {1, 3, 2, 4, 5, 6}};
    for (const bool mask : {false, true})
        for (std::size_t i = 0; i < std::size(kinds); ++i) {
            Curve curve{(mask ? tr("mask AP") : tr("box AP")) + kinds[i].second,
                        (mask ? tags::maskAp : tags::boxAp) + kinds[i].first,
                        colours[mask][i],
                        Curve::Accuracy,
                        1.5,
                        true};
            curve.extra = i > 0;
            curves_.append(curve);
        }
}

void LossPanel::build() {
    auto* plot = canvas();
    lossLegend_ = new FlowLegend(plot);
    accuracyLegend_ = new FlowLegend(plot);
    plot->plotLayout()->addElement(0, 0, lossLegend_);
    lossRect_ = plot->addAxisRect(1, 0);
    plot->plotLayout()->addElement(2, 0, accuracyLegend_);
    accuracyRect_ = plot->addAxisRect(3, 0);
    plot->plotLayout()->setRowStretchFactor(1, 1.5);

    auto *lossX = lossRect_->axis(QCPAxis::atBottom), *x = accuracyRect_->axis(QCPAxis::atBottom);
    auto *loss = lossRect_->axis(QCPAxis::atLeft), *accuracy = accuracyRect_->axis(QCPAxis::atLeft);
    penaltyAxis_ = lossRect_->addAxis(QCPAxis::atRight);
    penaltyAxis_->setLayer("axes");
    penaltyAxis_->setNumberFormat("gbc");
    penaltyAxis_->setNumberPrecision(5);
    penaltyAxis_->setTickLengthIn(0), penaltyAxis_->setTickLengthOut(4);
    penaltyAxis_->setSubTickLengthIn(0), penaltyAxis_->setSubTickLengthOut(2);
    penaltyAxis_->grid()->setVisible(false);
    loss->setLabel(tr("loss"));
    penaltyAxis_->setLabel(tr("penalty P"));
    accuracy->setLabel(tr("top-1, %"));
    lossX->setTickLabels(false);
    accuracy->setTicker(QSharedPointer<QCPAxisTicker>(new LinearTicker(accuracy)));
    auto* group = new QCPMarginGroup(plot);
    for (auto* rect : {lossRect_, accuracyRect_})
        rect->setMarginGroup(QCP::msLeft | QCP::msRight, group);

    for (auto& curve : curves_) {
        const bool upper = curve.place != Curve::Accuracy;
        auto* valueAxis = curve.place == Curve::Penalty ? penaltyAxis_ : upper ? loss : accuracy;
        curve.raw = plot->addGraph(upper ? lossX : x, valueAxis);
        curve.line = plot->addGraph(upper ? lossX : x, valueAxis);
    }
    best_ = plot->addGraph(x, accuracy);
    best_->setLineStyle(QCPGraph::lsNone);
    bestText_ = new QCPItemText(plot);
    bestText_->position->setAxisRect(accuracyRect_);
    bestText_->position->setAxes(x, accuracy);
    bestText_->setClipAxisRect(accuracyRect_);
    noAccuracy_ = new QCPItemText(plot);
    noAccuracy_->position->setType(QCPItemPosition::ptAxisRectRatio);
    noAccuracy_->position->setAxisRect(accuracyRect_);
    noAccuracy_->setClipAxisRect(accuracyRect_);
    noAccuracy_->position->setCoords(0.5, 0.5);
    noAccuracy_->setText(tr("Validation accuracy is measured after each epoch"));
    schedule_.place(plot, {lossRect_, accuracyRect_});

    plot->follow(lossX, [this] { return fittedSteps(allGraphs()); });
    plot->follow(x, [this] { return fittedSteps(allGraphs()); });
    plot->link(lossX, x);
    plot->follow(loss, [this, lossX, loss] {
        return fittedValues(graphsOn(Curve::Loss), lossX, loss, viewOptions().ignoresOutliers());
    });
    plot->follow(penaltyAxis_, [this, lossX] {
        return fittedValues(graphsOn(Curve::Penalty), lossX, penaltyAxis_, viewOptions().ignoresOutliers());
    });
    plot->follow(accuracy, [this, x, accuracy] {
        return fittedValues(graphsOn(Curve::Accuracy), x, accuracy, viewOptions().ignoresOutliers());
    });
}

QVector<QCPGraph*> LossPanel::graphsOn(Curve::Place place) const {
    QVector<QCPGraph*> graphs;
    for (const auto& curve : curves_)
        if (curve.place == place)
            graphs << curve.raw << curve.line;
    return graphs;
}

QVector<QCPGraph*> LossPanel::allGraphs() const {
    return graphsOn(Curve::Loss) + graphsOn(Curve::Penalty) + graphsOn(Curve::Accuracy);
}

QList<QCPAxis*> LossPanel::xAxes() const {
    return {lossRect_->axis(QCPAxis::atBottom), accuracyRect_->axis(QCPAxis::atBottom)};
}

QList<QCPAxis*> LossPanel::logAxes() const {
    return {lossRect_->axis(QCPAxis::atLeft), penaltyAxis_};
}

bool LossPanel::hasContent(const RunData& data) const {
    return std::any_of(curves_.begin(), curves_.end(), [&](const auto& curve) { return data.series(curve.tag); });
}

QString LossPanel::whyEmpty(const RunData* data) const {
    if (!data)
        return tr("No run is open. Start one, or choose one from the list of runs.");
    if (data->config())
        return tr("No values yet: the first loss is measured at step %1, accuracy after each epoch.")
            .arg(data->config()->telemetry.scalarSteps);
    return tr("No values yet: this run has recorded no loss and no accuracy.");
}

const Series* LossPanel::seriesOf(const RunData& data, const Curve& curve) const {
    return curve.isScaledPenalty && !data.config() ? nullptr : data.series(curve.tag);
}

QVector<double> LossPanel::valuesOf(const RunData& data, const Curve& curve, const Series& series) const {
    return curve.isScaledPenalty ? scaledPenalty(data, series).value_or(QVector<double>(series.values.size(), 0.0))
                                 : series.values;
}

void LossPanel::redraw(const RunData& data) {
    for (auto& curve : curves_)
        redrawCurve(curve, data);
    const auto penalty = colours().series(2);
    const bool hasPenalty =
        !graphsOn(Curve::Penalty).last()->data()->isEmpty() && graphsOn(Curve::Penalty).last()->visible();
    penaltyAxis_->setVisible(hasPenalty);
    penaltyAxis_->setTickLabelColor(penalty);
    penaltyAxis_->setLabelColor(penalty);
    for (auto* item : {bestText_, noAccuracy_}) {
        item->setFont(smallFont());
        item->setColor(colours().faint);
    }
    const bool detection =
        data.config() ? config::isDetection(*data.config()) : data.series(telemetry::tags::boxAp) != nullptr;
    accuracyRect_->axis(QCPAxis::atLeft)->setLabel(detection ? tr("AP, %") : tr("top-1, %"));
    noAccuracy_->setText(detection ? tr("AP is measured after each epoch")
                                   : tr("Validation accuracy is measured after each epoch"));
    noAccuracy_->setVisible(!data.series(telemetry::tags::trainTop1) && !bestCurve(data));
    schedule_.update(data, xAxis());
    schedule_.restyle(colours().axis, colours().faint, colours().background, smallFont());
    markBest(data);
    redrawLegends();
}

void LossPanel::redrawCurve(Curve& curve, const RunData& data) {
    const auto* series = seriesOf(data, curve);
    const bool shown = series && !isSeriesHidden(curve.name);
    const double weight = viewOptions().smoothing();
    const bool smooth = weight > 0 && series && series->steps.size() >= fewestToSmooth;
    curve.line->setVisible(shown);
    curve.raw->setVisible(shown && smooth);
    if (!series) {
        curve.line->data()->clear();
        curve.raw->data()->clear();
        return;
    }
    const QVector<double> values = valuesOf(data, curve, *series);
    const auto x = xValues(data, *series, xAxis());
    setPoints(curve.line, x, smooth ? smoothed(values, weight) : values);
    if (smooth)
        setPoints(curve.raw, x, values);
    else
        curve.raw->data()->clear();
    QColor colour = colours().series(curve.colour);
    const bool dots = (curve.markers && series->steps.size() <= 60) || series->steps.size() == 1;
    curve.line->setScatterStyle(dots ? QCPScatterStyle(QCPScatterStyle::ssDisc, 5) : QCPScatterStyle());
    colour.setAlpha(colours().dark ? 90 : 70);
    curve.raw->setPen(QPen(colour, 1));
}

// What goes by the right axis is told from a loss of the same colour.
Qt::PenStyle LossPanel::styleOf(const Curve& curve) {
    return curve.place == Curve::Penalty ? Qt::DashLine : Qt::SolidLine;
}

void LossPanel::choosePens() {
    for (const auto& curve : std::as_const(curves_)) {
        QColor colour = colours().series(curve.colour);
        // The total lies on the cross entropy when the penalty is small: a wide pale band shows both.
        if (curve.width > 2)
            colour.setAlpha(120);
        QPen pen = penFor(curve.line, colour, curve.width);
        pen.setStyle(styleOf(curve));
        curve.line->setPen(pen);
    }
}

void LossPanel::redrawLegends() {
    QVector<LegendEntry> upper, lower;
    for (const auto& curve : curves_) {
        if (!isInLegend(curve))
            continue;
        auto& entries = curve.place == Curve::Accuracy ? lower : upper;
        const QPen pen(colours().series(curve.colour), std::max(curve.width, 2.0), styleOf(curve));
        entries.append({curve.name, pen, false, !isSeriesHidden(curve.name)});
    }
    lossLegend_->setEntries(upper);
    accuracyLegend_->setEntries(lower);
    for (auto* legend : {lossLegend_, accuracyLegend_})
        legend->setStyle(smallFont(), colours().text);
}

bool LossPanel::isInLegend(const Curve& curve) const {
    return !curve.line->data()->isEmpty() && !(curve.extra && isSeriesHidden(curve.name));
}

const LossPanel::Curve* LossPanel::bestCurve(const RunData& data) const {
    for (const auto& curve : curves_)
        if ((curve.tag == telemetry::tags::validationTop1 || curve.tag == telemetry::tags::boxAp) &&
            data.series(curve.tag))
            return &curve;
    return nullptr;
}

void LossPanel::markBest(const RunData& data) {
    const auto* marked = bestCurve(data);
    const bool shown = marked && !isSeriesHidden(marked->name);
    best_->setVisible(shown);
    bestText_->setVisible(shown);
    best_->data()->clear();
    if (!shown)
        return;
    const auto& curve = *marked;
    const auto* series = data.series(curve.tag);
    const qsizetype at = std::max_element(series->values.begin(), series->values.end()) - series->values.begin();
    const auto x = xValues(data, *series, xAxis());
    const double place = x[at], value = series->values[at];
    best_->addData(place, value);
    const QColor colour = colours().series(curve.colour);
    best_->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDiamond, QPen(colour, 1.5), colours().background, 9));
    bestText_->setText(tr("best %1").arg(value, 0, 'f', 2));
    bestText_->setColor(colour);
    const double share = x.last() > x.first() ? (place - x.first()) / (x.last() - x.first()) : 1;
    bestText_->setPositionAlignment((share > 0.5 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop);
    bestText_->setPadding(QMargins(4, 6, 4, 0));
    bestText_->position->setCoords(place, value);
}

}  // namespace isonet::widgets
