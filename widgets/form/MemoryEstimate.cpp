#include "widgets/form/MemoryEstimate.h"

#include <algorithm>

#include "model/spec/Recomputation.h"
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
        const double channels = double(std::min(layer.outputs, layer.inputs)) / layer.groups;
        const double shifts = double(2 * layer.kernel.height - 1) * (2 * layer.kernel.width - 1);
        if (layer.penalized)
            correlation += layer.groups * channels * channels * shifts;
    }
    const std::int64_t all = config.run.batchSize;
    const double batch = double(onGpu ? all : config::imagesPerPass(config, all));
    const double kept = double(spec::activationBytes(plan, config.run.checkpointActivations));
    const double outputs = batch * kept * bytesPerValue / 4;
    // Weights, gradients and momentum; AdamW's squares; the average and its copy during evaluations.
    const double copies = 3 + (config.optimizer.kind == config::OptimizerKind::AdamW ? 1 : 0) +
                          (config.optimizer.averageDecay > 0 ? 2 : 0);
    return copies * 4.0 * double(plan.parameters) + 1.1 * outputs + 2 * batch * largest * bytesPerValue +
           4 * correlation + (onGpu ? 0.6e9 : 0.2e9);
}

}  // namespace isonet::widgets
