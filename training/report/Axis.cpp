#include "training/report/Axis.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "model/base/NumberText.h"

namespace isonet::report {
namespace {

constexpr int mostDigits = 6;  // of a label, before labels become distances

double roundStep(double rough) {
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= rough)
            return factor * power;
    return 10 * power;
}

// -0 is 0.
double plain(double value, double step) {
    return std::abs(value) < step / 1e6 ? 0 : value;
}

std::string labelOf(double value, double step) {
    if (value == 0)
        return "0";
    const double size = std::max(std::abs(value), step);
    if (size >= 1e6 || step < 1e-5)
        return base::significant(value, std::clamp(int(std::ceil(std::log10(size / step))) + 2, 1, 17));
    return base::fixed(value, std::clamp(int(std::ceil(-std::log10(step) - 1e-9)), 0, 17));
}

Ticks linearTicks(const Axis& axis, int wanted) {
    // Halves, since the difference of the largest numbers is infinite.
    const double half = axis.high / 2 - axis.low / 2;
    const double step = roundStep(half / std::max(wanted, 2) * 2);
    const double size = std::max(std::abs(axis.low), std::abs(axis.high));
    Ticks ticks;
    double base = 0;
    if (size / step > std::pow(10.0, mostDigits)) {
        base = axis.low / 2 + axis.high / 2;
        // A round value within the axis, such as the -1 at which b starts.
        for (double coarse = roundStep(size); coarse > step; coarse /= 10)
            if (const double near = std::round(base / coarse) * coarse; near >= axis.low && near <= axis.high) {
                base = near;
                break;
            }
        ticks.offset = base::significant(base, 10) + " + ";
    }
    const double first = std::ceil((axis.low - base) / step - 1e-9);
    for (int i = 0; i < 100; ++i) {
        const double distance = plain((first + i) * step, step);
        const double value = base + distance;
        if (!(value <= axis.high + step * 1e-9))
            break;
        ticks.all.push_back({value, labelOf(distance, step)});
    }
    return ticks;
}

Ticks logarithmicTicks(const Axis& axis, int wanted) {
    const double low = std::log10(axis.low), high = std::log10(axis.high);
    const int every = std::max(1, int(std::ceil((high - low) / std::max(wanted, 2))));
    Ticks ticks;
    for (int power = int(std::ceil(low - 1e-9)); power <= std::floor(high + 1e-9); ++power)
        if (power % every == 0)
            ticks.all.push_back({std::pow(10.0, power), base::significant(std::pow(10.0, power), 1)});
    if (ticks.all.size() >= 2)
        return ticks;
    ticks.all.clear();
    for (int power = int(std::floor(low)); power <= std::ceil(high); ++power)
        for (const double factor : {1.0, 2.0, 5.0}) {
            const double value = factor * std::pow(10.0, power);
            if (value >= axis.low && value <= axis.high)
                ticks.all.push_back({value, base::significant(value, 1)});
        }
    return ticks.all.size() >= 2 ? ticks : linearTicks(axis, wanted);
}

}  // namespace

double Axis::place(double value) const {
    double part = 0;
    if (logarithmic)
        part = value > 0 ? (std::log(value) - std::log(low)) / (std::log(high) - std::log(low)) : 0;
    else
        part = (value / 2 - low / 2) / (high / 2 - low / 2);
    return from + std::clamp(part, 0.0, 1.0) * (to - from);
}

Ticks ticksOf(const Axis& axis, int wanted) {
    return axis.logarithmic ? logarithmicTicks(axis, wanted) : linearTicks(axis, wanted);
}

Axis around(double low, double high) {
    constexpr double largest = std::numeric_limits<double>::max();
    double room = (high / 2 - low / 2) * 0.1;
    // Equal values, or so close that no tick fits between them.
    const double least = std::max(std::max(std::abs(low), std::abs(high)) * 1e-12, 1e-300);
    if (!(room > least))
        room = low == 0 ? 1 : std::abs(low) * 0.1;
    return {std::max(low - room, -largest), std::min(high + room, largest)};
}

}  // namespace isonet::report
