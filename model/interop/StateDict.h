// Copies weights between a network and a state dict, by the published names.
#pragma once

#include "model/interop/Value.h"
#include "model/layers/Network.h"

namespace isonet::interop {

// Parameters then buffers, module by module, as Python orders them. Copies on the CPU, unaffected by later
// training.
StateDict stateDict(const model::Network& network);
StateDict stateDictOf(const torch::nn::Module& module);

// Differences between a state dict and a module.
struct StateDictDifference {
    std::vector<std::string> missing, unexpected;  // "s1.b1.f.a.weight (16, 16, 3, 3)"
    std::vector<std::string> mismatched;           // "scale: (1, 1, 1, 1) in the network, (3) in the file"
    bool empty() const { return missing.empty() && unexpected.empty() && mismatched.empty(); }
};
// A missing num_batches_tracked is not reported: files from before PyTorch 0.4.1 have none.
StateDictDifference compare(const torch::nn::Module& module, const StateDict& state);

// Throws FormatError with the numbers of missing, unexpected and mismatched tensors, the remedy (whole sentences, or
// empty) and the first few names of each (with both shapes if mismatched). The network is then unchanged.
// Values are converted to the network's element types and device.
void loadStateDict(model::Network& network, const StateDict& state, const std::string& source,
                   const std::string& remedy = {});
void loadStateDict(torch::nn::Module& module, const StateDict& state, const std::string& source,
                   const std::string& remedy = {});

// The tensors of importWeights() (ImportedWeights.h): of a PyTorch (zip or legacy) or safetensors file, an index of
// shards or a model's folder. FormatError, std::system_error.
StateDict readWeights(const std::filesystem::path& file);

}  // namespace isonet::interop
