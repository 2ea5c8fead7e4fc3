// The subcommands of `isonet detect` that have separate files (as in Commands.h).
#pragma once

#include "app/cli/CommandLine.h"

namespace isonet::cli {

void addDetectTrain(Verb detect);  // TrainCommand.cpp
void addDetectPredict(Verb detect);

}  // namespace isonet::cli
