// The verbs of `isonet`. Each registers itself, its options and what it does on the program or verb that it is below.
// They throw; CommandLine::run() turns exceptions into messages and exit codes (ExitCode.h).
#pragma once

#include "app/cli/CommandLine.h"

namespace isonet::cli {

void addTrain(Verb app, bool detector = false);
void addEval(Verb app);
void addPredict(Verb app);
void addInspect(Verb app);
void addPresets(Verb app);
void addDatasets(Verb app);
void addImport(Verb app);
void addExport(Verb app);
void addReproduce(Verb app);
void addDetect(Verb app);
void addBench(Verb app);

}  // namespace isonet::cli
