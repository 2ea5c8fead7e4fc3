// Weights as other programs save them: a bare state dict, a checkpoint with one or several sets of weights, sharded
// files with an index, the folder of a model; with the prefixes that wrappers add to the names. Reading executes no
// code.
#pragma once

#include <torch/nn/module.h>

#include <filesystem>
#include <string>
#include <vector>

#include "model/interop/Value.h"

namespace isonet::interop {

// The name of the set that a file consists of, such as a bare state dict or a safetensors file.
inline constexpr const char* wholeFile = ".";

struct WeightSet {
    std::string key;          // "state_dict_ema", "model.state_dict"; wholeFile
    std::size_t tensors = 0;  // number of tensors
    std::int64_t values = 0;  // numbers in them
    bool zeros = false;       // all weights are 0
    bool finite = true;       // false: NaN or infinity among the weights
};

struct ImportReport {
    WeightSet taken;
    std::vector<WeightSet> others;      // in the order of preference
    std::vector<std::string> prefixes;  // removed from the names, in this order: "module.", "_orig_mod."
    std::string layout;                 // "torchvision" if names were translated (fitNames); otherwise empty
    std::vector<std::string> skipped;   // entries that were not taken, each with the reason
    bool hasConfiguration = false;      // a checkpoint of this project, with its configuration

    // What a user should know, one statement a line without a period; empty if the file has a single set of weights
    // whose names were taken as they are. `chooser` names the setting that chooses a set: "--weights".
    std::vector<std::string> notes(const std::string& chooser) const;
};

struct ImportedWeights {
    StateDict tensors;
    ImportReport report;
};

// Reads a PyTorch file (zip or legacy), a safetensors file, the index of either's shards (*.index.json with
// "weight_map"), or a folder with model.safetensors, pytorch_model.bin or their index.
//
// `key`: the set to take; empty chooses: net, state_dict, model_state_dict, model and similar before averages (ema),
// never a set in which all weights are 0 (except in this project's own checkpoints), never an optimizer's state.
// Prefixes module., model., net., backbone. are removed, in any order and number, while all names have them, and
// _orig_mod. (compiled) and other wrappers of modules wherever they occur. Throws FormatError naming the file, the
// sets, and what is missing; std::system_error.
ImportedWeights importWeights(const std::filesystem::path& file, const std::string& key = {});

// Fits the names to a network's: restores removed prefixes that the network has itself, removes prefixes that only the
// network's part of the set has (the rest goes to report.skipped), and translates the names of torchvision's, timm's
// and Hugging Face's ResNets (ForeignNames.h). Each only if all of the network's names are then present; otherwise
// nothing changes. Shapes are left to loadStateDict().
void fitNames(ImportedWeights& weights, const torch::nn::Module& network);

}  // namespace isonet::interop
