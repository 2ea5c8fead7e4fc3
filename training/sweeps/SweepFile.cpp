#include "training/sweeps/SweepFile.h"

#include <algorithm>
#include <set>
#include <utility>

#include "training/sweeps/SweepProblems.h"
#include "training/sweeps/SweepRows.h"

namespace isonet::sweeps {
namespace {

bool varied(const SweepText& text, const std::string& key) {
    return std::ranges::any_of(text.vary, [&](const Changes& values) { return values.front().key == key; });
}

bool sampled(const SweepText& text, const std::string& key) {
    return std::ranges::any_of(text.sample, [&](const SampledKey& one) { return one.key == key; });
}

// Keys that need or exclude one another.
void check(const SweepText& text, SweepProblems& problems) {
    std::set<std::string> seen;
    for (const auto& values : text.vary)
        if (!seen.insert(values.front().key).second)
            problems.add(values.front().line, "vary." + values.front().key,
                         "this key is varied twice; accepted: once, with all its values");
    seen.clear();
    for (const auto& key : text.sample)
        if (!seen.insert(key.key).second)
            problems.add(key.line, "sample." + key.key, "this key is sampled twice; accepted: once");
    for (const auto& key : text.sample)
        if (varied(text, key.key))
            problems.add(key.line, "sample." + key.key, "this key is varied, too; accepted: vary or sample");
    if (!text.sample.empty() && text.samples == 0)
        problems.add(text.sample.front().line, "sample",
                     "samples is missing; accepted: the number of samples, such as samples: 20");
    if (text.sample.empty() && text.samples > 0)
        problems.add(0, "samples",
                     "sample is missing; accepted: samples together with sample: {KEY: {uniform: [0, 1]}}");
    if (!text.seeds.empty() && text.repeats > 0)
        problems.add(0, "repeats",
                     "seeds is given, too; accepted: repeats (the row's seed and the next ones) or seeds");
    const bool repeated = !text.seeds.empty() || text.repeats > 0;
    if (repeated && (varied(text, "run.seed") || sampled(text, "run.seed")))
        problems.add(0, text.repeats > 0 ? "repeats" : "seeds",
                     "run.seed is varied, too; accepted: one way to set the seed");
}

// Explicit ids are kept; the others are derived.
void nameAllRows(Sweep& sweep, SweepProblems& problems) {
    std::vector<std::string> given;
    for (const auto& row : sweep.rows)
        given.push_back(row.id);
    nameRows(sweep);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < given.size(); ++i) {
        auto& id = sweep.rows[i].id;
        if (!given[i].empty())
            id = given[i];
        if (id.find('/') != std::string::npos || id.starts_with('.'))
            problems.add(0, "rows.id", "'" + id + "' is not a valid folder name; accepted: no / and no leading dot");
        if (!seen.insert(id).second)
            problems.add(0, "rows.id", "'" + id + "' is used by two runs; accepted: a unique id per run");
    }
}

}  // namespace

Sweep expand(const SweepFile& file, const std::string& source, Schedules schedules) {
    SweepProblems problems(source);
    check(file.text, problems);
    problems.finish();
    Sweep sweep;
    sweep.name = file.name;
    sweep.title = file.title;
    sweep.notes = file.notes;
    sweep.failsBelow = file.failsBelow;
    ExpandedRows expanded = expandRows(file.text, schedules, problems);
    problems.finish();
    sweep.rows = std::move(expanded.rows);
    sweep.notes.insert(sweep.notes.end(), expanded.notes.begin(), expanded.notes.end());
    nameAllRows(sweep, problems);
    problems.finish();
    return sweep;
}

int repeatsOf(const SweepText& text) {
    return text.seeds.empty() ? std::max(text.repeats, 1) : static_cast<int>(text.seeds.size());
}

bool searches(const SweepText& text) {
    return !text.vary.empty() || !text.sample.empty() || !text.when.empty() || !text.exceptions.empty() ||
           !text.seeds.empty() || text.repeats > 0 || (text.rows.size() == 1 && !text.rows.front().when.empty());
}

std::string fullKey(const std::string& key) {
    for (const std::string_view part : {"stages", "stem", "head"})
        if (key.starts_with(part) && (key.size() == part.size() || key[part.size()] == '.' || key[part.size()] == '['))
            return "model." + key;
    return key;
}

}  // namespace isonet::sweeps
