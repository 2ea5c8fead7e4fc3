#include "training/config/Passes.h"

#include <algorithm>

#include "model/spec/Architecture.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::config {
namespace {

// Whether an image's output depends on the other images of its batch.
bool dependsOnBatch(const spec::ModelSpec& model) {
    const spec::Architecture parts = spec::architecture(model);
    return spec::info(*parts.stem.normalization).dependsOnBatch ||
           std::ranges::any_of(parts.stages, [](const spec::StageSpec& stage) {
               return spec::info(*stage.normalization).dependsOnBatch;
           });
}

}  // namespace

std::int64_t imagesPerPass(const RunConfig& config, std::int64_t batch) {
    constexpr std::int64_t mostBytes = std::int64_t{64} << 20, fewestImages = 8;
    if (isDetection(config) || dependsOnBatch(config.model) || config.data.mixup > 0)
        return batch;
    const bool half = config.run.precision == Precision::BFloat16 || config.run.precision == Precision::Float16;
    // Not fewer with run.checkpoint_activations: other passes would sum the gradients in another order.
    const std::int64_t bytes = spec::plan(config.model).activationBytes / (half ? 2 : 1);
    std::int64_t images = batch;
    for (std::int64_t passes = 2; images * bytes > mostBytes && batch / passes >= fewestImages; ++passes)
        if (batch % passes == 0)
            images = batch / passes;
    return images;
}

}  // namespace isonet::config
