#include "training/sweeps/PaperTables.h"

#include <algorithm>
#include <string>

#include "training/sweeps/PackagedTexts.h"
#include "training/sweeps/SweepYaml.h"

namespace isonet::sweeps {

const std::vector<Sweep>& paperTables() {
    static const std::vector<Sweep> tables = [] {
        std::vector<Sweep> all;
        for (std::size_t i = 0; i < paperTableCount; ++i)
            all.push_back(parseSweep(paperTableTexts[i].yaml, std::string(paperTableTexts[i].name) + ".yaml"));
        return all;
    }();
    return tables;
}

const Sweep* findPaperTable(std::string_view name) {
    const auto& tables = paperTables();
    const auto found =
        std::find_if(tables.begin(), tables.end(), [&](const Sweep& table) { return table.name == name; });
    return found == tables.end() ? nullptr : &*found;
}

}  // namespace isonet::sweeps
