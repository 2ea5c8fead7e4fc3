// A complete run configuration: model, penalty, data, optimizer, schedule, telemetry, detection and run.
// RunConfigYaml.h reads and writes it, Validation.h checks it. No torch header: the widgets edit it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/spec/ModelSpec.h"
#include "training/config/DetectionConfig.h"
#include "training/config/FineTuning.h"
#include "training/config/OptimizerConfig.h"

namespace isonet::config {

// Random crops of training images. Padded (He et al., 2016, for CIFAR): a crop of the image padded with black. Resized
// (Szegedy et al., 2015, for ImageNet): a crop of random area and aspect ratio, resized to the network's input.
enum class CropKind { Automatic, Padded, Resized };  // Automatic: resized for a folder of images, else padded

inline constexpr spec::Choice<CropKind> cropKinds[] = {
    {CropKind::Automatic, "automatic", "Default", "Resized for a folder of images, otherwise padded"},
    {CropKind::Padded, "padded", "Padded", "The whole image, shifted"},
    {CropKind::Resized, "resized", "Resized", "A part of random area and aspect ratio, resized"},
};
static_assert(spec::listsEveryValue(cropKinds));
constexpr std::span<const spec::Choice<CropKind>> choicesOf(CropKind) {
    return cropKinds;
}

inline constexpr int automaticWorkers = 0;  // "automatic" in files

inline constexpr int mostSplitSeed = 1000000000;

struct DataConfig {
    std::string dataset = "fashion-mnist";  // as listed by `isonet datasets`
    std::string root;                       // folder or archive; empty: DatasetInfo::defaultRoot
    CropKind crop = CropKind::Automatic;
    int cropPadding = 4;     // padded crop: padding in pixels; 0: no crop
    double cropArea = 0.08;  // resized crop: minimum fraction of the image's area
    int resize = 0;          // evaluation: shorter side before the center crop; 0: resizeInForce()
    bool flip = true;        // random horizontal flip
    // Class folders: only files that end in jpg, jpeg, png, bmp or webp are images, as for earlier versions, whose runs
    // keep their images.
    bool commonFormats = false;
    std::string exclude;                  // list of images to leave out, a file; empty: none
    std::vector<double> mean, deviation;  // per channel, for values in [0, 1]; empty: the dataset's
    double validationFraction = 0.1;      // of a folder's images, chosen by name hash, if it has no val/
    // Whether best.pt is chosen on other images than those that are reported. Then data without a separate test part
    // (train/, val/ and test/) is divided again: its validation images are reported once, at the end of the run, and
    // validationFraction of each class of the training images, drawn with splitSeed, choose best.pt.
    bool testSplit = false;
    int splitSeed = 1;
    std::string labelKey = "label";  // in the JSON files next to images in tar files (WebDataset)
    double mixup = 0;                // alpha of Beta(alpha, alpha), which draws the mixing weight; 0: no mixup
    std::int64_t trainImages = 0;    // use N images (a fixed class-balanced subset); 0: all
    std::int64_t validationImages = 0;
    int workers = 2;  // loader threads; automaticWorkers: see AutomaticSettings.h
    bool operator==(const DataConfig&) const = default;
};

enum class ScheduleKind { Step, Cosine };

inline constexpr spec::Choice<ScheduleKind> scheduleKinds[] = {
    {ScheduleKind::Step, "step", "Steps", "Drops by a factor at the milestones"},
    {ScheduleKind::Cosine, "cosine", "Cosine", "Falls smoothly to 0"},
};
static_assert(spec::listsEveryValue(scheduleKinds));
constexpr std::span<const spec::Choice<ScheduleKind>> choicesOf(ScheduleKind) {
    return scheduleKinds;
}

// Step: the warmup rises from 0 at every step. Epoch: by 1 / warmupEpochs at every epoch, as published.
enum class WarmupUnit { Step, Epoch };

inline constexpr spec::Choice<WarmupUnit> warmupUnits[] = {
    {WarmupUnit::Step, "step", "Step", "Rises linearly at every step"},
    {WarmupUnit::Epoch, "epoch", "Epoch", "Rises at the start of every epoch, as published"},
};
static_assert(spec::listsEveryValue(warmupUnits));
constexpr std::span<const spec::Choice<WarmupUnit>> choicesOf(WarmupUnit) {
    return warmupUnits;
}

struct ScheduleConfig {
    ScheduleKind kind = ScheduleKind::Step;
    std::vector<double> milestones;  // epochs after which the rate is multiplied by `factor`; empty: 30, 60, 90 %
    double factor = 0.1;
    double warmupEpochs = 0;  // linear
    WarmupUnit warmupUnit = WarmupUnit::Step;
    bool operator==(const ScheduleConfig&) const = default;
};

struct TelemetryConfig {
    int scalarSteps = 10;          // steps between records of losses and deviations
    int spectrumSteps = 200;       // steps between spectra and b histograms; 0: only at the end of each epoch
    bool spectra = true;           // whether singular values are measured
    bool finalSpectra = false;     // whether the end of the run waits for those of the final weights
    bool certified = false;        // whether each validation also records certified accuracy (tasks/Certificate.h)
    double checkpointMinutes = 5;  // between writes of latest.pt, besides every epoch; above 0
    int keepEveryEpochs = 0;       // epoch-N.pt every N epochs; 0: none
    bool operator==(const TelemetryConfig&) const = default;
};

enum class Precision { Automatic, Float32, TF32, BFloat16, Float16 };  // Automatic: see AutomaticSettings.h

inline constexpr spec::Choice<Precision> precisions[] = {
    {Precision::Automatic, "automatic", "Automatic", "bfloat16 on devices that are fast at it, otherwise float32"},
    {Precision::Float32, "float32", "float32"},
    {Precision::TF32, "tf32", "TF32"},
    {Precision::BFloat16, "bfloat16", "bfloat16"},
    {Precision::Float16, "float16", "float16"},
};
static_assert(spec::listsEveryValue(precisions));
constexpr std::span<const spec::Choice<Precision>> choicesOf(Precision) {
    return precisions;
}

struct RunSettings {
    std::string name;  // display name; empty: derived from network and dataset
    std::uint64_t seed = 1;
    std::string device = "auto";               // auto | cpu | cuda | cuda:N
    Precision precision = Precision::Float32;  // also of files without the key, which may be older than Automatic
    int epochs = 10;
    double timeLimit = 0;  // minutes of training after which the run ends, if before its epochs; 0: none
    int batchSize = 128;
    int chanceEpochs = 0;    // epochs in a row at chance level that end the run as diverged; 0: never
    bool cudaGraph = false;  // replay each step as one CUDA graph
    // Stages whose signals are computed again in the backward pass, to save memory: "s2", "s*" (spec/Recomputation.h).
    std::vector<std::string> checkpointActivations;
    bool operator==(const RunSettings&) const = default;
};

struct RunConfig {
    spec::ModelSpec model;
    FineTuningConfig fineTuning;
    spec::PenaltySpec penalty;
    DataConfig data;
    OptimizerConfig optimizer;
    ScheduleConfig schedule;
    TelemetryConfig telemetry;
    DetectionConfig detection;  // used by detection runs only
    RunSettings run;
    bool operator==(const RunConfig&) const = default;
};

// Whether the dataset is a detection dataset, so that the run trains a detector.
bool isDetection(const RunConfig& config);
// The network that the run builds: the model, or for a detection run the detector's backbone (spec::backboneSpec()).
spec::ModelSpec networkSpec(const RunConfig& config);

// data.crop with Automatic resolved.
CropKind cropInForce(const DataConfig& data);
// data.resize or its default: the network's input size / 0.875 with resized crops (256 for 224), the input size with
// padded crops.
int resizeInForce(const DataConfig& data, const spec::ModelSpec& model);

// Maximum input size to which small images are padded.
inline constexpr int kLargestPaddedSize = 64;

// The milestones in force: the given ones, or 30, 60 and 90 % of the epochs.
std::vector<double> milestonesInForce(const RunConfig& config);

// A valid folder name: run.name, or one such as "isonet-20-fashion-mnist".
std::string runTitle(const RunConfig& config);

}  // namespace isonet::config
