// Recorded values as CSV text.
#pragma once

#include <QByteArray>
#include <string>

#include "widgets/series/RunData.h"

namespace isonet::widgets {

// Long format, RFC 4180, '.' decimals, values in the shortest form that reads back the same.
QByteArray scalarCsvHeader();     // tag,step,wall_time,value
QByteArray histogramCsvHeader();  // tag,step,bucket_low,bucket_high,count
void appendCsv(QByteArray& csv, const std::string& tag, const Series& series);
void appendCsv(QByteArray& csv, const std::string& tag, double step, const telemetry::Histogram& histogram);

}  // namespace isonet::widgets
