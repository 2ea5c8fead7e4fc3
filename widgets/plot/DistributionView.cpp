#include "widgets/plot/DistributionView.h"

#include "widgets/common/Format.h"
#include "widgets/series/HistogramShapes.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {

const telemetry::Histogram* DistributionContext::at(const QString& name) const {
    const auto* series = data.histograms(prefix + name.toStdString());
    const qsizetype i = series ? nearestIndex(series->steps, step) : -1;
    return i < 0 ? nullptr : &series->histograms[static_cast<std::size_t>(i)];
}

QVector<ReadoutLine> summaryLines(const telemetry::Histogram& histogram, double reference, const QString& symbol) {
    const auto line = [](const QString& name, const QString& value) { return ReadoutLine{{}, name, value}; };
    const double within = shareWithin(histogram, reference - 0.1, reference + 0.1);
    return {line(QObject::tr("largest"), valueText(histogram.max)),
            line(QObject::tr("upper quartile"), valueText(quantile(histogram, 0.75))),
            line(QObject::tr("median"), valueText(quantile(histogram, 0.5))),
            line(QObject::tr("lower quartile"), valueText(quantile(histogram, 0.25))),
            line(QObject::tr("smallest"), valueText(histogram.min)),
            line(QObject::tr("mean ± std"),
                 QString("%1 ± %2").arg(valueText(meanOf(histogram)), valueText(deviationOf(histogram)))),
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
