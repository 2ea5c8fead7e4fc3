#include "model/isometry/SpectralHealth.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace isonet::model {
namespace {

constexpr double equalLogs = 1e-5;        // a mean difference that the rounding of float32 kernels makes
constexpr std::size_t exhaustive = 1024;  // up to so many values, each is tried as the start of the tail
constexpr std::size_t coarse = 256;       // starts tried among more values, before all those next to the best one

// Greatest distance of the power law from x = exp(logs[first]) on to the values' distribution, at evenly spaced values.
// logs: ascending.
double distance(std::span<const double> logs, std::size_t first, double alpha) {
    constexpr std::size_t most = 1024;
    const std::size_t count = logs.size() - first, points = std::min(count, most);
    double greatest = 0;
    for (std::size_t i = 0; i < points; ++i) {
        const std::size_t place = points < 2 ? 0 : i * (count - 1) / (points - 1);
        const double below = -std::expm1((1 - alpha) * (logs[first + place] - logs[first]));
        greatest = std::max(greatest, std::abs(below - static_cast<double>(place) / static_cast<double>(count)));
    }
    return greatest;
}

std::optional<double> tailExponent(std::span<const double> descending) {
    // Below the rounding of the largest eigenvalue they are 0.
    const double least = descending.front() * std::sqrt(std::numeric_limits<double>::epsilon());
    std::vector<double> logs;
    for (auto value = descending.rbegin(); value != descending.rend(); ++value)
        if (*value > least)
            logs.push_back(2 * std::log(*value));
    if (static_cast<std::int64_t>(logs.size()) < leastForTail)
        return std::nullopt;
    std::vector<double> sums(logs.size() + 1, 0.0);  // of the logs from each place on
    for (std::size_t i = logs.size(); i-- > 0;)
        sums[i] = sums[i + 1] + logs[i];
    std::optional<double> best;
    double nearest = std::numeric_limits<double>::infinity();
    std::size_t bestPlace = 0;
    const auto consider = [&](std::size_t first) {
        if (first > 0 && logs[first] == logs[first - 1])
            return;  // the same x
        const auto count = static_cast<double>(logs.size() - first);
        const double excess = sums[first] - count * logs[first];
        if (excess <= equalLogs * count)
            return;
        const double alpha = 1 + count / excess;
        if (const double far = distance(logs, first, alpha); far < nearest) {
            nearest = far;
            best = alpha;
            bestPlace = first;
        }
    };
    const std::size_t last = logs.size() - 2;  // at least two values
    const std::size_t step = logs.size() <= exhaustive ? 1 : std::max<std::size_t>(2, last / coarse);
    for (std::size_t first = 0; first <= last; first += step)
        consider(first);
    const std::size_t middle = bestPlace;
    if (step > 1)
        for (std::size_t first = middle - std::min(middle, step - 1); first < std::min(last + 1, middle + step);
             ++first)
            consider(first);
    return best;
}

}  // namespace

SpectralHealth spectralHealth(std::span<const double> values, std::int64_t repeats) {
    SpectralHealth health;
    const double largest = values.front(), smallest = values.back();
    double sum = 0, squares = 0;
    for (const double value : values) {
        sum += value;
        squares += value * value;
    }
    const auto times = static_cast<double>(repeats);
    health.values = static_cast<double>(values.size()) * times;
    if (!std::isfinite(sum)) {
        const double unknown = std::numeric_limits<double>::quiet_NaN();
        return {health.values, unknown, unknown, unknown, std::nullopt, unknown, unknown};
    }
    health.operatorDistance = std::max(std::abs(largest - 1), std::abs(smallest - 1));
    health.condition = smallest > 0 ? largest / smallest : std::numeric_limits<double>::infinity();
    if (largest <= 0)
        return health;  // the zero operator has rank 0
    for (const double value : values)
        if (value > 0)
            health.entropy -= value / sum * std::log(value / sum);
    health.entropy += std::log(times);
    health.effectiveRank = std::exp(health.entropy);
    health.stableRank = squares / (largest * largest) * times;
    health.tailExponent = tailExponent(values);
    return health;
}

}  // namespace isonet::model
