#include "training/report/RunFacts.h"

#include <cmath>
#include <ctime>

#include "model/base/NumberText.h"
#include "model/spec/ModelSpec.h"
#include "training/report/ResultTables.h"

namespace isonet::report {
namespace {

std::string capitalized(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

std::string durationText(double seconds) {
    const auto whole = static_cast<std::int64_t>(seconds);
    const auto two = [](std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    if (whole < 60)
        return base::significant(seconds, 3) + " s";
    if (whole < 3600)
        return std::to_string(whole / 60) + " min " + two(whole % 60) + " s";
    return base::grouped(whole / 3600) + " h " + two(whole / 60 % 60) + " min";
}

// "2026-11-30 06:50 UTC"; empty for no time.
std::string timeText(double seconds) {
    if (!(seconds > 0 && seconds < 1e11))
        return {};
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    if (!gmtime_r(&time, &parts))
        return {};
    char text[64];
    return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &parts));
}

}  // namespace

std::string stateSentence(const RecordedRun& run) {
    if (!run.status)
        return run.history ? "Interrupted: status.json is missing." : "Event files of another program.";
    const auto& status = *run.status;
    std::string text = capitalized(std::string(telemetry::stateName(status.state)));
    if (status.steps > 0)
        text += ": step " + base::grouped(status.step) + " of " + base::grouped(status.steps);
    if (status.epochs > 0)
        text += ", epoch " + std::to_string(status.epoch) + " of " + std::to_string(status.epochs);
    if (status.secondsElapsed > 0)
        text += ", after " + durationText(status.secondsElapsed);
    return text + ".";
}

std::string networkSentence(const RecordedRun& run) {
    if (!run.history)
        return {};
    const auto& config = run.history->inForce();
    return spec::networkName(config.model) + " on " + config.data.dataset;
}

Section summarySection(const RecordedRun& run) {
    Section section{"Run", false, {}};
    Table table{"", {"", ""}, {}};
    table.header = {"Fact", "Value"};
    table.rows.push_back({"Folder", run.path.string()});
    if (run.history)
        table.rows.push_back({"Network and dataset", networkSentence(run)});
    table.rows.push_back({"State", stateSentence(run)});
    if (run.status) {
        const auto& status = *run.status;
        if (!status.message.empty())
            table.rows.push_back({"Message", status.message});
        if (const std::string time = timeText(status.updated); !time.empty())
            table.rows.push_back({"Last written", time});
        if (status.bestTop1 >= 0)
            table.rows.push_back({"Best score, %", valueText(status.bestTop1)});
    }
    section.blocks.emplace_back(std::move(table));
    for (const auto& problem : run.problems)
        section.blocks.emplace_back(Paragraph{"Not read: " + problem});
    return section;
}

Section versionsSection(const RecordedRun& run) {
    Section section{"Versions and device", false, {}};
    Table table{"", {"What", "Value"}, {}};
    for (const auto& [key, value] : run.environment)
        table.rows.push_back({key, value});
    if (run.status && !run.status->device.empty() && !run.environment.contains("device"))
        table.rows.push_back({"device", run.status->device});
    if (table.rows.empty())
        section.blocks.emplace_back(
            Paragraph{"Not recorded: there is no environment.json, which a run writes when it starts to train."});
    else
        section.blocks.emplace_back(std::move(table));
    return section;
}

}  // namespace isonet::report
