// `isonet inspect A --against B`: two networks layer by layer.
#pragma once

#include <string>

#include "app/cli/PlainWeights.h"

namespace isonet::cli {

// For the layers of both: d = ||Conv(A, A) - delta||_F of each, their difference, and the relative distance of the
// weights ||B - A||_F / ||A||_F; and the layers that only one has. Names are compared as they are, or as the published
// code's names if they have none in common. `latest`: of a run, its latest checkpoint. Returns an ExitCode.
int compareWeights(const std::string& a, const std::string& b, const PlainOptions& options, bool latest, bool json);

}  // namespace isonet::cli
