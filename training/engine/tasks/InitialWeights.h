// The weights that a run starts from, for classifiers (model.weights) and the backbones of detectors
// (detection.weights).
#pragma once

#include <filesystem>
#include <string>

#include "model/interop/Value.h"
#include "model/layers/Network.h"
#include "training/config/RunConfig.h"
#include "training/engine/tasks/WeightsOrigin.h"

namespace isonet::training {

// The checkpoint of a run (best.pt, else latest.pt; the other order with `preferLatest`), or the file itself. Throws
// DataError: there is none.
std::filesystem::path checkpointOf(const std::string& source, bool preferLatest);

struct NetworkWeights {
    WeightsOrigin origin;
    interop::StateDict state;  // by the names of model::Network, with or without a head
};

// Reads a run, a checkpoint, an imported checkpoint or safetensors: of a classifier, or of a detector, whose backbone
// is taken. Throws DataError, with `accepted` appended, if there are no weights.
NetworkWeights readNetworkWeights(const std::string& source, const std::string& accepted);

// Copies weights into a network. `keepHead`: the network keeps its own head; one in the weights is ignored. Throws
// DataError naming the layers that differ, with both shapes, and the remedy; the network is then unchanged.
void loadWeights(model::Network& network, const NetworkWeights& weights, bool keepHead, const std::string& remedy);

// Loads model.weights into a classifier, whose head stays as initialized with model.new_head. Throws DataError.
WeightsOrigin loadInitialWeights(model::Network& network, const config::FineTuningConfig& config);

}  // namespace isonet::training
