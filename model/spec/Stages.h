// The parts a network is assembled from: stem, stages of equal blocks, head. Plain data; no torch header.
//
// Unset optional settings take the network's value (ModelSpec.h). YAML keys are the snake_case names of the members.
#pragma once

#include <optional>
#include <vector>

#include "model/spec/Activations.h"
#include "model/spec/Choice.h"
#include "model/spec/Initializations.h"
#include "model/spec/Normalizations.h"
#include "model/spec/Parameterizations.h"

namespace isonet::spec {

// A kernel's taps. "Same" padding: tap (height / 2, width / 2), rounded down, reads the output's own pixel; this is
// where delta kernels have their 1. An even kernel reaches one pixel further to the left and top.
struct KernelSize {
    int height = 3, width = 3;
    bool operator==(const KernelSize&) const = default;
    bool pointwise() const { return height == 1 && width == 1; }
};

enum class BlockKind { Basic, Bottleneck, Plain, DepthwiseSeparable };

struct BlockKindInfo : Choice<BlockKind> {
    int convolutions = 1;  // in the branch, named a, b, c
    int spatial = 0;       // index of the convolution that downsamples unless told otherwise
};

inline constexpr BlockKindInfo blockKinds[] = {
    {{BlockKind::Basic, "basic", "Basic", "Two convolutions, 3×3 unless given"}, 2, 0},
    {{BlockKind::Bottleneck, "bottleneck", "Bottleneck", "1×1, 3×3 with fewer channels, 1×1"}, 3, 1},
    {{BlockKind::Plain, "plain", "Plain", "One convolution and its activation"}, 1, 0},
    {{BlockKind::DepthwiseSeparable, "depthwise_separable", "Depthwise separable",
      "One 3×3 kernel per channel, then 1×1 across channels (Howard et al., 2017)"},
     2,
     0},
};
static_assert(listsEveryValue(blockKinds));
constexpr std::span<const BlockKindInfo> choicesOf(BlockKind) {
    return blockKinds;
}

// How the grid becomes smaller by a stage's stride. Except for Stride, the operation precedes a convolution of stride 1
// and, with a shortcut, its 1x1 projection.
enum class Downsampling { Stride, MaxPool, AveragePool, BlurPool, SpaceToDepth };

inline constexpr Choice<Downsampling> downsamplings[] = {
    {Downsampling::Stride, "stride", "Strided convolution", "The convolution itself has the stride, as published"},
    {Downsampling::MaxPool, "max_pool", "Max pooling", "Maximum of each stride × stride cell"},
    {Downsampling::AveragePool, "avg_pool", "Average pooling", "Mean of each stride × stride cell"},
    {Downsampling::BlurPool, "blur_pool", "Blur pooling",
     "A 3×3 binomial filter, then every stride-th pixel (Zhang, 2019)"},
    {Downsampling::SpaceToDepth, "space_to_depth", "Space to depth",
     "The pixels of each stride × stride cell become channels: an isometry"},
};
static_assert(listsEveryValue(downsamplings));
constexpr std::span<const Choice<Downsampling>> choicesOf(Downsampling) {
    return downsamplings;
}

// The factor at the end of a residual branch: one number per block (published code) or one per channel (paper, 2.4).
enum class ResidualMultiplier { None, Scalar, PerChannel };

inline constexpr Choice<ResidualMultiplier> residualMultipliers[] = {
    {ResidualMultiplier::None, "none", "None"},
    {ResidualMultiplier::Scalar, "scalar", "One per block", "As in the published code"},
    {ResidualMultiplier::PerChannel, "per_channel", "One per channel", "As in the paper, section 2.4"},
};
static_assert(listsEveryValue(residualMultipliers));
constexpr std::span<const Choice<ResidualMultiplier>> choicesOf(ResidualMultiplier) {
    return residualMultipliers;
}

enum class StemPooling { None, Max, Average };

inline constexpr Choice<StemPooling> stemPoolings[] = {
    {StemPooling::None, "none", "None"},
    {StemPooling::Max, "max", "Max"},
    {StemPooling::Average, "average", "Average"},
};
static_assert(listsEveryValue(stemPoolings));
constexpr std::span<const Choice<StemPooling>> choicesOf(StemPooling) {
    return stemPoolings;
}

// Padding of the stem's pooling on each side, so that a stride of s divides the grid by s: 1 for 3x3, 0 for 2x2.
constexpr int poolPadding(int kernel) {
    return (kernel - 1) / 2;
}

// Largest accepted values.
inline constexpr int mostBlocks = 1000, mostChannels = 8192, mostTaps = 31, mostStride = 16, mostDilation = 64;
// Of multipliers and bottleneck ratios; the smallest is its reciprocal.
inline constexpr double mostFactor = 64;

// One convolution, normalization, activation, pooling.
struct StemSpec {
    KernelSize kernel;
    int stride = 1;
    Downsampling downsample = Downsampling::Stride;
    int channels = 16;
    bool activated = true;                 // false: "activation: none"
    std::optional<Activation> activation;  // if activated
    StemPooling pool = StemPooling::None;
    int poolKernel = 3, poolStride = 2;  // padded by poolPadding()
    std::optional<Normalization> normalization;
    std::optional<bool> weightStandardization;
    std::optional<Parameterization> parameterization = std::nullopt;

    bool operator==(const StemSpec&) const = default;
};

struct StageSpec {
    int blocks = 1;
    int channels = 16;  // outputs of every block
    BlockKind block = BlockKind::Basic;
    // One size for the block's 3x3 convolutions, or one for each of its convolutions. Empty: 3x3, and 1x1 where the
    // kind has it.
    std::vector<KernelSize> kernel;
    int stride = 1;                                  // of the first block
    Downsampling downsample = Downsampling::Stride;  // if the stride is above 1
    int downsampleAt = -1;                           // index of the convolution; -1: BlockKindInfo::spatial
    int dilation = 1;                                // of all but 1x1 convolutions
    int groups = 1;                                  // of the block's 3x3 convolutions; not for depthwise_separable
    int groupWidth = 0;                              // channels per group instead of their number; 0: `groups`
    double bottleneckRatio = 4;                      // channels of a bottleneck's inner convolutions: channels / ratio
    std::optional<bool> shortcut;
    std::optional<ResidualMultiplier> multiplier;
    std::optional<double> multiplierStart;
    std::optional<Normalization> normalization;
    std::optional<bool> weightStandardization;
    std::optional<Activation> activation;
    std::optional<double> offset;  // SReLU's b at the start
    std::optional<bool> offsetTrained;
    std::optional<Initialization> initialization;
    std::optional<Parameterization> parameterization = std::nullopt;

    bool operator==(const StageSpec&) const = default;
};

enum class HeadPooling { Average, Max, Flatten };

inline constexpr Choice<HeadPooling> headPoolings[] = {
    {HeadPooling::Average, "average", "Global average", "As published"},
    {HeadPooling::Max, "max", "Global maximum"},
    {HeadPooling::Flatten, "flatten", "Flatten", "Every pixel of the last feature map; fixes the image size"},
};
static_assert(listsEveryValue(headPoolings));
constexpr std::span<const Choice<HeadPooling>> choicesOf(HeadPooling) {
    return headPoolings;
}

// Pooling, hidden layers (each with the network's activation), dropout (ModelSpec::dropout), classifier.
struct HeadSpec {
    HeadPooling pool = HeadPooling::Average;
    std::vector<int> hidden;  // outputs of each
    bool bias = true;         // of the classifier

    bool operator==(const HeadSpec&) const = default;
};

}  // namespace isonet::spec
