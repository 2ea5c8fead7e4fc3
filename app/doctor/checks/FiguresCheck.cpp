// Loss and penalty of the first three updates of networks of the published code, on hashed weights and images.
#include <algorithm>
#include <array>
#include <cmath>

#include "app/doctor/Check.h"
#include "app/doctor/checks/Agreement.h"
#include "app/doctor/checks/HashedTraining.h"

namespace isonet::doctor {
namespace {

struct Published {
    const char* name;
    void (*set)(config::RunConfig&);
    std::array<std::array<double, 2>, 3> steps;  // cross entropy and penalty before each update
};

const Published published[] = {
    {"ISONet-20", [](config::RunConfig&) {}, {{{2.3108249, 52.741467}, {2.30021, 52.74099}, {2.2898846, 52.740173}}}},
    {"R-ISONet-20",
     [](config::RunConfig& config) {
         config.model.shortcut = true;
         config.model.multiplier = spec::ResidualMultiplier::Scalar;
     },
     {{{2.3061178, 58.667309}, {2.3042226, 58.666805}, {2.3014195, 58.665882}}}},
    {"vanilla network with BatchNorm",
     [](config::RunConfig& config) {
         config.model.activation = spec::Activation::ReLU;
         config.model.normalization = spec::Normalization::Batch;
     },
     {{{2.2478878, 53.678452}, {2.2820289, 53.677849}, {2.3522546, 53.676804}}}},
};

constexpr double tolerance = 1e-4;  // relative; as in the tests

}  // namespace

Outcome checkFigures(const Subject& subject) {
    Agreement agreement;
    for (const auto& each : published) {
        config::RunConfig config = hashedConfig();
        each.set(config);
        const auto steps = trainHashed(config, at::Device(subject.device), int(each.steps.size()));
        for (std::size_t i = 0; i < each.steps.size(); ++i)
            for (const std::size_t part : {0, 1}) {
                const double expected = each.steps[i][part];
                const std::string what = std::string(each.name) + ", step " + std::to_string(i) +
                                         (part == 0 ? ", cross entropy" : ", penalty");
                agreement.add(what, std::abs(steps.numbers[i][part] - expected) / expected, tolerance);
            }
    }
    const std::string text = std::to_string(agreement.count()) + " numbers from the published code";
    return agreement.holds() ? passed(text + "; largest relative difference " + brief(agreement.largest()))
                             : failed(agreement.exceeded());
}

}  // namespace isonet::doctor
