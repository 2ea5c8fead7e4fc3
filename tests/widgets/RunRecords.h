// Synthetic records of a run of a small network.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "model/spec/NetworkPlan.h"
#include "training/config/RunConfig.h"
#include "training/telemetry/Record.h"

namespace isonet::test {

inline telemetry::Record scalar(const std::string& tag, std::int64_t step, double value) {
    return {tag, step, 1.7e9 + static_cast<double>(step), telemetry::Scalar{value}};
}

inline telemetry::Record histogram(const std::string& tag, std::int64_t step, const std::vector<double>& values) {
    return {tag, step, 1.7e9 + static_cast<double>(step), telemetry::histogramOf(values)};
}

inline std::vector<double> spread(double center, double width, int count = 101) {
    std::vector<double> values;
    for (int i = 0; i < count; ++i)
        values.push_back(center + width * std::sin(i * 12.9898));
    return values;
}

inline config::RunConfig smallConfig() {
    config::RunConfig config;
    config.model.channels = 1;
    config.model.depth = 20;
    return config;
}

// Scalars every `every` steps up to `last`; accuracies, spectra and b every `rare` steps.
inline std::vector<telemetry::Record> wholeRun(const config::RunConfig& config, int last, int every = 10,
                                               int rare = 100) {
    namespace tags = telemetry::tags;
    std::vector<telemetry::Record> records;
    const auto plan = spec::plan(config.model, config.penalty);
    for (int step = 0; step <= last; step += every) {
        const double entropy = 2.3 * std::exp(-step / 300.0) + 0.2 + 0.05 * std::sin(step * 1.7);
        const double penalty = step == 0 ? 0.0 : 2.0 + std::sin(step * 0.3);
        records.push_back(scalar(tags::lossCrossEntropy, step, entropy));
        records.push_back(scalar(tags::lossPenalty, step, penalty));
        records.push_back(scalar(tags::lossTotal, step, entropy + config.penalty.coefficient * penalty));
        records.push_back(scalar(tags::learningRate, step, step < last / 2 ? 0.02 : 0.002));
        for (const auto& layer : plan.convolutions)
            if (layer.penalized)
                records.push_back(
                    scalar(tags::deviation + layer.name, step, step == 0 ? 0.0 : 0.1 + 0.01 * layer.stage));
    }
    for (int step = 0; step <= last; step += rare) {
        if (step > 0) {
            records.push_back(scalar(tags::validationTop1, step, 90 - 2000.0 / step));
            records.push_back(scalar(tags::trainTop1, step, 91 - 2000.0 / step));
        }
        const double width = step == 0 ? 0 : 0.1;
        for (const auto& layer : plan.convolutions)
            records.push_back(histogram(tags::spectrum + layer.name, step, spread(1, width)));
        for (const auto& layer : plan.activations)
            records.push_back(histogram(tags::offset + layer.name, step, spread(-1, width / 4, 16)));
        for (int stage = 1; stage <= 3; ++stage)
            records.push_back(histogram(tags::offset + "stage" + std::to_string(stage), step, spread(-1, width / 3)));
    }
    return records;
}

}  // namespace isonet::test
