// The configuration files of the published repository (sections DATASET, SOLVER, ISON; a yacs tree), with its keys and
// defaults, and what they mean here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::config {

struct PublishedConfig {
    struct {
        std::string root = "./data/", name = "ILSVRC2012";
        int classes = 1000, workers = 8;
    } dataset;
    struct {
        double learningRate = 0.05;
        std::vector<double> milestones = {30, 60, 90};
        double factor = 0.1, weightDecay = 1e-4, momentum = 0.9;
        bool dampening = false, nesterov = false;
        int trainBatch = 128, testBatch = 200, epochs = 100;
        bool warmup = false;
        int warmupEpochs = 5;
        double warmupFactor = 0.2;  // the published trainer never reads it
    } solver;
    struct {
        int depth = 34;
        double coefficient = 1e-4;
        bool batchNorm = false, shortcut = false, srelu = true, dirac = true, multiplier = false;
        double multiplierStart = 1.0;
        bool dropout = false;
        double dropoutRate = 0.0;
        std::string transform = "basic_transform";
    } ison;
    std::string outputFolder = "./outputs/cls";
};

// A converted key: where a problem with `path` here stands in the published file ("ISON.DEPTH").
struct Origin {
    std::string path, published;
};

// The same run in our terms. What cannot be expressed is added to `problems` under its published name.
//
// Differences that remain: the published program multiplies learning rate and batch size by its number of GPUs (the
// file's values are one GPU's, and are kept); its warm-up rises once an epoch from 1/W to (W-1)/W, ours at every step.
RunConfig converted(const PublishedConfig& published, std::vector<spec::Problem>& problems);
const std::vector<Origin>& publishedOrigins();

}  // namespace isonet::config
