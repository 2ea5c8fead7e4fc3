// A round of a soak in this process, as the workbench trains: pauses, steers, checkpoint requests, stops and resumes.
#pragma once

#include "app/bench/soak/SoakRound.h"

namespace isonet::benchmarks {

void liveRound(SoakRound& round);

}  // namespace isonet::benchmarks
