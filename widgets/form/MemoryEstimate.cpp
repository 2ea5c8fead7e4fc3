#include "widgets/form/MemoryEstimate.h"

#include <algorithm>

#include "training/config/Passes.h"
#include "widgets/form/ShownPlan.h"

namespace isonet::widgets {

double trainingBytes(const config::RunConfig& config, bool onGpu) {
    const auto plan = shownPlan(config);
    const bool half =
        config.run.precision == config::Precision::BFloat16 || config.run.precision == config::Precision::Float16;
    const double bytesPerValue = half ? 2 : 4;
    double largest = 0, correlation = 0;
    for (const auto& layer : plan.convolutions) {
        largest = std::max(largest, double(layer.out.channels) * layer.out.height * layer.out.width);
        const double channels = std::min(layer.outputs, layer.inputs), shifts = 2 * layer.kernel - 1;
        if (layer.penalized)
            correlation += channels * channels * shifts * shifts;
    }
    const std::int64_t all = config.run.batchSize;
    const double batch = double(onGpu ? all : config::imagesPerPass(config, all));
    const double outputs = batch * double(plan.activationBytes) * bytesPerValue / 4;
    return 3 * 4.0 * double(plan.parameters) + 1.1 * outputs + 2 * batch * largest * bytesPerValue + 4 * correlation +
           (onGpu ? 0.6e9 : 0.2e9);
}

}  // namespace isonet::widgets
