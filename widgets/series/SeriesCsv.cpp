#include "widgets/series/SeriesCsv.h"

#include "model/base/Csv.h"
#include "model/base/NumberText.h"

namespace isonet::widgets {
namespace {

QByteArray number(double value) {
    return QByteArray::fromStdString(base::numberText(value));
}

}  // namespace

QByteArray scalarCsvHeader() {
    return "tag,step,wall_time,value\r\n";
}

QByteArray histogramCsvHeader() {
    return "tag,step,bucket_low,bucket_high,count\r\n";
}

void appendCsv(QByteArray& csv, const std::string& tag, const Series& series) {
    const QByteArray name = QByteArray::fromStdString(base::csvField(tag)) + ',';
    for (qsizetype i = 0; i < series.steps.size(); ++i)
        csv += name + QByteArray::number(static_cast<qint64>(series.steps[i])) + ',' +
               QByteArray::number(series.wallTimes[i], 'f', 3) + ',' + number(series.values[i]) + "\r\n";
}

void appendCsv(QByteArray& csv, const std::string& tag, double step, const telemetry::Histogram& histogram) {
    const QByteArray start =
        QByteArray::fromStdString(base::csvField(tag)) + ',' + QByteArray::number(static_cast<qint64>(step)) + ',';
    double low = histogram.min;
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
        const double high = histogram.limits[i];
        csv += start + number(low) + ',' + number(high) + ',' + number(histogram.counts[i]) + "\r\n";
        low = high;
    }
}

}  // namespace isonet::widgets
