#include "widgets/plot/FactPlot.h"

#include <algorithm>
#include <cmath>

#include "widgets/common/FlowLegend.h"
#include "widgets/common/Format.h"
#include "widgets/plot/CurveGraph.h"
#include "widgets/plot/GraphFit.h"
#include "widgets/plot/PlotTickers.h"

namespace isonet::widgets {
namespace {

QCPItemStraightLine* reference(PlotCanvas* canvas, QCPAxisRect* rect) {
    auto* line = new QCPItemStraightLine(canvas);
    line->setClipAxisRect(rect);
    for (auto* point : {line->point1, line->point2}) {
        point->setAxisRect(rect);
        point->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
    }
    line->setVisible(false);
    return line;
}

}  // namespace

FactPlot::FactPlot(const QString& objectName, const QString& title, const QString& explanation, QWidget* parent)
    : FigureFrame(objectName, title, tr("About this plot"), explanation, parent) {
    legend_ = new FlowLegend(canvas());
    canvas()->plotLayout()->addElement(0, 0, legend_);
    rect_ = canvas()->addAxisRect(1, 0);
    vertical_ = reference(canvas(), rect_);
    horizontal_ = reference(canvas(), rect_);
    slope_ = reference(canvas(), rect_);
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    canvas()->follow(x, [this] {
        auto range = keyRangeOf(graphs_);
        if (range && minimumRange_)
            range->expand(*minimumRange_);
        return range ? PlotCanvas::padded(*range, logX_, 0.04) : QCPRange(0, 1);
    });
    canvas()->follow(y, [this, x, y] {
        auto range = fittedValues(graphs_, x, y);
        if (minimumRange_)
            range.expand(PlotCanvas::padded(*minimumRange_, logY_, 0.04));
        return range;
    });
    setAxes({}, {});

    connect(canvas(), &PlotCanvas::hovered, this, [this](const QPointF& position) { showStatus(describe(position)); });
}

void FactPlot::setAxes(const QString& x, const QString& y, bool logX, bool logY) {
    xLabel_ = x, yLabel_ = y;
    logX_ = logX, logY_ = logY;
    auto *bottom = rect_->axis(QCPAxis::atBottom), *left = rect_->axis(QCPAxis::atLeft);
    bottom->setLabel(x);
    left->setLabel(y);
    const auto set = [this](QCPAxis* axis, bool on) {
        canvas()->setLogarithmic(axis, on);
        axis->setTicker(on ? QSharedPointer<QCPAxisTicker>(new LogTicker(axis))
                           : QSharedPointer<QCPAxisTicker>(new LinearTicker(axis)));
    };
    set(bottom, logX);
    set(left, logY);
}

void FactPlot::setWholeX() {
    auto* bottom = rect_->axis(QCPAxis::atBottom);
    bottom->setTicker(QSharedPointer<QCPAxisTicker>(new CellTicker(bottom, {})));
}

void FactPlot::setReferences(double x, double y) {
    vertical_->setVisible(std::isfinite(x));
    horizontal_->setVisible(std::isfinite(y));
    if (std::isfinite(x)) {
        for (auto* point : {vertical_->point1, vertical_->point2}) {
            point->setTypeX(QCPItemPosition::ptPlotCoords);
            point->setTypeY(QCPItemPosition::ptAxisRectRatio);
        }
        vertical_->point1->setCoords(x, 0), vertical_->point2->setCoords(x, 1);
    }
    if (std::isfinite(y)) {
        for (auto* point : {horizontal_->point1, horizontal_->point2}) {
            point->setTypeX(QCPItemPosition::ptAxisRectRatio);
            point->setTypeY(QCPItemPosition::ptPlotCoords);
        }
        horizontal_->point1->setCoords(0, y), horizontal_->point2->setCoords(1, y);
    }
}

void FactPlot::setDiagonal(bool on) {
    diagonal_ = on;
    slope_->setVisible(on);
    slope_->point1->setCoords(1e-6, 1e-6);
    slope_->point2->setCoords(1e6, 1e6);
}

void FactPlot::setMinimumRange(const QCPRange& range) {
    minimumRange_ = range;
}

void FactPlot::setSeries(const QVector<FactSeries>& series) {
    series_ = series;
    for (auto* graph : std::as_const(graphs_))
        canvas()->removeGraph(graph);
    graphs_.clear();
    for (const auto& each : series) {
        auto* graph = new CurveGraph(rect_->axis(QCPAxis::atBottom), rect_->axis(QCPAxis::atLeft));
        if (each.look == FactSeries::Bars)
            graph->setLineStyle(QCPGraph::lsStepCenter);
        else if (each.look == FactSeries::Points)
            graph->setLineStyle(QCPGraph::lsNone);
        QVector<double> x, y;
        for (qsizetype i = 0; i < each.x.size(); ++i)
            if ((!logX_ || each.x[i] > 0) && (!logY_ || !(each.y[i] <= 0) || each.look == FactSeries::Bars)) {
                x.append(each.x[i]);
                // An empty bar has no height.
                y.append(logY_ && each.look == FactSeries::Bars ? std::max(each.y[i], 0.5) : each.y[i]);
            }
        if (each.look == FactSeries::Line)
            graph->setNonFinite(nonFinitePoints(x, y));
        graph->setData(x, finiteOrGap(y), each.look == FactSeries::Bars);
        graphs_.append(graph);
    }
    showCanvas();
    restyle(PlotColors::of(palette()));
    canvas()->resetView();
}

void FactPlot::restyle(const PlotColors& colors) {
    canvas()->applyColors(colors, font());
    QVector<LegendEntry> entries;
    for (qsizetype i = 0; i < graphs_.size(); ++i) {
        QColor color = colors.series(series_[i].color);
        if (series_[i].look == FactSeries::Points) {
            graphs_[i]->setPen(QPen(color));
            graphs_[i]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, color, 5));
        } else {
            graphs_[i]->setPen(QPen(color, 1.3));
        }
        if (!series_[i].name.isEmpty())
            entries.append({series_[i].name, QPen(color, 2)});
        if (series_[i].look == FactSeries::Bars) {
            color.setAlpha(70);
            graphs_[i]->setBrush(color);
        }
    }
    QFont small = font();
    small.setPointSizeF(std::max(small.pointSizeF() * 0.85, 6.5));
    legend_->setEntries(entries);
    legend_->setStyle(small, colors.text);
    for (auto* line : {vertical_, horizontal_, slope_})
        line->setPen(QPen(colors.faint, 1, Qt::DashLine));
    canvas()->replot(QCustomPlot::rpQueuedRefresh);
}

