// A sweep file that is not yet expanded to rows: what the reader fills and what a form edits. Its keys are described in
// SweepYaml.h.
#pragma once

#include <string>
#include <vector>

#include "training/sweeps/Sweep.h"
#include "training/sweeps/SweepText.h"

namespace isonet::sweeps {

struct SweepFile {
    std::string name, title;
    std::vector<std::string> notes;
    double failsBelow = 0;  // percent
    std::string preset;     // the preset that is the base; empty: the base is written out
    SweepText text;
};

// Whether schedules of rows with another number of epochs than the base follow it (config/ScheduleScale.h), or are
// those of the file, as in queues of earlier versions.
enum class Schedules { FollowEpochs, AsWritten };

// Every combination, sample and seed as a row, with its id. `source` names the file in messages. Schedules that follow
// the epochs are noted in Sweep::notes. Throws
// config::ConfigError with key, value and accepted values: unknown keys and values, keys that exclude one another, too
// many rows, or none. Rows are not validated as a whole.
Sweep expand(const SweepFile& file, const std::string& source, Schedules schedules = Schedules::FollowEpochs);

// How many seeds each row is repeated with; 1 without `seeds` and `repeats`.
int repeatsOf(const SweepText& text);

// Whether rows are made by varying, sampling, repeating or conditions, and not only listed.
bool searches(const SweepText& text);

// A key as written in a sweep: "stages[2].channels", "stem.kernel" and "head.pool" are short for those of the model.
std::string fullKey(const std::string& key);

}  // namespace isonet::sweeps
