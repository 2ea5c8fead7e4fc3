// Where the values of a key are on the horizontal axis of a plot. Plain values, no canvas.
#pragma once

#include <QStringList>
#include <optional>

#include "training/sweeps/CurveLines.h"
#include "widgets/common/CustomPlot.h"

namespace isonet::widgets {

class SweepPlaces {
public:
    SweepPlaces() = default;
    explicit SweepPlaces(const std::vector<sweeps::CurveLine>& lines);

    // The values are names at 0, 1, ...: not all are numbers, or there is a 0, which a log scale cannot show, and the
    // positive ones span a factor above `logSpan`.
    bool isCategorical() const { return categorical_; }
    bool canBeLogarithmic() const;  // all are positive numbers
    bool isWide() const;            // and span a factor above `logSpan`
    static constexpr double logSpan = 30;

    const QStringList& names() const { return names_; }       // of all values, numbers in ascending order
    std::optional<QCPRange> range() const { return range_; }  // also of values without a finished row; none: no value
    // Lines at a name are a little apart, so that their error bars do not cover each other.
    double placeOf(const sweeps::CurvePoint& point, std::size_t line = 0, std::size_t lines = 1) const;

    static QString nameOf(const sweeps::CurvePoint& point);

private:
    bool categorical_ = false;
    QStringList names_;
    std::optional<QCPRange> range_;
};

}  // namespace isonet::widgets
