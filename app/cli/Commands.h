// The verbs of `isonet`. Each registers its options on the application and sets `action`, which main() runs and whose
// result is the exit code. Verbs throw; main() turns exceptions into messages and exit codes (ExitCode.h).
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

namespace isonet::cli {

using Action = std::function<int()>;

void addTrain(CLI::App& app, Action& action, bool detector = false);
void addEval(CLI::App& app, Action& action);
void addPredict(CLI::App& app, Action& action);
void addInspect(CLI::App& app, Action& action);
void addPresets(CLI::App& app, Action& action);
void addDatasets(CLI::App& app, Action& action);
void addImport(CLI::App& app, Action& action);
void addExport(CLI::App& app, Action& action);
void addReproduce(CLI::App& app, Action& action);
void addDetect(CLI::App& app, Action& action);
void addBench(CLI::App& app, Action& action);

}  // namespace isonet::cli
