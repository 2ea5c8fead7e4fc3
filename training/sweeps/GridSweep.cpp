#include "training/sweeps/GridSweep.h"

#include <algorithm>

#include "training/sweeps/SweepRows.h"
#include "training/sweeps/SweepValues.h"

namespace isonet::sweeps {

Sweep makeSweep(const std::string& name, const config::RunConfig& base, const std::vector<Variation>& vary) {
    SweepText text;
    text.base = base;
    text.rows.emplace_back();
    SweepProblems problems(name.empty() ? "sweep" : name);
    std::vector<std::string> keys;
    for (const auto& [key, values] : vary) {
        if (values.empty())
            problems.add(0, key, "no values; accepted: at least one");
        if (std::find(keys.begin(), keys.end(), key) != keys.end())
            problems.add(0, key, "this key is varied twice; accepted: once, with all its values");
        keys.push_back(key);
        Changes changes;
        for (const auto& value : values)
            changes.push_back({fullKey(key), value, 0});
        text.vary.push_back(std::move(changes));
    }
    problems.finish();
    Sweep sweep;
    sweep.name = name;
    for (const auto& key : keys)
        sweep.title += (sweep.title.empty() ? "Sweep of " : ", ") + key;
    sweep.rows = expandRows(text, problems);
    problems.finish();
    nameRows(sweep);
    return sweep;
}

}  // namespace isonet::sweeps
