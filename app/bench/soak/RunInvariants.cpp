#include "app/bench/soak/RunInvariants.h"

#include "model/base/NumberText.h"
#include "training/telemetry/Tags.h"

namespace isonet::benchmarks {
namespace {

using telemetry::RunState;
using Faults = std::vector<std::string>;

std::string atStep(std::int64_t step) {
    return " step " + std::to_string(step);
}

void checkRecords(const RunFacts& facts, Faults& faults) {
    const auto losses = facts.values.find(telemetry::tags::lossTotal);
    if (losses == facts.values.end())
        return;
    std::int64_t expected = 0;
    for (const auto& [step, value] : losses->second) {
        if (step != expected) {
            faults.push_back("the loss of" + atStep(expected) + " is missing, that of" + atStep(step) + " is there");
            return;
        }
        ++expected;
    }
}

void checkCheckpoint(const std::string& name, const CheckpointFacts& checkpoint, const RunFacts& facts,
                     std::int64_t stepsPerEpoch, Faults& faults) {
    const std::string what = "checkpoint " + name + " of" + atStep(checkpoint.step);
    if (checkpoint.epoch * stepsPerEpoch + checkpoint.position != checkpoint.step)
        faults.push_back(what + " says epoch " + std::to_string(checkpoint.epoch) + ", position " +
                         std::to_string(checkpoint.position));
    if (!checkpoint.finite)
        faults.push_back(what + " has weights that are not finite");
    // A process killed between writing `best` and `latest` is resumed from an earlier `latest`, and `best` is kept.
    const bool kept = facts.resumed && name != "latest";
    if (checkpoint.step > facts.recordedSteps() && !kept)
        faults.push_back(what + " is ahead of the records, which end at" + atStep(facts.recordedSteps()));
    constexpr std::string_view prefix = "epoch-";
    if (name.starts_with(prefix) &&
        (name.substr(prefix.size()) != std::to_string(checkpoint.epoch) || checkpoint.position != 0))
        faults.push_back(what + " is of epoch " + std::to_string(checkpoint.epoch));
}

// After a stop or the end.
void checkGoodOrder(const RunFacts& facts, Ending ending, std::int64_t stepsPerEpoch, Faults& faults) {
    for (const auto& name : facts.temporaries)
        faults.push_back("the temporary file " + name + " is left over");
    const RunState expected = ending == Ending::Finished ? RunState::Finished : RunState::Interrupted;
    if (!facts.stored) {
        faults.push_back("there is no status");
        return;
    }
    if (facts.stored->state != expected)
        faults.push_back("the status says " + std::string(stateName(facts.stored->state)) + ", not " +
                         std::string(stateName(expected)));
    const std::int64_t step = facts.stored->step;
    const auto latest = facts.checkpoints.find("latest");
    if (latest == facts.checkpoints.end())
        faults.push_back("there is no checkpoint latest");
    else if (latest->second.step != step)
        faults.push_back("the status says" + atStep(step) + ", checkpoint latest" + atStep(latest->second.step));
    else if (step > facts.changedAt && latest->second.learningRate != facts.learningRate)
        faults.push_back("the learning rate in force is not that of checkpoint latest");
    // A process that was killed may have recorded the step after the checkpoint, which began from the same weights; a
    // resumed one that is stopped before its first step leaves that record.
    const std::int64_t recorded = facts.recordedSteps();
    if (recorded != step && recorded != step + 1)
        faults.push_back("the status says" + atStep(step) + ", the records end at" + atStep(recorded));
    if (ending != Ending::Finished)
        return;
    if (step != facts.stored->steps)
        faults.push_back("the run finished at" + atStep(step) + " of " + std::to_string(facts.stored->steps));
    const auto validation = facts.values.find(telemetry::tags::validationTop1);
    for (std::int64_t end = stepsPerEpoch; end <= step; end += stepsPerEpoch)
        if (validation == facts.values.end() || !validation->second.contains(end))
            faults.push_back("the evaluation at" + atStep(end) + " is missing");
}

void checkFigures(const RunFacts& before, const RunFacts& after, std::int64_t from, bool sameSettings, Faults& faults) {
    for (const auto& [tag, values] : before.values) {
        const auto now = after.values.find(tag);
        for (const auto& [step, value] : values) {
            const bool kept = step < from, retrained = !kept && sameSettings && tag == telemetry::tags::lossTotal;
            const bool there = now != after.values.end() && now->second.contains(step);
            if (!there && step <= from && (kept || tag != telemetry::tags::lossTotal))
                faults.push_back(tag + " of" + atStep(step) + " was lost in the resume from" + atStep(from));
            else if (there && (kept || retrained) && now->second.at(step) != value)
                faults.push_back(tag + " of" + atStep(step) + " was " + base::numberText(value) + " and is " +
                                 base::numberText(now->second.at(step)) + " after the resume from" + atStep(from));
            else
                continue;
            break;  // one fault for each tag
        }
    }
}

}  // namespace

std::vector<std::string> faultsIn(const RunFacts& facts, Ending ending, std::int64_t stepsPerEpoch) {
    Faults faults = facts.problems;
    if (!facts.exists)
        return faults;
    checkRecords(facts, faults);
    for (const auto& [name, checkpoint] : facts.checkpoints)
        checkCheckpoint(name, checkpoint, facts, stepsPerEpoch, faults);
    if (facts.shown && (facts.shown->state == RunState::Preparing || facts.shown->state == RunState::Running ||
                        facts.shown->state == RunState::Paused))
        faults.push_back("the run is shown as " + std::string(stateName(facts.shown->state)) +
                         ", but no process trains it");
    if (ending != Ending::Killed)
        checkGoodOrder(facts, ending, stepsPerEpoch, faults);
    return faults;
}

std::vector<std::string> faultsBetween(const RunFacts& before, const RunFacts& after, bool sameSettings) {
    Faults faults;
    const auto latest = before.checkpoints.find("latest");
    const std::int64_t from = latest == before.checkpoints.end() ? -1 : latest->second.step;
    if (before.exists && !after.exists)
        return {"the run is no longer in its folder"};
    checkFigures(before, after, from, sameSettings, faults);
    for (const auto& [name, checkpoint] : before.checkpoints) {
        const auto now = after.checkpoints.find(name);
        // Steps after `latest` are trained and recorded again.
        if (now == after.checkpoints.end() ? checkpoint.step <= from
                                           : now->second.step < checkpoint.step && checkpoint.step <= from)
            faults.push_back("checkpoint " + name + " of" + atStep(checkpoint.step) +
                             (now == after.checkpoints.end() ? " is gone" : " was replaced by an earlier one"));
    }
    return faults;
}

}  // namespace isonet::benchmarks
