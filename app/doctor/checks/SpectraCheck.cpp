// Spectra measured on another thread during training: they arrive, agree with the weights, and change nothing.
#include <map>
#include <set>

#include "app/doctor/Check.h"
#include "app/doctor/checks/Agreement.h"
#include "app/doctor/checks/SampleRun.h"
#include "model/isometry/LayerInspection.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/telemetry/Tags.h"

namespace isonet::doctor {

Outcome checkSpectra(const Subject& subject) {
    writeSampleImages(subject.folder / "images", 200, 40);
    auto config = sampleConfig(subject.folder / "images", subject.device);
    const auto plain = sampleRun(subject.folder / "plain", config, subject.stop);
    config.telemetry.spectrumSteps = 4;
    const auto measured = sampleRun(subject.folder / "measured", config, subject.stop);
    if (const auto differs = weightDifference(measured.weights, plain.weights); !differs.empty())
        return failed("measuring changed the training: " + differs);
    const auto loaded = training::loadNetwork((subject.folder / "measured" / "checkpoints" / "latest.pt").string());
    Agreement agreement;
    std::int64_t last = 0;
    std::set<std::int64_t> steps;
    for (const auto& layer : model::inspect(loaded.network, loaded.config.penalty, subject.stop)) {
        std::map<std::int64_t, double> largest;
        for (const auto& record : measured.records)
            if (const auto* scalar = std::get_if<telemetry::Scalar>(&record.value);
                scalar && record.tag == telemetry::tags::sigmaMax + layer.name)
                largest[record.step] = scalar->value;
        if (largest.empty())
            return failed("no spectrum of " + layer.name + " was recorded");
        last = largest.rbegin()->first;
        for (const auto& [step, value] : largest)
            steps.insert(step);
        if (last == measured.step)
            agreement.add("largest singular value of " + layer.name,
                          std::abs(largest.rbegin()->second - layer.sigmaMax) / layer.sigmaMax, 1e-5);
    }
    if (!agreement.holds())
        return failed(agreement.exceeded());
    return passed("measured at " + std::to_string(steps.size()) + " of " + std::to_string(measured.step) +
                  " steps; weights as without measuring, bit for bit" +
                  (agreement.count() > 0 ? "; the last spectra agree with the weights" : ""));
}

}  // namespace isonet::doctor
