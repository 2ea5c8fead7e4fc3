// Numbers, sizes and times as people read them. English notation everywhere: the same digits as in YAML and on the
// command line.
#pragma once

#include <QString>
#include <cstdint>

namespace isonet::widgets {

QString formatCount(std::int64_t value);      // "272,474"
QString formatScaled(double value);           // "81.6 M", three significant digits; below 1000 as it is
QString formatBytes(double bytes);            // "2.1 MiB"
QString formatDuration(double seconds);       // "3 min 20 s", "1 h 05 min"
QString formatPercent(double percent);        // "91.24 %"
QString formatWhen(double secondsSince1970);  // "today 14:05", "yesterday 09:12", "3 Nov 2025"
// Shortest text that reads back as the same number: "0.02", "1e-4".
QString formatNumber(double value);
// About four significant digits, for figures that change while one looks.
QString formatMeasured(double value);
// A figure of a layer's kernel that is about one in size: its deviation, a singular value, an entry of
// Conv(A, A) − δ. "0.0123"; 0 where only rounding is left.
QString formatIsometry(double value, int digits = 4);
bool isRounding(
    double value);  // in such a figure: below 1e-9, which no kernel of float32 weights gives but by float64's

// A run's folder name without the date and time at its end: "isonet-20-fashion-mnist-20260102-150405" is shown short,
// beside its time. The whole name stays where two runs must be told apart (tooltips, paths).
QString shortRunName(const QString& folderName);

}  // namespace isonet::widgets
