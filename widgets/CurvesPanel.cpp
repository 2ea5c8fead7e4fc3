#include "widgets/CurvesPanel.h"

#include <algorithm>
#include <cmath>

#include "training/telemetry/DetectionTags.h"
#include "widgets/FlowLegend.h"
#include "widgets/PenaltyShare.h"
#include "widgets/PlotTickers.h"
#include "widgets/SeriesTools.h"

namespace isonet::widgets {
namespace {}  // namespace

CurvesPanel::CurvesPanel(const PanelText& text, const QString& left, const QString& right, QVector<CurveSpec> curves,
                         const QString& empty, bool logarithmic, QWidget* parent)
    : PlotPanel(text, parent), left_(left), right_(right), empty_(empty) {
    for (auto& curve : curves)
        curves_.append({std::move(curve)});
    setLogScale(logarithmic);
}

void CurvesPanel::build() {
    auto* plot = canvas();
    legend_ = new FlowLegend(plot);
    plot->plotLayout()->addElement(0, 0, legend_);
    rect_ = plot->addAxisRect(1, 0);
    auto *x = rect_->axis(QCPAxis::atBottom), *left = rect_->axis(QCPAxis::atLeft);
    left->setLabel(left_);
    rightAxis_ = nullptr;
    if (!right_.isEmpty()) {
        rightAxis_ = rect_->addAxis(QCPAxis::atRight);
        rightAxis_->setLayer("axes");
        rightAxis_->setNumberFormat("gbc");
        rightAxis_->setNumberPrecision(5);
        rightAxis_->setTickLengthIn(0), rightAxis_->setTickLengthOut(4);
        rightAxis_->setSubTickLengthIn(0), rightAxis_->setSubTickLengthOut(2);
        rightAxis_->grid()->setVisible(false);
        rightAxis_->setLabel(right_);
        rightAxis_->setTicker(QSharedPointer<QCPAxisTicker>(new LinearTicker(rightAxis_)));
    }
    for (auto& curve : curves_) {
        auto* axis = curve.spec.right ? rightAxis_ : left;
        curve.raw = plot->addGraph(x, axis);
        curve.line = plot->addGraph(x, axis);
    }
    schedule_.place(plot, {rect_});
    plot->follow(x, [this] { return fittedSteps(graphs(false) + graphs(true)); });
    plot->follow(left,
                 [this, x, left] { return fittedValues(graphs(false), x, left, viewOptions().ignoresOutliers()); });
    if (rightAxis_)
        plot->follow(rightAxis_, [this, x] {
            auto range = fittedValues(graphs(true), x, rightAxis_, viewOptions().ignoresOutliers());
            range.lower = std::min(range.lower, 0.0);  // a speed is read from 0
            return range;
        });
}

QVector<QCPGraph*> CurvesPanel::graphs(bool right) const {
    QVector<QCPGraph*> all;
    for (const auto& curve : curves_)
        if (curve.spec.right == right)
            all << curve.raw << curve.line;
    return all;
}

QList<QCPAxis*> CurvesPanel::logAxes() const {
    return {rect_->axis(QCPAxis::atLeft)};
}

QList<QCPAxis*> CurvesPanel::xAxes() const {
    return {rect_->axis(QCPAxis::atBottom)};
}

bool CurvesPanel::hasContent(const RunData& data) const {
    return std::any_of(curves_.begin(), curves_.end(), [&](const auto& curve) { return valuesOf(data, curve); });
}

QString CurvesPanel::whyEmpty(const RunData* data) const {
    return data ? empty_ : tr("No run is open. Start one, or choose one from the list of runs.");
}

std::optional<Series> CurvesPanel::valuesOf(const RunData& data, const Curve& curve) const {
    const auto* series = data.series(curve.spec.tag);
    if (!series)
        return std::nullopt;
    if (!curve.spec.value)
        return *series;
    const auto values = curve.spec.value(data, *series);
    if (!values)
        return std::nullopt;
    Series drawn = *series;
    drawn.values = *values;
    return drawn;
}

void CurvesPanel::redraw(const RunData& data) {
    QVector<LegendEntry> entries;
    for (auto& curve : curves_) {
        const auto series = valuesOf(data, curve);
        const bool shown = series && !isSeriesHidden(curve.spec.name);
        const double weight = viewOptions().smoothing();
        const bool smooth = shown && weight > 0 && series->steps.size() >= fewestToSmooth;
        curve.line->setVisible(shown);
        curve.raw->setVisible(smooth);
        curve.line->data()->clear();
        curve.raw->data()->clear();
        if (!series)
            continue;
        const auto x = xValues(data, *series, xAxis());
        setPoints(curve.line, x, smooth ? smoothed(series->values, weight) : series->values);
        if (smooth)
            setPoints(curve.raw, x, series->values);
        QColor colour = colours().series(curve.spec.colour);
        entries.append({curve.spec.name, QPen(colour, 2), false, shown});
        curve.line->setScatterStyle(series->steps.size() == 1 ? QCPScatterStyle(QCPScatterStyle::ssDisc, 5)
                                                              : QCPScatterStyle());
        colour.setAlpha(colours().dark ? 90 : 70);
        curve.raw->setPen(QPen(colour, 1));
    }
    legend_->setEntries(entries);
    legend_->setStyle(smallFont(), colours().text);
    if (rightAxis_) {
        const auto all = graphs(true);
        rightAxis_->setVisible(std::any_of(
            all.begin(), all.end(), [](const auto* graph) { return graph->visible() && !graph->data()->isEmpty(); }));
    }
    schedule_.update(data, xAxis());
    schedule_.restyle(colours().axis, colours().faint, colours().background, smallFont());
}

void CurvesPanel::choosePens() {
    for (const auto& curve : std::as_const(curves_))
        curve.line->setPen(penFor(curve.line, colours().series(curve.spec.colour), 1.5));
}

QVector<SeriesEntry> CurvesPanel::seriesEntries() const {
    QVector<SeriesEntry> entries;
    for (const auto& curve : curves_)
        if (data() && valuesOf(*data(), curve))
            entries.append({curve.spec.name, colours().series(curve.spec.colour)});
    return entries;
}

int CurvesPanel::countPoints() const {
    int points = 0;
    for (const auto& curve : curves_)
        if (curve.line->visible())
            points += curve.line->data()->size();
    return points;
}

ReadOutText CurvesPanel::readOutAt(const QPointF& position, QCPAxisRect* rect) const {
    ReadOutText text;
    const double x = rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
    QVector<const Series*> shown;
    for (const auto& curve : curves_)
        shown.append(isSeriesHidden(curve.spec.name) ? nullptr : data()->series(curve.spec.tag));
    const auto nearest = nearestRecorded(*data(), shown, xAxis(), x);
    if (!nearest)
        return {};
    const double step = nearest->step;
    text.crosshair = nearest->place;
    text.title = tr("step %1").arg(stepText(step));
    if (xAxis() != XAxis::Step)
        text.title += QStringLiteral(" · ") + xText(xAxis(), *text.crosshair);
    for (const auto& curve : curves_) {
        const auto series = isSeriesHidden(curve.spec.name) ? std::nullopt : valuesOf(*data(), curve);
        const qsizetype i = series ? nearestIndex(series->steps, step) : -1;
        if (i >= 0)
            text.lines.append({colours().series(curve.spec.colour), curve.spec.name, valueText(series->values[i]),
                               false, series->values[i]});
    }
    return text;
}

QByteArray CurvesPanel::csvOf(const RunData& data) const {
    QByteArray csv = scalarCsvHeader();
    for (const auto& curve : curves_)
        if (!isSeriesHidden(curve.spec.name))
            if (const auto series = valuesOf(data, curve))
                appendCsv(csv, curve.spec.value ? curve.spec.name.toStdString() : curve.spec.tag, *series);
    return csv;
}

void CurvesPanel::onClick(const QPointF& position) {
    const int entry = legend_->entryAt(position);
    const auto entries = seriesEntries();
    if (entry >= 0 && entry < entries.size())
        setSeriesShown(entries[entry].name, isSeriesHidden(entries[entry].name));
}

CurvesPanel* makeRatePanel() {
    return new CurvesPanel(
        {"ratePanel", QObject::tr("Learning rate and speed"),
         QObject::tr("<p>The <b>learning rate</b> of each step, as the schedule or you set it, and the <b>training "
                     "images per second</b>.</p><p>Good: the speed is level. A speed that falls while other programs "
                     "run is theirs; one that falls each few seconds means that the loader threads are too few.</p>")},
        QObject::tr("learning rate"), QObject::tr("images per second"),
        {{QObject::tr("learning rate"), telemetry::tags::learningRate, 0},
         {QObject::tr("images per second (right)"), telemetry::tags::imagesPerSecond, 2, true}},
        QObject::tr("No values yet: this run has recorded neither a learning rate nor a speed."));
}

CurvesPanel* makeBalancePanel() {
    return new CurvesPanel(
        {"balancePanel", QObject::tr("Choosing γ: penalty beside cross entropy"),
         QObject::tr(
             "<p>Both parts of the <b>loss = cross entropy + γ · P</b> on one logarithmic axis, each with the learning "
             "rate's cuts; a detector has the sum of its five losses in the cross entropy's place.</p><p>Good: γ · P "
             "settles one to three decades below the cross entropy. Nearer: the penalty "
             "holds the kernels back, try a smaller γ. Farther while the deviation grows: the penalty does not act, "
             "try a larger γ.</p>")},
        QObject::tr("part of the loss"), QString(),
        {{QObject::tr("cross entropy"), telemetry::tags::lossCrossEntropy, 1},
         {QObject::tr("detection losses"), telemetry::tags::lossObjectness, 1, false, detectionLoss},
         {QObject::tr("γ · penalty"), telemetry::tags::lossPenalty, 4, false, scaledPenalty}},
        QObject::tr("No values yet: this run has recorded neither cross entropy nor penalty."), true);
}

}  // namespace isonet::widgets
