// One run, whole: model + penalty + data + optimiser + schedule + telemetry + run. YAML in and out (RunConfigYaml.h).
// No torch header: the widgets edit it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/spec/ModelSpec.h"

namespace isonet::config {

struct DataConfig {
    std::string dataset = "fashion-mnist";  // a name that `isonet datasets` lists
    std::string root;                       // folder of its files; empty: where the data set's package installs it
    int cropPadding = 4;                    // random crop from the image padded by this many pixels; 0: none
    bool flip = true;                       // random horizontal flip
    double mixup = 0;              // alpha: pairs of images mixed by a share drawn from Beta(alpha, alpha); 0: no
    std::int64_t trainImages = 0;  // use the first N (a class-balanced, seeded choice); 0: all
    std::int64_t validationImages = 0;
    int workers = 2;  // threads that prepare batches
    bool operator==(const DataConfig&) const = default;
};

struct OptimizerConfig {
    double learningRate = 0.02;
    double momentum = 0.9;
    double weightDecay = 1e-4;                  // none for SReLU's b
    double multiplierLearningRateFactor = 0.1;  // of the residual multipliers
    int accumulateBatches = 1;                  // batches whose mean gradient makes one update
    double clipNorm = 0;                        // gradients longer than this, all taken together, are shortened; 0: no
    double labelSmoothing = 0;                  // probability spread evenly over all classes
    bool operator==(const OptimizerConfig&) const = default;
};

enum class ScheduleKind { Step, Cosine };
// What the warm-up rises by: Step from 0 at every step; Epoch by a W-th at every epoch, as published.
enum class WarmupUnit { Step, Epoch };

struct ScheduleConfig {
    ScheduleKind kind = ScheduleKind::Step;
    std::vector<double> milestones;  // epochs after which the rate is multiplied by `factor`; empty: 30, 60, 90 %
    double factor = 0.1;
    double warmupEpochs = 0;  // linear
    WarmupUnit warmupUnit = WarmupUnit::Step;
    bool operator==(const ScheduleConfig&) const = default;
};

struct TelemetryConfig {
    int scalarSteps = 10;          // losses, deviations: every so many steps
    int spectrumSteps = 200;       // singular values and b histograms; 0: only at the ends of epochs
    double checkpointMinutes = 5;  // latest.pt at least this often, besides every epoch; above 0
    int keepEveryEpochs = 0;       // epoch-N.pt every N epochs; 0: none
    bool operator==(const TelemetryConfig&) const = default;
};

enum class Precision { Float32, TF32, BFloat16, Float16 };

struct RunSettings {
    std::string name;  // for people; empty: made from the network and the data set
    std::uint64_t seed = 1;
    std::string device = "auto";  // auto | cpu | cuda | cuda:N
    Precision precision = Precision::Float32;
    int epochs = 10;
    int batchSize = 128;
    int chanceEpochs = 0;    // so many epochs in a row no better than guessing end the run as diverged; 0: never
    bool cudaGraph = false;  // replay the whole step as one CUDA graph
    bool operator==(const RunSettings&) const = default;
};

struct RunConfig {
    spec::ModelSpec model;
    spec::PenaltySpec penalty;
    DataConfig data;
    OptimizerConfig optimizer;
    ScheduleConfig schedule;
    TelemetryConfig telemetry;
    RunSettings run;
    bool operator==(const RunConfig&) const = default;
};

// What a data set demands of a network, known without opening it (used by validation and by the form).
struct DatasetFacts {
    std::string name;   // "fashion-mnist"
    std::string title;  // "Fashion-MNIST"
    int channels, height, width, classes;
    std::int64_t trainImages, validationImages;
    std::string defaultRoot;  // where its package puts the files
    std::string remedy;       // how to get it: "apt-get install dataset-fashion-mnist"
};
const std::vector<DatasetFacts>& knownDatasets();
const DatasetFacts* findDataset(const std::string& name);  // null: none of this name

// Names that a configuration may carry although this version cannot open such data: "cifar10", "cifar100",
// "image-folder" (published configurations and the paper's ImageNet networks are described with them). Their networks
// can be inspected and converted; validate() refuses a run.
std::span<const std::string_view> describedDatasets();

// The largest input size the small data sets are padded to.
inline constexpr int kLargestPaddedSize = 64;

// Everything wrong, the model's problems included; empty when the run can start. Field names are YAML paths.
std::vector<spec::Problem> validate(const RunConfig& config);

// The milestones in force: the given ones, or 30, 60 and 90 % of the epochs.
std::vector<double> milestonesInForce(const RunConfig& config);

// Learning rate of step `step` (0-based, counted from the run's start), with `stepsPerEpoch` steps an epoch. At
// t = step / stepsPerEpoch of E epochs with a warm-up of W: rate * t / W while t < W (0 at the first step), by epochs
// rate * (floor(t) + 1) / W while floor(t) + 1 < W, as published; then rate * factor^(milestones <= t), or
// rate * (1 + cos(pi (t - W) / (E - W))) / 2, from 1 where W is counted in epochs. Throws std::invalid_argument for
// stepsPerEpoch < 1 or step < 0.
double learningRateAt(const RunConfig& config, std::int64_t step, std::int64_t stepsPerEpoch);

// A folder-friendly name: run.name, or "isonet-20-fashion-mnist".
std::string runTitle(const RunConfig& config);

}  // namespace isonet::config

// Names as YAML writes them.
namespace isonet::spec {
template <>
std::span<const std::string_view> names<isonet::config::ScheduleKind>();
template <>
std::span<const std::string_view> names<isonet::config::WarmupUnit>();
template <>
std::span<const std::string_view> names<isonet::config::Precision>();
}  // namespace isonet::spec
