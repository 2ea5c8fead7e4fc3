#include "widgets/plot/PlotTickers.h"

#include <QFontMetrics>
#include <algorithm>
#include <cmath>

#include "widgets/common/Format.h"

namespace isonet::widgets {
namespace {

int lengthOf(const QCPAxis* axis) {
    const QSize size = axis->axisRect()->size();
    return std::max(axis->orientation() == Qt::Horizontal ? size.width() : size.height(), 1);
}

// Pixels along the axis for a label and its spacing.
int pitchOf(const QCPAxis* axis) {
    const QFontMetrics metrics(axis->tickLabelFont());
    return axis->orientation() == Qt::Horizontal ? metrics.horizontalAdvance("0.0000") + 22 : metrics.height() * 9 / 5;
}

int roomFor(const QCPAxis* axis) {
    return std::clamp(lengthOf(axis) / pitchOf(axis), 3, 10);
}

// On an axis with room for fewer than three labels: those too close to the one before are left out.
void blankCrowdedLabels(const QCPAxis* axis, const QCPRange& range, const QVector<double>& ticks,
                        QVector<QString>& labels) {
    if (lengthOf(axis) / pitchOf(axis) >= 3 || !(range.size() > 0))
        return;
    const double pixels = lengthOf(axis) / range.size();
    const QFontMetrics metrics(axis->tickLabelFont());
    const bool vertical = axis->orientation() == Qt::Vertical;
    const auto size = [&](const QString& label) {
        return vertical ? metrics.height() : metrics.horizontalAdvance(label) + 6;
    };
    int last = -1;
    for (int i = 0; i < labels.size() && i < ticks.size(); ++i)
        if (last >= 0 && (ticks[i] - ticks[last]) * pixels < (size(labels[last]) + size(labels[i])) / 2.0)
            labels[i].clear();
        else
            last = i;
}

// Evenly spaced values get closer toward the top of a logarithmic axis: ticks too close to the previous one become
// unlabeled subticks.
void dropCrowdedTicks(const QCPAxis* axis, const QCPRange& range, QVector<double>& ticks, QVector<double>* subTicks) {
    const double pixels = lengthOf(axis) / std::log(range.upper / range.lower);
    QVector<double> kept;
    for (const double tick : std::as_const(ticks))
        if (tick > 0 && (kept.isEmpty() || std::log(tick / kept.last()) * pixels >= pitchOf(axis) * 0.8))
            kept.append(tick);
        else if (subTicks)
            subTicks->append(tick);
    ticks = kept;
}

// Whether neighbors among those with a label differ.
bool areDistinct(const QVector<QString>& labels) {
    QString before;
    for (const QString& label : labels) {
        if (!label.isEmpty() && label == before)
            return false;
        if (!label.isEmpty())
            before = label;
    }
    return true;
}

// Labels as offsets from a base that is round to a digit ten to a hundred times as large as `range`.
QVector<QString> offsetLabels(const QVector<double>& ticks, const QCPRange& range) {
    const double unit = std::pow(10.0, std::ceil(std::log10(range.size())) + 1);
    const double base = std::round(range.center() / unit) * unit;
    const QString start = base == 0 ? QString() : QString::number(base, 'g', 10);
    QVector<QString> labels;
    for (const double tick : ticks) {
        const double offset = tick - base;
        const bool isBase = std::abs(offset) < 1e-3 * range.size();
        const QString sign = offset > 0 && base != 0 ? QStringLiteral("+") : QString();
        labels.append(isBase ? QString::number(base, 'g', 10) : start + sign + generalText(offset, 4));
    }
    return labels;
}

constexpr double shortSpan = 8;  // seconds, below which ticks are less than a second apart

// hh:mm:ss, for a short span with milliseconds.
class DurationTicker : public QCPAxisTickerTime {
public:
    explicit DurationTicker(QCPAxis* axis) : axis_(axis) {}
    void generate(const QCPRange& range, const QLocale& locale, QChar format, int precision, QVector<double>& ticks,
                  QVector<double>* subTicks, QVector<QString>* labels) override {
        setTickCount(std::clamp(axis_->axisRect()->width() / 90, 2, 8));
        setTimeFormat(range.size() < shortSpan ? QStringLiteral("%h:%m:%s.%z") : QStringLiteral("%h:%m:%s"));
        QCPAxisTickerTime::generate(range, locale, format, precision, ticks, subTicks, labels);
    }

private:
    QCPAxis* axis_;
};

class DateTicker : public QCPAxisTickerDateTime {
public:
    explicit DateTicker(QCPAxis* axis) : axis_(axis) {}
    void generate(const QCPRange& range, const QLocale& locale, QChar format, int precision, QVector<double>& ticks,
                  QVector<double>* subTicks, QVector<QString>* labels) override {
        constexpr double day = 86400;
        setDateTimeFormat(range.size() < shortSpan   ? QStringLiteral("hh:mm:ss.zzz")
                          : range.size() < 600       ? QStringLiteral("hh:mm:ss")
                          : range.size() < day       ? QStringLiteral("hh:mm")
                          : range.size() < 200 * day ? QStringLiteral("d MMM\nhh:mm")
                                                     : QStringLiteral("MMM\nyyyy"));
        setTickCount(std::clamp(axis_->axisRect()->width() / 90, 2, 8));
        QCPAxisTickerDateTime::generate(range, locale, format, precision, ticks, subTicks, labels);
    }

private:
    QCPAxis* axis_;
};

}  // namespace

void LinearTicker::generate(const QCPRange& range, const QLocale& locale, QChar format, int precision,
                            QVector<double>& ticks, QVector<double>* subTicks, QVector<QString>* labels) {
    setTickCount(roomFor(axis_));
    setTickStepStrategy(roomFor(axis_) > 4 ? tssReadability : tssMeetTickCount);
    QCPAxisTicker::generate(range, locale, format, precision, ticks, subTicks, labels);
    if (!labels)
        return;
    if (areDistinct(*labels))
        return blankCrowdedLabels(axis_, range, ticks, *labels);
    // The full labels are longer: fewer of them fit.
    setTickCount(std::max(roomFor(axis_) / 2, 2));
    QCPAxisTicker::generate(range, locale, format, precision, ticks, subTicks, nullptr);
    if (!isStep_) {
        *labels = offsetLabels(ticks, range);
        return blankCrowdedLabels(axis_, range, ticks, *labels);
    }
    labels->clear();
    for (const double tick : std::as_const(ticks))
        labels->append(tick < 0 || tick != std::floor(tick) ? QString() : QString::number(tick, 'f', 0));
}

QString LinearTicker::getTickLabel(double tick, const QLocale& locale, QChar format, int precision) {
    if (!isStep_)
        return QCPAxisTicker::getTickLabel(std::abs(tick) < 1e-14 ? 0.0 : tick, locale, format, precision);
    return tick < 0 || tick != std::floor(tick) ? QString() : shortStepText(tick);
}

void LogTicker::generate(const QCPRange& range, const QLocale& locale, QChar format, int precision,
                         QVector<double>& ticks, QVector<double>* subTicks, QVector<QString>* labels) {
    if (!(range.lower > 0) || range.upper / range.lower < 8) {
        LinearTicker::generate(range, locale, format, precision, ticks, subTicks, nullptr);
        trimTicks(range, ticks, false);
        if (range.lower > 0 && range.upper > range.lower)
            dropCrowdedTicks(axis_, range, ticks, subTicks);
        if (labels)
            *labels = createLabelVector(ticks, locale, format, precision);
        if (labels && !areDistinct(*labels))
            *labels = offsetLabels(ticks, range);
        return;
    }
    ticks.clear();
    const int first = static_cast<int>(std::floor(std::log10(range.lower)));
    const int last = static_cast<int>(std::ceil(std::log10(range.upper)));
    const double decades = std::log10(range.upper / range.lower);
    const int room = roomFor(axis_);
    const int stride = std::max(1, static_cast<int>(std::ceil(decades / room)));
    const bool fine = decades * 3 <= room;
    QVector<double> between;
    for (int decade = first; decade <= last; ++decade) {
        const double base = std::pow(10.0, decade);
        if (decade % stride == 0)
            ticks.append(base);
        else
            between.append(base);
        for (int digit = 2; digit <= 9 && stride == 1; ++digit)
            (fine && (digit == 2 || digit == 5) ? ticks : between).append(base * digit);
    }
    trimTicks(range, ticks, false);
    trimTicks(range, between, false);
    if (subTicks)
        *subTicks = between;
    if (labels) {
        labels->clear();
        for (const double tick : std::as_const(ticks))
            labels->append(locale.toString(tick, format.toLatin1(), precision));
    }
}

void NameTicker::generate(const QCPRange& range, const QLocale&, QChar, int, QVector<double>& ticks,
                          QVector<double>* subTicks, QVector<QString>* labels) {
    ticks.clear();
    if (subTicks)
        subTicks->clear();
    if (labels)
        labels->clear();
    const int pitch = QFontMetrics(axis_->tickLabelFont()).height() - 1;
    const double pixelsPerName = lengthOf(axis_) / std::max(range.size(), 1e-9);
    const int stride = std::max(1, static_cast<int>(std::ceil(pitch / pixelsPerName)));
    const int first = std::max(0, static_cast<int>(std::ceil(range.lower)));
    const int last =
        static_cast<int>(std::min<double>(static_cast<double>(names_.size()) - 1, std::floor(range.upper)));
    for (int i = (first + stride - 1) / stride * stride; i <= last; i += stride) {
        ticks.append(i);
        if (labels)
            labels->append(names_[i]);
    }
}

void CellTicker::generate(const QCPRange& range, const QLocale&, QChar, int, QVector<double>& ticks,
                          QVector<double>* subTicks, QVector<QString>* labels) {
    ticks.clear();
    if (subTicks)
        subTicks->clear();
    if (labels)
        labels->clear();
    const double pixels = lengthOf(axis_) / std::max(range.size(), 1e-9) * units_.cells;  // of a unit
    // 1, 2, 5, 10, ... units apart.
    int stride = 1;
    for (int i = 0; stride * pixels < pitchOf(axis_) / 2.0 && i < 20; ++i)
        stride = i % 3 == 1 ? stride / 2 * 5 : stride * 2;
    const auto first = static_cast<int>(std::ceil((range.lower - units_.origin) / units_.cells / stride));
    const auto last = static_cast<int>(std::floor((range.upper - units_.origin) / units_.cells / stride));
    for (int k = first; k <= last; ++k) {
        ticks.append(units_.origin + k * stride * units_.cells);
        if (labels)
            labels->append(QString::number(k * stride * units_.value));
    }
}

void setXTicker(QCPAxis* axis, XAxis kind, bool logarithmic) {
    QSharedPointer<QCPAxisTicker> ticker;
    if (logarithmic)
        ticker.reset(new LogTicker(axis));
    else if (kind == XAxis::Relative)
        ticker.reset(new DurationTicker(axis));
    else if (kind == XAxis::Wall)
        ticker.reset(new DateTicker(axis));
    else
        ticker.reset(new LinearTicker(axis, kind == XAxis::Step));
    axis->setTicker(ticker);
}

}  // namespace isonet::widgets
