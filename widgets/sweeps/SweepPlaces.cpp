#include "widgets/sweeps/SweepPlaces.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <set>

namespace isonet::widgets {

using sweeps::CurvePoint;

namespace {

constexpr double nameShift = 0.12, nameWidth = 0.7;  // between lines at a name at most, and of all lines

// Numbers in ascending order, then the others as they come.
std::vector<CurvePoint> distinctValues(const std::vector<sweeps::CurveLine>& lines) {
    std::vector<CurvePoint> all;
    std::set<std::string> seen;
    for (const auto& line : lines)
        for (const auto& point : line.curve.points)
            if (seen.insert(point.value).second)
                all.push_back(point);
    std::ranges::stable_sort(
        all, [](const CurvePoint& a, const CurvePoint& b) { return a.number && (!b.number || *a.number < *b.number); });
    return all;
}

}  // namespace

SweepPlaces::SweepPlaces(const std::vector<sweeps::CurveLine>& lines) {
    double least = HUGE_VAL, most = 0;  // of the positive ones
    bool negative = false, zero = false;
    for (const auto& point : distinctValues(lines)) {
        names_ += nameOf(point);
        categorical_ = categorical_ || !point.number;
        if (!point.number)
            continue;
        const double number = *point.number;
        negative = negative || number < 0;
        zero = zero || number == 0;
        if (number > 0)
            least = std::min(least, number), most = std::max(most, number);
        const QCPRange one(number, number);
        range_ = range_ ? range_->expanded(one) : one;
    }
    categorical_ = categorical_ || (zero && !negative && most > logSpan * least);
    if (categorical_)
        range_ = QCPRange(-0.5, double(names_.size()) - 0.5);
}

bool SweepPlaces::canBeLogarithmic() const {
    return !categorical_ && range_ && range_->lower > 0;
}

bool SweepPlaces::isWide() const {
    return canBeLogarithmic() && range_->upper > logSpan * range_->lower;
}

double SweepPlaces::placeOf(const CurvePoint& point, std::size_t line, std::size_t lines) const {
    if (!categorical_)
        return *point.number;
    const double shift = lines > 1 ? std::min(nameShift, nameWidth / double(lines)) : 0;
    return double(names_.indexOf(nameOf(point))) + (double(line) - (double(lines) - 1) / 2) * shift;
}

QString SweepPlaces::nameOf(const CurvePoint& point) {
    return point.value.empty() ? QCoreApplication::translate("SweepPlaces", "not given")
                               : QString::fromStdString(point.value);
}

}  // namespace isonet::widgets
