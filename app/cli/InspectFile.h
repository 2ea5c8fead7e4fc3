// `isonet inspect` of weights without a configuration.
#pragma once

#include <stop_token>
#include <string>

#include "app/cli/PlainWeights.h"

namespace isonet::cli {

// Measures every convolution and linear layer of `weights` and prints a table or JSON. Returns an ExitCode. Throws
// std::invalid_argument for options that fit no layer, FormatError if there are no such layers.
int inspectFile(const std::string& source, const interop::ImportedWeights& weights, const PlainOptions& options,
                bool json, const std::stop_token& stop);

}  // namespace isonet::cli
