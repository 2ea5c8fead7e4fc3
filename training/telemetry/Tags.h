// The tags of a run's records, all of them. Tags that end in "/" are prefixes. No torch header.
#pragma once

#include <array>
#include <string>

namespace isonet::telemetry::tags {

// Training, means over the steps since the last record.
inline const std::string lossTotal = "loss/total";  // the task's loss + gamma * P
inline const std::string lossCrossEntropy = "loss/cross_entropy";
// P and gamma * P; with penalty.interval above 1 the last ones computed, at their step (ScalarRecorder.h).
inline const std::string lossPenalty = "loss/penalty";
inline const std::string lossWeightedPenalty = "loss/weighted_penalty";  // gamma * P, with the gamma of each step
inline const std::string trainTop1 = "accuracy/train_top1";              // percent

// A detector's task loss is the sum of these.
inline const std::string lossObjectness = "loss/objectness";
inline const std::string lossProposalBox = "loss/proposal_box";
inline const std::string lossCategory = "loss/class";
inline const std::string lossBox = "loss/box";
inline const std::string lossMask = "loss/mask";  // with the mask branch only
inline const std::array<const std::string*, 5> detectionLosses{&lossObjectness, &lossProposalBox, &lossCategory,
                                                               &lossBox, &lossMask};

// Evaluation; accuracies and AP in percent.
inline const std::string validationTop1 = "accuracy/val_top1";
inline const std::string validationTop5 = "accuracy/val_top5";
inline const std::string validationCrossEntropy = "loss/val_cross_entropy";
// With telemetry.certified: percent of the images whose prediction no perturbation of this Euclidean norm changes, for
// pixels from 0 to 1, and the bound on the network's Lipschitz constant from pixels to logits (absent if infinite).
inline const std::array<std::string, 4> certified{"certified/36_255", "certified/72_255", "certified/108_255",
                                                  "certified/1"};
inline const std::string lipschitz = "certified/lipschitz";
// Once, at the end of a run with data.test_split, of the weights of best.pt.
inline const std::string testTop1 = "test/top1";
inline const std::string testTop5 = "test/top5";
inline const std::string testCrossEntropy = "test/cross_entropy";
// COCO's AP: "ap/box" is the mean over overlaps 0.50 to 0.95. Also "ap/box_50", "ap/box_75", "ap/box_small",
// "ap/box_medium", "ap/box_large", and the same for masks. A tag is absent if the annotations have no such object.
inline const std::string boxAp = "ap/box";
inline const std::string maskAp = "ap/mask";
inline const std::string boxCategoryAp = "ap/box_category/";    // + name of the category
inline const std::string maskCategoryAp = "ap/mask_category/";  // + name of the category

// Schedule and speed.
inline const std::string learningRate = "schedule/learning_rate";
inline const std::string epoch = "schedule/epoch";
inline const std::string changed = "changed/";  // + configuration key: its new value, at the step of the change
inline const std::string imagesPerSecond = "throughput/images_per_second";
// The share of the time of the steps for which training waited for images, percent.
inline const std::string dataWait = "throughput/data_wait";
// Readings of the GPU in use, means since the last record (DeviceMonitor.h).
inline const std::string deviceUtilization = "device/utilization";  // percent
inline const std::string deviceMemory = "device/memory";            // percent
inline const std::string deviceTemperature = "device/temperature";  // degrees Celsius
inline const std::string devicePower = "device/power";              // W

// Layers.
inline const std::string isometry = "isometry/";             // the group of the next three
inline const std::string deviation = "isometry/deviation/";  // + layer
inline const std::string sigmaMin = "isometry/sigma_min/";   // + layer
inline const std::string sigmaMax = "isometry/sigma_max/";   // + layer
// No records: the means over the layers of deviation and operator distance of the last weights, in the status of a run
// that has finished, if all layers were measured (telemetry.final_spectra waits for it).
inline const std::string meanDeviation = "isometry/mean_deviation";
inline const std::string meanDistance = "isometry/mean_operator_distance";
// + layer: the distance of the optimizer's momentum from a multiple of an isometry (MomentumDeviation.h).
inline const std::string momentumDeviation = "momentum/deviation/";
// + layer, of the exact spectrum (SpectralHealth.h). Ranks are shares of the number of singular values.
inline const std::string stableRank = "isometry/stable_rank/";
inline const std::string effectiveRank = "isometry/effective_rank/";
inline const std::string entropy = "isometry/entropy/";             // nats
inline const std::string tailExponent = "isometry/tail_exponent/";  // absent where it is undefined
inline const std::string condition = "isometry/condition/";         // absent where it is infinite
inline const std::string operatorDistance = "isometry/operator_distance/";
inline const std::string spectrum = "spectrum/";  // + layer: histogram of the singular values
inline const std::string offset = "srelu_b/";     // + layer or "stage1".."stage4": histogram of b
// + activation ("s1.b2.relu"), with x its output: root mean square over a batch's images of ||x||.
inline const std::string signal = "signal/";
// + activation: the same of ||dL/dx||, with L each image's own loss without the penalty.
inline const std::string gradient = "gradient/";

}  // namespace isonet::telemetry::tags
