// Human-readable numbers, sizes and times. Always in English notation, as in YAML and on the command line.
#pragma once

#include <QString>
#include <cstdint>

namespace isonet::widgets {

QString formatCount(std::int64_t value);      // "272,474"
QString formatScaled(double value);           // "81.6 M", three significant digits; integers below 1000 unchanged
QString formatBytes(double bytes);            // "2.1 MiB"
QString formatDuration(double seconds);       // "3 min 20 s", "1 h 05 min"
QString formatPercent(double percent);        // "91.24 %"
QString formatWhen(double secondsSince1970);  // "today 14:05", "yesterday 09:12", "3 Nov 2025"
// base::numberText: "0.02", "1e-4".
QString formatNumber(double value);
// So many significant digits: "0.01234", "1.2e-5". The exponent is as short as in formatNumber().
QString generalText(double value, int digits);
// About four significant digits, for values that are updated live.
QString formatMeasured(double value);
// An isometry measure of order one: a deviation, a singular value, an entry of Conv(A, A) − δ. "0.0123"; values that
// are only rounding error are shown as 0.
QString formatIsometry(double value, int digits = 4);
bool isRounding(double value);  // |value| < 1e-9: rounding error for such a measure of float32 weights

QString stepText(double step);    // "12 400"
QString valueText(double value);  // four significant digits: "0.01234", "1.2e-5", "nan"
// With as many digits as it takes to tell values `resolution` apart: "-1.0000023".
QString valueText(double value, double resolution);
// A readout's value of a smoothed curve: "0.5  (smoothed 0.46)".
QString smoothedText(const QString& value, double smoothed);
QString notMeasuredText();
QString notFiniteText();
QString shortStepText(double step);  // "12.4k"

// A run's folder name without the trailing date and time: "isonet-20-fashion-mnist-20260102-150405" gives
// "isonet-20-fashion-mnist". Use the full name where runs must be distinguished (tooltips, paths).
QString shortRunName(const QString& folderName);

}  // namespace isonet::widgets
