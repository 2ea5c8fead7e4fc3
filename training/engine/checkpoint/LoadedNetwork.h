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

// The network that a run with this configuration starts from: initialized from run.seed, with the weights of
// model.weights if it names any. Throws DataError if these cannot be loaded.
LoadedNetwork initialNetwork(const config::RunConfig& config);

// `source`: a run directory (best.pt, else latest.pt; the other order with `preferLatest`), a checkpoint file with its
// configuration, a YAML file or a preset name (initialNetwork()). Throws ConfigError, StorageError,
// DataError or interop::FormatError naming the source.
LoadedNetwork loadNetwork(const std::string& source, bool preferLatest = false);

// Throws DataError naming `source` and the layers whose weights are NaN or infinite: what such a network computes means
// nothing.
void requireFiniteWeights(const LoadedNetwork& loaded, const std::string& source);

}  // namespace isonet::training
