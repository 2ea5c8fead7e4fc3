// A round of a soak with `isonet train` as another program, to which everything happens that can: signals, suspension,
// second processes, full disks, and a run folder that is renamed or deleted.
#pragma once

#include "app/bench/soak/SoakRound.h"

namespace isonet::benchmarks {

class Followers;

// `followers`: shows the run now and then. Throws std::system_error if no program can be started.
void processRound(SoakRound& round, Followers& followers);

}  // namespace isonet::benchmarks
