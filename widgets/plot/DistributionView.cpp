#include "widgets/plot/DistributionView.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "widgets/common/Format.h"
#include "widgets/plot/GraphFit.h"
#include "widgets/series/HistogramShapes.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {

const telemetry::Histogram* DistributionContext::at(const QString& name) const {
    const auto* series = data.histograms(prefix + name.toStdString());
    const qsizetype i = series ? nearestIndex(series->steps, step) : -1;
    return i < 0 ? nullptr : &series->histograms[static_cast<std::size_t>(i)];
}

QCPRange extentOf(const DistributionContext& context) {
    std::vector<double> ends{context.reference};
    for (const auto& name : context.names)
        if (const auto* histogram = context.at(name))
            for (const double end : {histogram->min, histogram->max})
                if (std::isfinite(end))
                    ends.push_back(end);
    const double limit = sensibleLimit(ends);
    std::erase_if(ends, [limit](double end) { return std::abs(end) > limit; });
    const auto [low, high] = std::ranges::minmax(ends);
    return {low, high};
}

QVector<ReadoutLine> summaryLines(const telemetry::Histogram& histogram, double reference, const QString& symbol) {
    const auto line = [](const QString& name, const QString& value) { return ReadoutLine{{}, name, value}; };
    const double within = shareWithin(histogram, reference - 0.1, reference + 0.1);
    const auto text = [resolution = histogram.max - histogram.min](double value) {
        return valueText(value, resolution);
    };
    return {line(QObject::tr("largest"), text(histogram.max)),
            line(QObject::tr("upper quartile"), text(quantile(histogram, 0.75))),
            line(QObject::tr("median"), text(quantile(histogram, 0.5))),
            line(QObject::tr("lower quartile"), text(quantile(histogram, 0.25))),
            line(QObject::tr("smallest"), text(histogram.min)),
            line(QObject::tr("mean ± std"),
                 QString("%1 ± %2").arg(text(meanOf(histogram)), valueText(deviationOf(histogram)))),
            line(QObject::tr("%1 within %2 ± 0.1").arg(symbol, QString::number(reference)),
                 QString::number(100 * within, 'f', 1) + " %"),
            line(QObject::tr("values"), stepText(histogram.count))};
}

QCPItemStraightLine* addReferenceLine(PlotCanvas* canvas, QCPAxisRect* rect, Qt::Orientation axis, double value) {
    auto* line = new QCPItemStraightLine(canvas);
    line->setClipAxisRect(rect);
    for (auto* point : {line->point1, line->point2}) {
        point->setAxisRect(rect);
        point->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
        point->setTypeX(axis == Qt::Horizontal ? QCPItemPosition::ptPlotCoords : QCPItemPosition::ptAxisRectRatio);
        point->setTypeY(axis == Qt::Horizontal ? QCPItemPosition::ptAxisRectRatio : QCPItemPosition::ptPlotCoords);
    }
    moveReferenceLine(line, axis, value);
    return line;
}

void moveReferenceLine(QCPItemStraightLine* line, Qt::Orientation axis, double value) {
    line->point1->setCoords(axis == Qt::Horizontal ? value : 0, axis == Qt::Horizontal ? 0 : value);
    line->point2->setCoords(axis == Qt::Horizontal ? value : 1, axis == Qt::Horizontal ? 1 : value);
}

}  // namespace isonet::widgets