QString FactPlot::describe(const QPointF& position) const {
    double nearest = 30 * 30;  // pixels squared
    QString text;
    for (qsizetype s = 0; s < series_.size(); ++s)
        for (qsizetype i = 0; i < series_[s].x.size(); ++i) {
            const double dx = rect_->axis(QCPAxis::atBottom)->coordToPixel(series_[s].x[i]) - position.x();
            const double dy = rect_->axis(QCPAxis::atLeft)->coordToPixel(series_[s].y[i]) - position.y();
            const double distance = series_[s].look == FactSeries::Bars ? dx * dx : dx * dx + dy * dy;
            if (!(distance < nearest))
                continue;
            nearest = distance;
            const QString label = series_[s].labels.value(i);
            text = (label.isEmpty() ? QString() : label + QStringLiteral(" · ")) +
                   (series_[s].name.isEmpty() ? QString() : series_[s].name + QStringLiteral(" · ")) +
                   QStringLiteral("%1 %2, %3 %4")
                       .arg(xLabel_, valueText(series_[s].x[i]), yLabel_, valueText(series_[s].y[i]));
        }
    return text;
}

FactSeries histogramOf(const QVector<double>& values, int bins, const QString& name, int color) {
    FactSeries series{name, {}, {}, color, FactSeries::Bars};
    if (values.isEmpty())
        return series;
    const auto [least, most] = std::ranges::minmax_element(values);
    double low = *least, width = (*most - low) / bins;
    if (!(*most - low > 1e-9 * std::max(std::abs(low), std::abs(*most)))) {  // all equal up to rounding
        width = std::max(std::abs(low) * 0.01, 1e-6);
        low -= width * bins / 2;
    }
    QVector<double> counts(bins, 0.0);
    for (const double value : values)
        counts[std::clamp<qsizetype>(qsizetype((value - low) / width), 0, bins - 1)] += 1;
    for (int i = 0; i < bins; ++i) {
        series.x.append(low + (i + 0.5) * width);
        series.y.append(counts[i]);
    }
    return series;
}

}  // namespace isonet::widgets
