// A setting or result of several runs as an axis of a plot: numbers, or names that are spread evenly. Plain values.
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>

namespace isonet::widgets {

struct RelationAxis {
    QString title;
    QString suffix;         // which number of a scalar it is: " (best)"
    bool isResult = false;  // measured, not set
    // The values are names at 0, 1, ...: not all are numbers, or there is a 0, which a log scale cannot show, next to
    // positive ones that span a factor above `logSpan`.
    bool isCategorical = false;
    bool isWide = false;       // positive numbers that span a factor above `logSpan`
    QVector<double> values;    // by run: a number, or the place of its name; NaN: it has none
    QStringList texts;         // by run, as shown; empty: it has none
    QStringList names;         // of a categorical axis, numbers in ascending order
    double low = 0, high = 1;  // of the values; low < high

    static constexpr double logSpan = 30;

    QString label() const { return title + suffix; }
    // From 0 (low) to 1 (high), along a log scale if `isWide`. NaN: the run has no value.
    double partOf(qsizetype run) const;
    // The text of an end or of the middle of a numeric axis.
    QString textAt(double part) const;
};

// Of the texts of a setting; an empty one is none.
RelationAxis settingAxis(const QString& title, const QStringList& texts);
// Of numbers, NaN where there is none, each with the text that shows it.
RelationAxis resultAxis(const QString& title, const QVector<double>& values, const QStringList& texts);

}  // namespace isonet::widgets
