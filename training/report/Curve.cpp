#include "training/report/Curve.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace isonet::report {
namespace {

template <typename Better>
std::optional<Point> extreme(const Curve& curve, Better better) {
    std::optional<Point> found;
    for (std::size_t i = 0; i < curve.values.size(); ++i)
        if (std::isfinite(curve.values[i]) && (!found || better(curve.values[i], found->y)))
            found = Point{curve.steps[i], curve.values[i]};
    return found;
}

// Points of neighbors that stand for all of them: indices in order, without repetition.
std::vector<std::size_t> representatives(const Curve& curve, std::size_t begin, std::size_t end, bool ends) {
    constexpr auto none = static_cast<std::size_t>(-1);
    std::array<std::size_t, 5> kept{none, none, none, none, none};
    for (std::size_t i = begin; i < end; ++i) {
        const double value = curve.values[i];
        if (!std::isfinite(value)) {
            kept[4] = kept[4] == none ? i : kept[4];
            continue;
        }
        if (kept[0] == none || value < curve.values[kept[0]])
            kept[0] = i;
        if (kept[1] == none || value > curve.values[kept[1]])
            kept[1] = i;
        if (ends) {
            kept[2] = kept[2] == none ? i : kept[2];
            kept[3] = i;
        }
    }
    std::ranges::sort(kept);
    std::vector<std::size_t> result;
    for (const std::size_t i : kept)
        if (i != none && (result.empty() || result.back() != i))
            result.push_back(i);
    return result;
}

void startLine(DrawnCurve& drawn) {
    if (drawn.lines.empty() || !drawn.lines.back().empty())
        drawn.lines.emplace_back();
}

}  // namespace

void add(Curve& curve, double step, double value, std::size_t most) {
    const auto place = std::ranges::lower_bound(curve.steps, step);
    const auto index = place - curve.steps.begin();
    if (place != curve.steps.end() && *place == step) {
        curve.values[static_cast<std::size_t>(index)] = value;
        return;
    }
    curve.steps.insert(place, step);
    curve.values.insert(curve.values.begin() + index, value);
    if (curve.steps.size() > most)
        thin(curve);
}

void thin(Curve& curve) {
    Curve kept;
    const std::size_t size = curve.steps.size();
    const auto keep = [&](std::size_t i) {
        if (!kept.steps.empty() && kept.steps.back() == curve.steps[i])
            return;
        kept.steps.push_back(curve.steps[i]);
        kept.values.push_back(curve.values[i]);
    };
    if (size > 0)
        keep(0);
    for (std::size_t begin = 0; begin < size; begin += 4)
        for (const std::size_t i : representatives(curve, begin, std::min(begin + 4, size), false))
            if (i > 0)
                keep(i);
    if (size > 0)
        keep(size - 1);
    curve = std::move(kept);
}

void dropFrom(Curve& curve, double step) {
    const auto kept = static_cast<std::size_t>(std::ranges::lower_bound(curve.steps, step) - curve.steps.begin());
    curve.steps.resize(kept);
    curve.values.resize(kept);
}

std::optional<Point> lowest(const Curve& curve) {
    return extreme(curve, std::less<>());
}

std::optional<Point> highest(const Curve& curve) {
    return extreme(curve, std::greater<>());
}

DrawnCurve drawn(const Curve& curve, std::size_t intervals) {
    DrawnCurve result;
    const std::size_t size = curve.steps.size();
    if (size == 0)
        return result;
    const bool all = size <= intervals * 4;
    const double first = curve.steps.front(), width = (curve.steps.back() - first) / static_cast<double>(intervals);
    startLine(result);
    for (std::size_t begin = 0; begin < size;) {
        std::size_t end = begin + 1;
        if (!all) {
            const double interval = std::floor((curve.steps[begin] - first) / width);
            while (end < size && std::floor((curve.steps[end] - first) / width) == interval)
                ++end;
        }
        for (std::size_t i = begin; i < end; ++i)
            result.notFiniteCount += !std::isfinite(curve.values[i]);
        for (const std::size_t i : representatives(curve, begin, end, true)) {
            if (std::isfinite(curve.values[i])) {
                result.lines.back().push_back({curve.steps[i], curve.values[i]});
                continue;
            }
            result.notFinite.push_back({curve.steps[i], curve.values[i]});
            startLine(result);
        }
        begin = end;
    }
    if (result.lines.back().empty())
        result.lines.pop_back();
    return result;
}

}  // namespace isonet::report
