// Weights between a network and a state dict, by the published names.
#pragma once

#include "model/interop/Value.h"
#include "model/layers/Network.h"

namespace isonet::interop {

// Parameters then buffers, module by module, as Python orders them. Copies on the CPU, so that later training does not
// change them.
StateDict stateDict(const model::Network& network);
StateDict stateDictOf(const torch::nn::Module& module);

// How a state dict differs from what a module holds.
struct StateDictDifference {
    std::vector<std::string> missing, unexpected;  // "s1.b1.f.a.weight (16, 16, 3, 3)"
    std::vector<std::string> mismatched;           // "scale: (1, 1, 1, 1) in the network, (3) in the file"
    bool empty() const { return missing.empty() && unexpected.empty() && mismatched.empty(); }
};
// A missing num_batches_tracked is no difference: files from before PyTorch 0.4.1 have none, and it only counts.
StateDictDifference compare(const torch::nn::Module& module, const StateDict& state);

// Throws FormatError that counts what is missing, unexpected or of another shape, says the remedy (whole sentences, or
// nothing), and then names the first few of each (of another shape: both shapes). Leaves the network unchanged then.
// Values are converted to the network's element types and device.
void loadStateDict(model::Network& network, const StateDict& state, const std::string& source,
                   const std::string& remedy = {});
void loadStateDict(torch::nn::Module& module, const StateDict& state, const std::string& source,
                   const std::string& remedy = {});

// The weights of a file of any format that is read: PyTorch's two and safetensors, told apart by content.
// FormatError, std::system_error.
StateDict readWeights(const std::filesystem::path& file);

}  // namespace isonet::interop
