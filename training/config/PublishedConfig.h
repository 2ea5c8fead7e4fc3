// Configuration files of the published repository (a yacs tree with the sections DATASET, SOLVER and ISON): its keys
// and defaults, and their conversion.
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

// The published key ("ISON.DEPTH") that a key of ours is converted from.
struct Origin {
    std::string path, published;
};

// Converts a configuration. What cannot be expressed is added to `problems` under its published key.
//
// Remaining difference: the published program multiplies learning rate and batch size by its number of GPUs; the file's
// values, those of one GPU, are kept.
RunConfig converted(const PublishedConfig& published, std::vector<spec::Problem>& problems);
const std::vector<Origin>& publishedOrigins();

}  // namespace isonet::config
