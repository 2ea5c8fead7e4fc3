// Ten steps in every precision of the device, against float32 on the CPU.
#include <algorithm>
#include <cmath>

#include "app/doctor/Check.h"
#include "app/doctor/checks/Agreement.h"
#include "app/doctor/checks/HashedTraining.h"

namespace isonet::doctor {
namespace {

struct PrecisionBound {
    config::Precision precision;
    double loss;  // relative difference of the cross entropy of a step
    bool onCpu;
};

// A little above the rounding of the type, which ten steps do not amplify.
constexpr PrecisionBound precisionBounds[] = {{config::Precision::Float32, 1e-4, true},
                                              {config::Precision::TF32, 5e-3, false},
                                              {config::Precision::BFloat16, 2e-2, true},
                                              {config::Precision::Float16, 5e-3, false}};

}  // namespace

Outcome checkPrecision(const Subject& subject) {
    constexpr int steps = 10;
    config::RunConfig config = hashedConfig();
    const auto exact = trainHashed(config, at::kCPU, steps);
    std::string text;
    Agreement agreement;
    for (const auto& bound : precisionBounds) {
        if ((subject.onCpu() && !bound.onCpu) || subject.stop.stop_requested())
            continue;
        config.run.precision = bound.precision;
        const auto got = trainHashed(config, at::Device(subject.device), steps);
        double worst = 0;
        for (int i = 0; i < steps; ++i) {
            const double off = std::abs(got.numbers[i][0] - exact.numbers[i][0]) / exact.numbers[i][0];
            worst = std::isfinite(off) ? std::max(worst, off) : off;
        }
        const std::string name(spec::name(bound.precision));
        agreement.add(name, worst, bound.loss);
        text += (text.empty() ? "" : ", ") + name + " " + brief(worst) + " (at most " + brief(bound.loss) + ")";
    }
    return agreement.holds() ? passed("loss off by: " + text) : failed(agreement.exceeded());
}

}  // namespace isonet::doctor
