// The other side of a StepProcess: serves steps in the process that it has started.
#pragma once

#include <optional>

namespace isonet::benchmarks {

// Call it in main() before any use of torch. Does nothing unless StepProcess has started this program; then it reads
// the configuration and requests from standard input, writes the answers to standard output, and returns the exit code.
std::optional<int> serveSteps(int argc, char** argv);

}  // namespace isonet::benchmarks
