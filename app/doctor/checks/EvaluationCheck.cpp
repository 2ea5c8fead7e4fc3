// Accuracy and cross entropy of one network in every precision of the device, against float32 on the CPU.
#include "training/engine/tasks/Evaluation.h"

#include <cmath>

#include "app/doctor/Check.h"
#include "app/doctor/checks/Agreement.h"
#include "app/doctor/checks/SampleRun.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/runtime/Precision.h"
#include "training/engine/tasks/Classification.h"

namespace isonet::doctor {
namespace {

training::EvaluationResult evaluated(config::RunConfig config, const std::string& checkpoint, const std::string& device,
                                     config::Precision precision, std::stop_token stop) {
    config.run.precision = precision;
    const training::RunPrecision scope(precision, at::Device(device));
    auto network = training::loadNetwork(checkpoint).network;
    training::placeNetwork(network, at::Device(device));
    const auto data = training::openDatasets(config.data, config.model);
    return training::evaluate(network, *data.validation, config, at::Device(device), std::move(stop));
}

struct Bound {
    config::Precision precision;
    double crossEntropy;  // relative
    bool onCpu;
};

constexpr Bound bounds[] = {{config::Precision::Float32, 1e-5, true},
                            {config::Precision::TF32, 5e-3, false},
                            {config::Precision::BFloat16, 2e-2, true},
                            {config::Precision::Float16, 5e-3, false}};

}  // namespace

Outcome checkEvaluation(const Subject& subject) {
    writeSampleImages(subject.folder / "images", 400, 200);
    const auto config = sampleConfig(subject.folder / "images", subject.device);
    sampleRun(subject.folder / "run", config, subject.stop);
    const std::string checkpoint = (subject.folder / "run" / "checkpoints" / "latest.pt").string();
    const auto exact = evaluated(config, checkpoint, "cpu", config::Precision::Float32, subject.stop);
    Agreement agreement;
    std::string text;
    for (const auto& bound : bounds) {
        if (subject.onCpu() && !bound.onCpu)
            continue;
        const auto got = evaluated(config, checkpoint, subject.device, bound.precision, subject.stop);
        const double off = std::abs(got.crossEntropy - exact.crossEntropy) / exact.crossEntropy;
        const std::string name(spec::name(bound.precision));
        agreement.add("cross entropy in " + name, off, bound.crossEntropy);
        text += (text.empty() ? "" : ", ") + name + " " + brief(off) + " (at most " + brief(bound.crossEntropy) + ")";
    }
    return agreement.holds() ? passed("cross entropy of " + std::to_string(exact.images) + " images off by: " + text)
                             : failed(agreement.exceeded());
}

}  // namespace isonet::doctor
