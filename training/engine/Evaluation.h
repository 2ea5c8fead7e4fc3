// Accuracy and cross entropy of a network on a data set, and networks from runs and checkpoints.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>

#include "model/layers/Network.h"
#include "training/config/RunConfig.h"
#include "training/data/Dataset.h"

namespace isonet::training {

struct EvaluationResult {
    std::int64_t images = 0;
    double top1 = 0, top5 = 0;  // percent
    double crossEntropy = 0;    // mean per image
};

// Puts the network in evaluation mode for the call and back. Order and batch size do not change the result beyond
// rounding. A stopped call returns what it has counted.
EvaluationResult evaluate(model::Network& network, const Dataset& validation, const config::RunConfig& config,
                          const at::Device& device, std::stop_token stop = {},
                          const std::function<void(std::int64_t done, std::int64_t all)>& progress = {});

struct LoadedNetwork {
    model::Network network{nullptr};
    config::RunConfig config;
    std::int64_t step = 0;                // optimiser steps behind these weights; 0 for an initialised network
    std::vector<std::string> classNames;  // of its outputs; their numbers where no names are known
};

// From a run directory (its best.pt, else latest.pt), a checkpoint file (config inside), a YAML file or a preset name
// (freshly initialised from run.seed). Throws ConfigError, StorageError or interop::FormatError, naming the thing.
LoadedNetwork loadNetwork(const std::string& source, bool preferLatest = false);

}  // namespace isonet::training
