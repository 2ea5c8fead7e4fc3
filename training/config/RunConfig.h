// One run, whole: model + penalty + data + optimiser + schedule + telemetry + run. YAML in and out (RunConfigYaml.h).
// No torch header: the widgets edit it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/spec/ModelSpec.h"
#include "training/config/DetectionConfig.h"

namespace isonet::config {

// Random crops of training images. Padded (He et al., 2016, for CIFAR): the whole image, padded with black, shifted.
// Resized (Szegedy et al., 2015, for ImageNet): a part of random area and aspect ratio, resized to the network's input.
enum class CropKind { Automatic, Padded, Resized };  // automatic: resized for a folder of images, else padded

struct DataConfig {
    std::string dataset = "fashion-mnist";  // a name that `isonet datasets` lists
    std::string root;                       // its folder or archive; empty: where it is looked for by itself
    CropKind crop = CropKind::Automatic;
    int cropPadding = 4;                  // padded crop: from the image padded by this many pixels; 0: none
    double cropArea = 0.08;               // resized crop: at least this part of the image's area
    int resize = 0;                       // evaluation: shorter side before the central crop; 0: resizeInForce()
    bool flip = true;                     // random horizontal flip
    std::vector<double> mean, deviation;  // per channel, of values in [0, 1]; empty: the data set's own
    double validationFraction = 0.1;      // of a folder's images, chosen by their names, where it has no val/
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
    DetectionConfig detection;  // of detection runs only
    RunSettings run;
    bool operator==(const RunConfig&) const = default;
};

// What a data set demands of a network, known without opening it (used by validation and by the form).
struct DatasetFacts {
    std::string name;   // "fashion-mnist"
    std::string title;  // "Fashion-MNIST"
    int channels, height, width, classes;
    std::int64_t trainImages, validationImages;
    std::string defaultRoot;              // where it is looked for while data.root is empty
    std::string remedy;                   // how to get it: "apt-get install dataset-fashion-mnist"
    std::vector<double> mean, deviation;  // of the training images' pixels, per channel, in [0, 1]
    // A folder of images brings its own sizes, classes and counts: those here are ImageNet's, to start from, and the
    // channels may be 1 or 3. Its data.root must be named, and data.resize and the crops apply to it.
    bool anyShape = false;
    bool detection = false;  // objects with boxes and outlines, not classes of images
};
const std::vector<DatasetFacts>& knownDatasets();  // fashion-mnist, cifar10, cifar100, folder, coco
// Null: none of this name. "image-folder", the name in earlier versions, is the folder's too.
const DatasetFacts* findDataset(const std::string& name);

// Whether its data set is one of detection: the run then trains a detector.
bool isDetection(const RunConfig& config);
// The network that a run builds: its model, of a detection run as the detector's backbone (spec::backboneSpec()).
spec::ModelSpec networkSpec(const RunConfig& config);

// XDG_DATA_HOME/isonet, else ~/.local/share/isonet.
std::string userFolder();
// Where a person's own data sets are looked for: ISONET_DATA, else data/ in userFolder().
std::string defaultDataFolder();

// Automatic resolved for the data set.
CropKind cropInForce(const DataConfig& data);
// data.resize, or its default: the network's input / 0.875 with resized crops (256 for 224), the input with padded
// ones.
int resizeInForce(const DataConfig& data, const spec::ModelSpec& model);

// The largest input size the small data sets are padded to.
inline constexpr int kLargestPaddedSize = 64;

// Everything wrong, the model's problems included; empty when the run can start. Field names are YAML paths.
std::vector<spec::Problem> validate(const RunConfig& config);
// Those of a detection run's own keys, a part of validate().
std::vector<spec::Problem> validateDetection(const RunConfig& config);

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
template <>
std::span<const std::string_view> names<isonet::config::CropKind>();
}  // namespace isonet::spec
