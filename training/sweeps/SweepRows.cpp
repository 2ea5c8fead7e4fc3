#include "training/sweeps/SweepRows.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "model/base/Suggestion.h"
#include "model/spec/Architecture.h"
#include "training/config/ConfigError.h"
#include "training/config/Override.h"
#include "training/config/ScheduleScale.h"
#include "training/config/StageFields.h"
#include "training/sweeps/Sampling.h"
#include "training/telemetry/HeadlineMetrics.h"

namespace isonet::sweeps {
namespace {

constexpr std::string_view kFailed = "N/A";

std::vector<Changes> combinationsOf(const std::vector<Changes>& vary) {
    std::vector<Changes> all{{}};
    for (const auto& values : vary) {
        std::vector<Changes> longer;
        for (const auto& combination : all)
            for (const auto& value : values) {
                longer.push_back(combination);
                longer.back().push_back(value);
            }
        all = std::move(longer);
    }
    return all;
}

void report(const config::ConfigError& error, const std::string& key, int line, SweepProblems& problems) {
    for (const auto& problem : error.problems())
        problems.add(line, problem.field.empty() ? key : problem.field, problem.message);
}

bool apply(config::RunConfig& config, const Change& change, SweepProblems& problems) {
    try {
        config::applyOverride(config, change.key + "=" + change.value);
        return true;
    } catch (const config::ConfigError& error) {
        report(error, change.key, change.line, problems);
        return false;
    }
}

// Whether the configuration already has one of these values for each key. It has none of a stage that it lacks.
bool holds(const config::RunConfig& config, const Conditions& where, SweepProblems& problems) {
    return std::ranges::all_of(where, [&](const Condition& condition) {
        std::optional<std::string> now;
        try {
            now = config::findValue(config, condition.key);
        } catch (const config::ConfigError& error) {
            report(error, condition.key, condition.line, problems);
        }
        if (!now)
            return false;
        return std::ranges::any_of(condition.values, [&](const std::string& value) {
            config::RunConfig changed = config;
            return apply(changed, {condition.key, value, condition.line}, problems) &&
                   config::findValue(changed, condition.key) == now;
        });
    });
}

// The paper's value of one headline metric.
void setMetric(SweepRow& row, const RowText& text, const std::pair<std::string, std::string>& number,
               SweepProblems& problems) {
    const auto metrics = telemetry::headlineMetricsOf(row.config);
    std::vector<std::string_view> keys;
    for (const auto& metric : metrics)
        keys.push_back(metric.key);
    const auto found = number.first.empty() ? keys.begin() : std::find(keys.begin(), keys.end(), number.first);
    if (found == keys.end()) {
        problems.add(text.line, "rows.paper",
                     "'" + number.first + "' is not a metric of these runs; accepted: " + base::joined(keys) +
                         base::didYouMean(number.first, keys));
        return;
    }
    double value = 0;
    if (!YAML::convert<double>::decode(YAML::Node(number.second), value) || !(value > 0 && value <= 100)) {
        problems.add(text.line, "rows.paper",
                     "'" + number.second + "' is invalid; accepted: a percentage above 0, or N/A");
        return;
    }
    row.paper.resize(metrics.size(), 0);
    row.paper[static_cast<std::size_t>(found - keys.begin())] = value;
}

void setPaper(SweepRow& row, const RowText& text, std::size_t combination, SweepProblems& problems) {
    if (combination >= text.paper.size())
        return;
    const PaperText& numbers = text.paper[combination];
    row.paperFailed = !numbers.empty() && numbers.front().second == kFailed;
    if (!row.paperFailed)
        for (const auto& number : numbers)
            setMetric(row, text, number, problems);
    row.paperDepth = text.paperDepth > 0 ? text.paperDepth : spec::depthOf(row.config.model);
}

// For method and folder: "channels" of a section's key, "s2 channels", "stem kernel".
std::string shortName(const std::string& key) {
    constexpr std::string_view stages = "model.stages[", model = "model.";
    if (key.starts_with(stages)) {
        const auto end = key.find(']');
        int index = -1;
        std::from_chars(key.data() + stages.size(), key.data() + std::min(end, key.size()), index);
        if (index >= 0 && end != std::string::npos)
            return config::stageName(static_cast<std::size_t>(index)) +
                   (end + 1 < key.size() ? " " + key.substr(end + 2) : "");
    }
    if (key.starts_with("model.stem.") || key.starts_with("model.head.")) {
        std::string name = key.substr(model.size());
        std::ranges::replace(name, '.', ' ');
        return name;
    }
    return key.substr(key.rfind('.') + 1);
}

// What one row of the file is multiplied by: combinations of vary, samples, seeds.
struct Variant {
    std::size_t combination = 0;
    int sample = -1;               // from 0; -1: nothing is sampled
    const Change* seed = nullptr;  // one of SweepText::seeds
    int repeat = -1;               // from 0; -1: the row's own seed
    Changes values;                // of the combination
    Changes sampled;
};

// The value of a sampled key: as drawn, or what an exception replaced it with; nothing if the network lost the key.
std::optional<std::string> valueInForce(const config::RunConfig& config, const Change& drawn) {
    try {
        const auto now = config::findValue(config, drawn.key);
        config::RunConfig changed = config;
        config::applyOverride(changed, drawn.key + "=" + drawn.value);
        if (now && config::findValue(changed, drawn.key) != now)
            return now->empty() ? "unset" : *now;
        return now ? std::optional(drawn.value) : std::nullopt;
    } catch (const config::ConfigError&) {
        return drawn.value;  // reported when it was applied
    }
}

void nameVariant(SweepRow& row, const Variant& variant) {
    for (const auto& change : variant.values) {
        // The table has a depth column, and every folder name contains the depth.
        if (change.key == "model.depth")
            continue;
        std::string name = shortName(change.key);
        row.method += ", " + name + " " + change.value;
        std::ranges::replace(name, ' ', '-');
        row.name += "-" + name + "-" + change.value;
    }
    for (const auto& change : variant.sampled)
        if (const auto value = valueInForce(row.config, change))
            row.method += ", " + shortName(change.key) + " " + *value;
    if (variant.sample >= 0)
        row.name += "-sample-" + std::to_string(variant.sample + 1);
    if (variant.seed || variant.repeat >= 0)
        row.name += "-seed-" + std::to_string(row.config.run.seed);
}

class Expansion {
public:
    Expansion(const SweepText& text, Schedules schedules, SweepProblems& problems)
        : text_(text), schedules_(schedules), problems_(problems) {}

