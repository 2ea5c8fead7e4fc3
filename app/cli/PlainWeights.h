// Checkpoints without a configuration of this project, as `isonet import` and `isonet inspect` take them.
#pragma once

#include <optional>
#include <string>

#include "model/interop/FoundLayers.h"
#include "model/interop/ImportedWeights.h"
#include "training/engine/checkpoint/LoadedNetwork.h"

namespace isonet::cli {

// What --weights, --grid, --strides and --groups say.
struct PlainOptions {
    std::string weights, grid;
    std::vector<std::string> strides, groups;  // "layer2.0.conv1=2"

    bool given() const { return !weights.empty() || !grid.empty() || !strides.empty() || !groups.empty(); }
};

// The weights of a file, or of a folder that is not a run, without a configuration of this project; nullopt for every
// other source (a run, its checkpoint, a YAML file, a preset). FormatError, std::system_error.
std::optional<interop::ImportedWeights> plainWeights(const std::string& source, const std::string& key);

// Throws std::invalid_argument naming the option and what is accepted.
interop::LayerChoices layerChoices(const PlainOptions& options);

// The network of a configuration with the weights of any file. FormatError if they are of another network.
training::LoadedNetwork loadPlain(const std::string& file, interop::ImportedWeights weights,
                                  const config::RunConfig& config, const std::string& described);

// The report's notes to stderr: "isonet: FILE: took ...".
void printNotes(const std::string& file, const interop::ImportReport& report);

}  // namespace isonet::cli
