// What must hold for a run that no process trains anymore, whatever has happened to it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/bench/soak/RunFacts.h"

namespace isonet::benchmarks {

// How the last process of a run ended.
enum class Ending {
    Killed,    // by SIGKILL, or where nothing could be written: its last status may be old
    Stopped,   // by a request, with a checkpoint
    Finished,  // all epochs
};

// The invariants of one state, each broken one as a sentence: steps recorded from 0 on without a gap and once; every
// checkpoint readable, finite, consistent with its step and not ahead of the records; a correct status; after a clean
// end no temporary files, and records, checkpoint and status at the same step.
std::vector<std::string> faultsIn(const RunFacts& facts, Ending ending, std::int64_t stepsPerEpoch);

// What must hold between the state before a resume and the one after it: no value recorded before the checkpoint is
// lost or altered, no checkpoint is lost or replaced by an earlier one, and (`sameSettings`) steps that were trained
// again have the same loss.
std::vector<std::string> faultsBetween(const RunFacts& before, const RunFacts& after, bool sameSettings);

}  // namespace isonet::benchmarks
