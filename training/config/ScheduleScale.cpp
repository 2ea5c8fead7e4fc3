#include "training/config/ScheduleScale.h"

#include <algorithm>

#include "training/config/NoteNumber.h"
#include "training/config/Override.h"

namespace isonet::config {
namespace {

constexpr std::string_view milestonesKey = "schedule.milestones", warmupKey = "schedule.warmup_epochs";

std::string listText(const std::vector<double>& values) {
    std::string text;
    for (const double value : values)
        text += (text.empty() ? "" : ", ") + noteNumber(value);
    return "[" + text + "]";
}

// Empty if the schedules are the same.
std::string scaleNote(const RunConfig& before, const RunConfig& after) {
    const ScheduleConfig &old = before.schedule, &now = after.schedule;
    std::string changes;
    if (old.milestones != now.milestones)
        changes +=
            std::string(milestonesKey) + " " + listText(now.milestones) + " instead of " + listText(old.milestones);
    if (old.warmupEpochs != now.warmupEpochs)
        changes += (changes.empty() ? "" : ", ") + std::string(warmupKey) + " " + noteNumber(now.warmupEpochs) +
                   " instead of " + noteNumber(old.warmupEpochs);
    if (changes.empty())
        return {};
    return "run.epochs is " + std::to_string(after.run.epochs) + " instead of " + std::to_string(before.run.epochs) +
           "; scaled with it: " + changes + ". Keys that are set explicitly are not scaled.";
}

}  // namespace

void GivenSchedule::add(std::string_view key) {
    milestones |= key == milestonesKey;
    warmup |= key == warmupKey;
}

void scaleSchedule(RunConfig& config, int epochsBefore, const GivenSchedule& given) {
    const int epochs = config.run.epochs;
    if (epochs < 1 || epochsBefore < 1)
        return;
    // A value within the old range stays within the new one whatever the rounding.
    const auto scaled = [&](double value) {
        const double exact = value * epochs / epochsBefore;
        return value <= epochsBefore ? std::min<double>(exact, epochs) : exact;
    };
    if (!given.milestones)
        for (double& milestone : config.schedule.milestones)
            milestone = scaled(milestone);
    if (!given.warmup)
        config.schedule.warmupEpochs = scaled(config.schedule.warmupEpochs);
}

std::string followEpochs(RunConfig& config, int epochsBefore, const GivenSchedule& given) {
    if (config.run.epochs == epochsBefore)
        return {};
    RunConfig before = config;
    before.run.epochs = epochsBefore;
    scaleSchedule(config, epochsBefore, given);
    return scaleNote(before, config);
}

std::string applyOverrides(RunConfig& config, const std::vector<std::string>& assignments) {
    const int epochsBefore = config.run.epochs;
    GivenSchedule given;
    for (const std::string_view assignment : assignments) {
        applyOverride(config, assignment);
        given.add(assignment.substr(0, assignment.find('=')));
    }
    return followEpochs(config, epochsBefore, given);
}

}  // namespace isonet::config
