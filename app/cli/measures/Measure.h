// An optional measure of `isonet inspect`: its options, computation and output.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>
#include <vector>

#include "app/cli/CommandLine.h"
#include "model/isometry/LayerReport.h"
#include "training/data/classification/Loader.h"
#include "training/engine/checkpoint/LoadedNetwork.h"

namespace isonet::cli {

struct MeasureInput {
    const training::LoadedNetwork& loaded;
    const std::vector<model::LayerReport>& layers;
    // Validation images, for measures whose defaultImages() is not 0.
    std::function<training::Batch()> images;
    std::stop_token stop;
};

class Measure {
public:
    virtual ~Measure() = default;
    virtual void addOptions(Verb inspect) = 0;
    virtual bool requested() const = 0;              // once the arguments are parsed
    virtual std::string option() const = 0;          // that requests it: "--jacobian"
    virtual int defaultImages() const { return 0; }  // without --images; 0: takes no images
    // Shows its progress on the terminal. After a stop request the result may be incomplete or missing.
    virtual void run(const MeasureInput& input) = 0;
    // The result, if there is one: as tables after an empty line, or added to the JSON answer.
    virtual void print(std::ostream& out) const = 0;
    virtual void addTo(nlohmann::ordered_json& answer) const = 0;
};

// All measures, in the order of Measures.def.
std::vector<std::unique_ptr<Measure>> makeMeasures();

// JSON has no infinity or NaN: null instead.
nlohmann::ordered_json finiteNumber(double value);

}  // namespace isonet::cli