    ExpandedRows rows();

private:
    bool countAccepted();
    void readTypes();
    void addSamples(const RowText& row, Variant variant);
    void addSeeds(const RowText& row, Variant variant);
    void add(const RowText& row, const Variant& variant);

    const SweepText& text_;
    const Schedules schedules_;
    SweepProblems& problems_;
    std::vector<SampledKey> sample_;
    std::vector<SweepRow> rows_;
    std::set<std::string> scaled_;  // how schedules follow the epochs
};

// Also whether the paper's values are as many as the combinations.
bool Expansion::countAccepted() {
    std::size_t combinations = 1;
    for (const auto& values : text_.vary)
        combinations *= values.size();
    const auto samples = static_cast<std::size_t>(std::max(text_.samples, 1));
    const auto seeds = text_.seeds.empty() ? static_cast<std::size_t>(std::max(text_.repeats, 1)) : text_.seeds.size();
    const std::size_t count = text_.rows.size() * combinations * samples * seeds;
    if (combinations > kMostRows || count > kMostRows) {
        problems_.add(0, text_.samples > 0 ? "samples" : "vary",
                      std::to_string(count) + " rows; accepted: at most " + std::to_string(kMostRows));
        return false;
    }
    for (const auto& row : text_.rows)
        if (!row.paper.empty() && row.paper.size() != combinations)
            problems_.add(row.line, "rows.paper",
                          std::to_string(row.paper.size()) + " values for " + std::to_string(combinations) +
                              (combinations == 1 ? " run" : " combinations of vary") + "; accepted: one per run");
    return true;
}

// Keys with integer values are sampled as integers.
void Expansion::readTypes() {
    sample_ = text_.sample;
    for (auto& key : sample_) {
        try {
            key.integer = config::typeOf(key.key).integer || key.integer;
        } catch (const config::ConfigError&) {
            continue;  // reported with the rows
        }
        if (key.integer && key.distribution != Distribution::Choice &&
            (std::floor(key.lowest) != key.lowest || std::floor(key.highest) != key.highest))
            problems_.add(key.line, "sample." + key.key,
                          config::numberText(key.lowest) + " to " + config::numberText(key.highest) +
                              " for a key with integer values; accepted: integers");
    }
}

// One note for all rows: rows of many lengths have as many schedules.
std::vector<std::string> scaleNotes(const std::set<std::string>& scaled, const config::RunConfig& base) {
    if (scaled.size() < 2)
        return {scaled.begin(), scaled.end()};
    return {"Rows with other run.epochs than the base's " + std::to_string(base.run.epochs) +
            ": schedule.milestones and schedule.warmup_epochs are scaled with them, unless they are set explicitly."};
}

ExpandedRows Expansion::rows() {
    if (!countAccepted())
        return {};
    readTypes();
    const auto combinations = combinationsOf(text_.vary);
    for (const auto& row : text_.rows)
        for (std::size_t i = 0; i < combinations.size(); ++i)
            addSamples(row, {i, -1, nullptr, -1, combinations[i], {}});
    if (rows_.empty() && problems_.empty())
        problems_.add(0, "rows", "the conditions (when, except) leave no row; accepted: at least one");
    return {std::move(rows_), scaleNotes(scaled_, text_.base)};
}

void Expansion::addSamples(const RowText& row, Variant variant) {
    if (text_.samples == 0)
        addSeeds(row, std::move(variant));
    for (int i = 0; i < text_.samples; ++i) {
        variant.sample = i;
        variant.sampled.clear();
        for (const auto& key : sample_)
            variant.sampled.push_back({key.key, sampledValue(key, text_.sampleSeed, i), key.line});
        addSeeds(row, variant);
    }
}

void Expansion::addSeeds(const RowText& row, Variant variant) {
    if (text_.seeds.empty() && text_.repeats == 0)
        add(row, variant);
    for (const auto& seed : text_.seeds) {
        variant.seed = &seed;
        add(row, variant);
    }
    for (int i = 0; i < text_.repeats; ++i) {
        variant.repeat = i;
        add(row, variant);
    }
}

void Expansion::add(const RowText& text, const Variant& variant) {
    SweepRow row;
    row.label = text.label;
    row.config = text_.base;
    config::GivenSchedule given;
    const auto applyAll = [&](const Changes& changes) {
        for (const auto& change : changes) {
            apply(row.config, change, problems_);
            given.add(change.key);
        }
    };
    for (const Changes* changes : {&text_.set, &text.set, &variant.values, &variant.sampled})
        applyAll(*changes);
    if (!holds(row.config, text_.when, problems_) || !holds(row.config, text.when, problems_))
        return;
    for (const auto* exceptions : {&text_.exceptions, &text.exceptions})
        for (const auto& exception : *exceptions) {
            if (!holds(row.config, exception.where, problems_))
                continue;
            if (exception.skip)
                return;
            applyAll(exception.set);
        }
    if (schedules_ == Schedules::FollowEpochs)
        if (std::string note = config::followEpochs(row.config, text_.base.run.epochs, given); !note.empty())
            scaled_.insert(std::move(note));
    if (variant.seed)
        apply(row.config, *variant.seed, problems_);
    else if (variant.repeat > 0)
        row.config.run.seed += static_cast<std::uint64_t>(variant.repeat);
    row.method = !text.method.empty() ? text.method
                 : !text.name.empty() ? text.name
                                      : spec::networkName(row.config.model);
    row.name = text.name;
    row.id = text.id;
    nameVariant(row, variant);
    setPaper(row, text, variant.combination, problems_);
    rows_.push_back(std::move(row));
}

}  // namespace

ExpandedRows expandRows(const SweepText& text, Schedules schedules, SweepProblems& problems) {
    return Expansion(text, schedules, problems).rows();
}

}  // namespace isonet::sweeps
