#include "training/sweeps/RowGroups.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "training/config/RunConfigYaml.h"

namespace isonet::sweeps {

Spread spreadOf(std::span<const double> values) {
    Spread spread;
    if (values.empty())
        return spread;
    spread.runs = static_cast<int>(values.size());
    spread.mean = std::accumulate(values.begin(), values.end(), 0.0) / spread.runs;
    double squares = 0;
    for (const double value : values)
        squares += (value - spread.mean) * (value - spread.mean);
    spread.deviation = spread.runs > 1 ? std::sqrt(squares / (spread.runs - 1)) : 0;
    const auto [lowest, highest] = std::ranges::minmax(values);
    spread.lowest = lowest;
    spread.highest = highest;
    return spread;
}

std::vector<std::vector<std::size_t>> rowGroups(const Sweep& sweep) {
    std::vector<std::vector<std::size_t>> groups;
    std::map<std::string, std::size_t> known;  // by everything but the seed
    for (std::size_t i = 0; i < sweep.rows.size(); ++i) {
        config::RunConfig config = sweep.rows[i].config;
        config.run.seed = 0;
        config.run.name.clear();
        const auto [found, isNew] =
            known.try_emplace(sweep.rows[i].label + "\n" + config::toYaml(config), groups.size());
        if (isNew)
            groups.emplace_back();
        groups[found->second].push_back(i);
    }
    return groups;
}

std::vector<double> finishedValues(const std::vector<RowResult>& results, std::span<const std::size_t> rows,
                                   std::size_t metric) {
    std::vector<double> values;
    for (const std::size_t row : rows)
        if (const auto& result = results[row];
            result.state == RowState::Finished && metric < result.metrics.size() && result.metrics[metric] >= 0)
            values.push_back(result.metrics[metric]);
    return values;
}

}  // namespace isonet::sweeps
