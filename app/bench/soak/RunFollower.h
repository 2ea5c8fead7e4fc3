// Follows every run of a folder with the event reader, as a window does, in a separate process.
#pragma once

#include <optional>

namespace isonet::benchmarks {

inline constexpr const char* followRunsArgument = "--follow-runs-of-benchmark";

// Call it in main(). Does nothing unless the soak has started this program as a follower ("isonet ARGUMENT FOLDER");
// then it follows until SIGTERM ends it, and returns the exit code.
std::optional<int> followRuns(int argc, char** argv);

}  // namespace isonet::benchmarks
