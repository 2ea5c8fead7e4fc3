#include "app/cli/measures/Measure.h"

#include <cmath>

namespace isonet::cli {

#define ISONET_MEASURE(NAME) std::unique_ptr<Measure> make##NAME##Measure();
#include "app/cli/measures/Measures.def"
#undef ISONET_MEASURE

std::vector<std::unique_ptr<Measure>> makeMeasures() {
    std::vector<std::unique_ptr<Measure>> all;
#define ISONET_MEASURE(NAME) all.push_back(make##NAME##Measure());
#include "app/cli/measures/Measures.def"
#undef ISONET_MEASURE
    return all;
}

nlohmann::ordered_json finiteNumber(double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

}  // namespace isonet::cli
