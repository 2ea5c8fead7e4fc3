#include "training/report/ResultTables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

#include "model/base/NumberText.h"
#include "training/report/Quantities.h"
#include "training/report/SettingsTables.h"
#include "training/telemetry/Tags.h"

namespace isonet::report {
namespace {

namespace tags = telemetry::tags;

constexpr std::size_t mostOthers = 100;

// Groups with a value per layer, class or setting, and what is an axis rather than a result.
bool isGroup(const std::string& tag) {
    for (const auto* prefix : {&tags::isometry, &tags::momentumDeviation, &tags::signal, &tags::gradient,
                               &tags::changed, &tags::boxCategoryAp, &tags::maskCategoryAp})
        if (tag.starts_with(*prefix))
            return true;
    return tag == tags::epoch || tag.starts_with("device/");
}

// The known quantities that some run has, then other scalars.
std::vector<Quantity> recordedIn(const std::vector<const RecordedRun*>& runs) {
    std::vector<Quantity> found;
    std::set<std::string> known, others;
    for (const auto& quantity : quantities()) {
        known.insert(quantity.tag);
        if (std::ranges::any_of(runs, [&](const auto* run) { return run->curve(quantity.tag) != nullptr; }))
            found.push_back(quantity);
    }
    for (const auto* run : runs)
        for (const auto& [tag, curve] : run->curves)
            if (!known.contains(tag) && !isGroup(tag))
                others.insert(tag);
    for (const auto& tag : others)
        if (found.size() < mostOthers)
            found.push_back({tag, tag, tag.starts_with("ap/") ? Better::Higher : Better::Neither});
    return found;
}

std::optional<Point> bestOf(const Curve& curve, Better better) {
    return better == Better::Neither ? std::nullopt : better == Better::Lower ? lowest(curve) : highest(curve);
}

std::string stepText(double step) {
    return base::fixed(step, 0);
}

}  // namespace

std::string valueText(double value) {
    return std::isnan(value) ? "NaN" : std::isinf(value) ? (value > 0 ? "∞" : "-∞") : base::significant(value, 6);
}

Section resultsSection(const RecordedRun& run) {
    Section section{"Results", false, {}};
    Table table{"Last and best values", {"Quantity", "Last", "at step", "Best", "at step"}, {}, true};
    for (const auto& [tag, title, better] : recordedIn({&run})) {
        const Curve& curve = *run.curve(tag);
        std::vector<std::string> row{title, valueText(curve.values.back()), stepText(curve.steps.back())};
        const auto best = bestOf(curve, better);
        row.push_back(best ? valueText(best->y) : better == Better::Neither ? "" : "none");
        row.push_back(best ? stepText(best->x) : "");
        table.rows.push_back(std::move(row));
    }
    if (table.rows.empty())
        section.blocks.emplace_back(Paragraph{"No values were recorded."});
    else
        section.blocks.emplace_back(std::move(table));
    return section;
}

Section comparedResults(const std::vector<RecordedRun>& runs) {
    Section section{"Results", false, {}};
    std::vector<const RecordedRun*> all;
    for (const auto& run : runs)
        all.push_back(&run);
    const auto found = recordedIn(all);
    if (found.empty()) {
        section.blocks.emplace_back(Paragraph{"No values were recorded in these runs."});
        return section;
    }
    section.blocks.emplace_back(Paragraph{"The last value of each run, and in parentheses the best one."});
    for (std::size_t begin = 0; begin < runs.size(); begin += runsInTable) {
        const std::size_t end = std::min(begin + runsInTable, runs.size());
        Table table{"", {"Quantity"}, {}, true};
        if (runs.size() > runsInTable)
            table.title = "Runs " + std::to_string(begin + 1) + " to " + std::to_string(end);
        for (std::size_t i = begin; i < end; ++i)
            table.header.push_back("Run " + std::to_string(i + 1));
        for (const auto& [tag, title, better] : found) {
            std::vector<std::string> row{title};
            for (std::size_t i = begin; i < end; ++i) {
                const Curve* curve = runs[i].curve(tag);
                const auto best = curve ? bestOf(*curve, better) : std::nullopt;
                row.push_back(!curve ? "–"
                                     : valueText(curve->values.back()) + (best ? " (" + valueText(best->y) + ")" : ""));
            }
            table.rows.push_back(std::move(row));
        }
        section.blocks.emplace_back(std::move(table));
    }
    return section;
}

}  // namespace isonet::report
