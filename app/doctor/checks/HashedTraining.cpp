#include "app/doctor/checks/HashedTraining.h"

#include <torch/utils.h>

#include "model/interop/HashedNetwork.h"
#include "model/kernels/DeviceGraph.h"
#include "training/engine/loop/TrainingStep.h"
#include "training/engine/runtime/Precision.h"
#include "training/engine/tasks/Classification.h"

namespace isonet::doctor {

config::RunConfig hashedConfig() {
    config::RunConfig config;
    config.model.depth = 20;
    config.model.channels = 3;
    config.model.height = config.model.width = 32;
    config.model.classes = 10;
    config.optimizer.learningRate = 0.005;
    config.run.batchSize = 8;
    config.run.precision = config::Precision::Float32;
    return config;
}

HashedSteps trainHashed(const config::RunConfig& config, const at::Device& device, int steps, bool graph) {
    const training::RunPrecision precision(config.run.precision, device);
    torch::manual_seed(1);
    model::Network network(config.model);
    interop::fillHashed(network);
    training::placeNetwork(network, device);
    network->train();
    training::Classification task(network, config, device);
    training::TrainingStep step(task, config, device);
    if (graph)
        step.useGraph([&] { return model::makeDeviceGraph(device); });
    HashedSteps result;
    for (int i = 0; i < steps; ++i) {
        const auto batch = interop::hashedBatch(network, config.run.batchSize, i);
        auto images = batch.images, labels = batch.labels;
        if (device.is_cuda()) {  // as the loader does
            images = images.pin_memory();
            labels = labels.pin_memory();
        }
        const auto numbers = step.run({{config.run.batchSize, {images, labels}}}, config.optimizer.learningRate,
                                      /*measureDeviations=*/true)
                                 .numbers.to(at::kCPU, at::kDouble);
        result.numbers.push_back({numbers[0].item<double>(), numbers[1].item<double>()});
    }
    for (const auto& parameter : network->named_parameters())
        result.weights[parameter.key()] = parameter.value().detach().cpu().clone();
    return result;
}

}  // namespace isonet::doctor
