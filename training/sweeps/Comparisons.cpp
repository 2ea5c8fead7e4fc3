#include "training/sweeps/Comparisons.h"

#include <algorithm>
#include <string>

#include "training/sweeps/PackagedTexts.h"
#include "training/sweeps/PaperTables.h"
#include "training/sweeps/SweepYaml.h"

namespace isonet::sweeps {

const std::vector<Sweep>& comparisons() {
    static const std::vector<Sweep> sweeps = [] {
        std::vector<Sweep> all;
        for (std::size_t i = 0; i < comparisonCount; ++i)
            all.push_back(parseSweep(comparisonTexts[i].yaml, std::string(comparisonTexts[i].name) + ".yaml"));
        return all;
    }();
    return sweeps;
}

const Sweep* findComparison(std::string_view name) {
    const auto& all = comparisons();
    const auto found = std::ranges::find(all, name, &Sweep::name);
    return found == all.end() ? nullptr : &*found;
}

const Sweep* findPackaged(std::string_view name) {
    const Sweep* const table = findPaperTable(name);
    return table ? table : findComparison(name);
}

}  // namespace isonet::sweeps
