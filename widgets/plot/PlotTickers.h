// Axis ticks that fit the available space. Each belongs to one axis and reads its length in pixels.
#pragma once

#include <QStringList>

#include "widgets/common/CustomPlot.h"
#include "widgets/series/XValues.h"

namespace isonet::widgets {

// Round linear ticks, as many as fit. Steps: "12k", "1.5M" instead of long numbers. Values that differ too little for
// labels of five digits are offsets from a base: "-1", "-1+2e-06".
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

// Decades, thinned when crowded; 1-2-5 for two decades or less; linear ticks for less than one.
class LogTicker : public LinearTicker {
public:
    explicit LogTicker(QCPAxis* axis) : LinearTicker(axis), axis_(axis) {}
    void generate(const QCPRange& range, const QLocale& locale, QChar format, int precision, QVector<double>& ticks,
                  QVector<double>* subTicks, QVector<QString>* labels) override;

private:
    QCPAxis* axis_;
};

// Names at 0, 1, ...; every n-th if there is no space for all.
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

// Whole units on an axis of cells: unit k is at `origin` + k * `cells`, and its label is k * `value`.
struct CellUnits {
    double origin = 0, cells = 1;
    int value = 1;
};
class CellTicker : public QCPAxisTicker {
public:
    CellTicker(QCPAxis* axis, const CellUnits& units) : axis_(axis), units_(units) {}
    void generate(const QCPRange& range, const QLocale& locale, QChar format, int precision, QVector<double>& ticks,
                  QVector<double>* subTicks, QVector<QString>* labels) override;

private:
    QCPAxis* axis_;
    CellUnits units_;
};

void setXTicker(QCPAxis* axis, XAxis kind, bool logarithmic);  // the ticker for a horizontal axis of that kind

}  // namespace isonet::widgets
