#include "training/config/Passes.h"

#include "model/spec/NetworkPlan.h"

namespace isonet::config {

std::int64_t imagesPerPass(const RunConfig& config, std::int64_t batch) {
    constexpr std::int64_t mostBytes = std::int64_t{64} << 20, fewestImages = 8;
    if (isDetection(config) || config.model.normalization != spec::Normalization::None || config.data.mixup > 0)
        return batch;
    const bool half = config.run.precision == Precision::BFloat16 || config.run.precision == Precision::Float16;
    const std::int64_t bytes = spec::plan(config.model).activationBytes / (half ? 2 : 1);
    std::int64_t images = batch;
    for (std::int64_t passes = 2; images * bytes > mostBytes && batch / passes >= fewestImages; ++passes)
        if (batch % passes == 0)
            images = batch / passes;
    return images;
}

}  // namespace isonet::config
