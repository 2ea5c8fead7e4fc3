// The checkpoints from which a run can be resumed. A run that has trained never starts over unless it is asked to, and
// no checkpoint is overwritten by one of an earlier step.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace isonet::training {

// A value of RunDirectory::resume()'s `from` next to the names of checkpoints.
inline constexpr const char* fromStart = "start";

// The names of the run's checkpoints: "latest", "best", then "epoch-12", "epoch-3" (newest first).
std::vector<std::string> storedCheckpoints(const std::filesystem::path& run);

// What there is to resume from, for messages: "best (step 1200, epoch 3), epoch-2 (step 800, epoch 2)". Files that
// cannot be read are named as such. Reads every checkpoint but `without`. Empty if there is none.
std::string describeCheckpoints(const std::filesystem::path& run, const std::string& without = {});

// Throws telemetry::StorageError if the checkpoint `from` is missing and the run has trained already (it has another
// checkpoint, or its status counts steps); names what there is and how to resume from it.
void checkResumePoint(const std::filesystem::path& run, const std::string& from);

// How to resume where checkpoint `from` is missing or damaged, for an error message.
std::string resumeAdvice(const std::filesystem::path& run, const std::string& from);

// Moves the checkpoints that a training resumed from `from` would overwrite into checkpoints/replaced-N and returns
// that folder; empty if there are none. Those are latest, best, and epochs after that of `from`, whose number of epochs
// is `epoch`. Throws telemetry::StorageError.
std::filesystem::path setAsideReplaced(const std::filesystem::path& run, const std::string& from, std::int64_t epoch);

}  // namespace isonet::training
