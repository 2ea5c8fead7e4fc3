// Loads a network from a run, a checkpoint, a YAML file or a preset.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/layers/Network.h"
#include "training/config/RunConfig.h"

namespace isonet::training {

struct LoadedNetwork {
    model::Network network{nullptr};
    config::RunConfig config;
    std::int64_t step = 0;                // optimizer steps done; 0 for an initialized network
    std::vector<std::string> classNames;  // in output order; "class 0", ... if no names are known
};

// `source`: a run directory (best.pt, else latest.pt; the other order with `preferLatest`), a checkpoint file with its
// configuration, a YAML file or a preset name (initialized from run.seed). Throws ConfigError, StorageError or
// interop::FormatError naming the source.
LoadedNetwork loadNetwork(const std::string& source, bool preferLatest = false);

}  // namespace isonet::training
