#include "widgets/common/Format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <algorithm>
#include <cmath>

#include "model/base/NumberText.h"

namespace isonet::widgets {

namespace {

const QLocale& english() {
    static const QLocale locale(QLocale::English, QLocale::UnitedKingdom);
    return locale;
}

// Three significant digits without an exponent: 81.6, 4.05, 272.
QString threeDigits(double value) {
    const int before = value < 10 ? 1 : value < 100 ? 2 : 3;
    return QString::number(value, 'f', 3 - before);
}

}  // namespace

QString formatCount(std::int64_t value) {
    return english().toString(static_cast<qlonglong>(value));
}

QString formatScaled(double value) {
    static const char* const suffixes[] = {"", " k", " M", " G", " T", " P"};
    int i = 0;
    for (; std::abs(value) >= 999.5 && i < 5; ++i)
        value /= 1000;
    return (i == 0 && value == std::floor(value) ? QString::number(value, 'f', 0) : threeDigits(value)) +
           QString::fromLatin1(suffixes[i]);
}

QString formatBytes(double bytes) {
    static const char* const suffixes[] = {" B", " KiB", " MiB", " GiB", " TiB"};
    int i = 0;
    for (; std::abs(bytes) >= 999.5 && i < 4; ++i)
        bytes /= 1024;
    return (i == 0 ? QString::number(bytes, 'f', 0) : threeDigits(bytes)) + QString::fromLatin1(suffixes[i]);
}

QString formatDuration(double seconds) {
    if (!(seconds >= 0))
        return QStringLiteral("–");
    const auto whole = static_cast<qint64>(std::llround(seconds));
    if (whole < 60)
        return QStringLiteral("%1 s").arg(whole);
    if (whole < 3600)
        return QStringLiteral("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
    if (whole / 3600 < 48)
        return QStringLiteral("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60, 2, 10, QLatin1Char('0'));
    return QStringLiteral("%1 days %2 h").arg(whole / 86400).arg(whole % 86400 / 3600);
}

QString formatPercent(double percent) {
    return QString::number(percent, 'f', 2) + QStringLiteral(" %");
}

QString formatWhen(double secondsSince1970) {
    if (!(secondsSince1970 > 0))
        return {};
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(secondsSince1970 * 1000));
    const qint64 days = when.date().daysTo(QDate::currentDate());
    if (days == 0)
        return QCoreApplication::translate("Format", "today %1").arg(when.toString(QStringLiteral("HH:mm")));
    if (days == 1)
        return QCoreApplication::translate("Format", "yesterday %1").arg(when.toString(QStringLiteral("HH:mm")));
    return english().toString(when.date(), QStringLiteral("d MMM yyyy"));
}

QString formatNumber(double value) {
    return QString::fromStdString(base::numberText(value));
}

QString generalText(double value, int digits) {
    return QString::fromStdString(base::significant(value, digits));
}

QString formatMeasured(double value) {
    if (!std::isfinite(value))
        return valueText(value);
    const double size = std::abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e5))
        return QString::fromStdString(base::scientific(value, 2));
    return QString::number(value, 'f', size < 10 ? 4 : size < 100 ? 3 : size < 1000 ? 2 : 1);
}

bool isRounding(double value) {
    return std::abs(value) < 1e-9;
}

QString formatIsometry(double value, int digits) {
    if (std::isnan(value))
        return QStringLiteral("nan");
    return isRounding(value) ? QStringLiteral("0") : generalText(value, digits);
}

QString stepText(double step) {
    return QLocale::c().toString(step, 'f', 0).replace(',', QChar(0x2009));
}

QString valueText(double value) {
    if (std::isnan(value))
        return QStringLiteral("nan");
    return generalText(value, 4);
}

QString valueText(double value, double resolution) {
    const double ratio = std::abs(value) / resolution;
    if (!std::isfinite(ratio) || ratio < 1)
        return valueText(value);
    return generalText(value, std::clamp(int(std::log10(ratio)) + 3, 4, 15));
}

QString smoothedText(const QString& value, double smoothed) {
    return QCoreApplication::translate("Format", "%1  (smoothed %2)").arg(value, valueText(smoothed));
}

QString notMeasuredText() {
    return QCoreApplication::translate("Format", "not measured");
}

QString notFiniteText() {
    return QCoreApplication::translate("Format", "not finite");
}

QString shortStepText(double step) {
    if (std::abs(step) >= 1e6)
        return QString::number(step / 1e6, 'g', 4) + 'M';
    if (std::abs(step) >= 1e4)
        return QString::number(step / 1e3, 'g', 4) + 'k';
    return QString::number(step, 'g', 6);
}

QString shortRunName(const QString& folderName) {
    static const QRegularExpression stamp(QStringLiteral("-\\d{8}-\\d{6}(-\\d+)?$"));
    const auto at = folderName.indexOf(stamp);
    return at > 0 ? folderName.left(at) : folderName;
}

}  // namespace isonet::widgets
