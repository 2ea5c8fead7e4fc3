// Axis ticks that know how much room they have. Each belongs to one axis and reads its length in pixels.
#pragma once

#include <QStringList>
#include "widgets/CustomPlot.h"

namespace isonet::widgets {

// Round linear ticks, as many as fit. Steps: "12k", "1.5M" instead of long numbers.
class LinearTicker : public QCPAxisTicker {
public:
    explicit LinearTicker(QCPAxis* axis, bool isStep = false) : axis_(axis), isStep_(isStep) {}
    void generate(const QCPRange& range, const QLocale& locale, QChar format, int precision, QVector<double>& ticks,
                  QVector<double>* subTicks, QVector<QString>* labels) override;

protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override;

private:
    QCPAxis* axis_;
    bool isStep_;
};

// Decades, thinned when crowded; 1-2-5 over two decades and less; linear ticks, where they fit, within less than one.
class LogTicker : public LinearTicker {
public:
    explicit LogTicker(QCPAxis* axis) : LinearTicker(axis), axis_(axis) {}
    void generate(const QCPRange& range, const QLocale& locale, QChar format, int precision, QVector<double>& ticks,
                  QVector<double>* subTicks, QVector<QString>* labels) override;

private:
    QCPAxis* axis_;
};

// Names at whole numbers 0, 1, ..., every n-th where there is no room for all.
class NameTicker : public QCPAxisTicker {
public:
    explicit NameTicker(QCPAxis* axis) : axis_(axis) {}
    void setNames(const QStringList& names) { names_ = names; }
    const QStringList& names() const { return names_; }
    void generate(const QCPRange& range, const QLocale& locale, QChar format, int precision, QVector<double>& ticks,
                  QVector<double>* subTicks, QVector<QString>* labels) override;

private:
    QCPAxis* axis_;
    QStringList names_;
};

QString stepText(double step);       // "12 400"
QString valueText(double value);     // four digits: "0.01234", "1.2e-05", "nan"
QString shortStepText(double step);  // "12.4k"

}  // namespace isonet::widgets
