#include "app/bench/soak/RunFacts.h"

#include <ATen/ATen.h>

#include <set>
#include <utility>

#include "model/base/AtomicFile.h"
#include "model/interop/Value.h"
#include "training/engine/checkpoint/Checkpoint.h"
#include "training/engine/checkpoint/ResumePoint.h"
#include "training/telemetry/EventReader.h"
#include "training/telemetry/RunFiles.h"
#include "training/telemetry/RunReading.h"

namespace isonet::benchmarks {
namespace {

namespace fs = std::filesystem;

// A setting may change twice in one step; every other tag has one value per step.
bool mayRepeat(const std::string& tag) {
    return tag.starts_with(telemetry::tags::changed);
}

void readEvents(const fs::path& run, RunFacts& facts) {
    telemetry::EventReader reader(run);
    std::set<std::pair<std::string, std::int64_t>> seen;  // since the last restart
    for (auto batches = reader.poll(); !batches.empty(); batches = reader.poll())
        for (const auto& batch : batches) {
            if (batch.restartStep) {
                facts.resumed = true;
                seen.clear();
                for (auto& [tag, values] : facts.values)
                    values.erase(values.lower_bound(*batch.restartStep), values.end());
            }
            for (const auto& record : batch.records) {
                if (!seen.insert({record.tag, record.step}).second && !mayRepeat(record.tag))
                    facts.problems.push_back(record.tag + " is recorded twice at step " + std::to_string(record.step));
                const auto* scalar = std::get_if<telemetry::Scalar>(&record.value);
                facts.values[record.tag][record.step] =
                    scalar ? scalar->value : std::get<telemetry::Histogram>(record.value).sum;
            }
        }
    if (reader.damagedFrames() > 0)
        facts.problems.push_back(std::to_string(reader.damagedFrames()) + " frames of the event files are damaged");
}

void findTemporaries(const fs::path& folder, RunFacts& facts) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (name.ends_with(".tmp"))
            facts.temporaries.push_back(name);
    }
}

// Adds what `read` throws to the problems.
template <typename Read>
void attemptTo(const std::string& what, RunFacts& facts, Read read) {
    try {
        read();
    } catch (const c10::Error& error) {
        facts.problems.push_back(what + " cannot be read: " + error.what_without_backtrace());
    } catch (const std::exception& error) {
        facts.problems.push_back(what + " cannot be read: " + error.what());
    }
}

}  // namespace

std::int64_t RunFacts::recordedSteps() const {
    const auto losses = values.find(telemetry::tags::lossTotal);
    return losses == values.end() ? 0 : static_cast<std::int64_t>(losses->second.size());
}

CheckpointFacts readCheckpointFacts(const fs::path& file) {
    const auto state = training::trainingStateOf(interop::readTorchFile(file), file.string());
    CheckpointFacts facts{state.step, state.epoch, state.position, state.config.optimizer.learningRate, true};
    for (const auto& [name, tensor] : state.network)
        if (tensor.is_floating_point() && !at::isfinite(tensor).all().item<bool>())
            facts.finite = false;
    return facts;
}

RunFacts readFacts(const fs::path& run) {
    RunFacts facts;
    facts.exists = telemetry::isRun(run);
    findTemporaries(run, facts);
    findTemporaries(run / telemetry::kCheckpointFolder, facts);
    if (!facts.exists)
        return facts;
    attemptTo("the event files", facts, [&] { readEvents(run, facts); });
    for (const auto& name : training::storedCheckpoints(run))
        attemptTo("checkpoint " + name, facts, [&] {
            facts.checkpoints[name] = readCheckpointFacts(run / telemetry::kCheckpointFolder / (name + ".pt"));
        });
    attemptTo("the configuration", facts, [&] {
        const auto history = telemetry::readHistory(run);
        facts.learningRate = history.inForce().optimizer.learningRate;
        facts.changedAt = history.changes.empty() ? -1 : history.changes.back().step;
    });
    facts.shown = telemetry::readStatus(run);
    if (facts.shown)
        attemptTo(telemetry::kStatusFile, facts, [&] {
            facts.stored = telemetry::statusFromJson(base::readFile(run / telemetry::kStatusFile, 1u << 20));
        });
    return facts;
}

}  // namespace isonet::benchmarks
