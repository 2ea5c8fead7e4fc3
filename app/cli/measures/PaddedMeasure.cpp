// inspect --operator zero: extreme singular values of the zero-padded operators.
#include <ostream>

#include "app/cli/StepCounter.h"
#include "app/cli/Table.h"
#include "app/cli/measures/Measure.h"
#include "model/isometry/ExtremeValues.h"
#include "model/isometry/LayerInspection.h"

namespace isonet::cli {
namespace {

using Smallest = model::ExtremeValues::Smallest;

const char* stateName(Smallest state) {
    switch (state) {
        case Smallest::Converged:
            return "converged";
        case Smallest::Negligible:
            return "negligible";
        case Smallest::NotConverged:
            break;
    }
    return "not_converged";
}

const char* stateText(Smallest state) {
    switch (state) {
        case Smallest::Converged:
            return "converged";
        case Smallest::Negligible:
            return "an upper bound: numerically 0";
        case Smallest::NotConverged:
            break;
    }
    return "an upper bound: not converged";
}

class PaddedMeasure : public Measure {
public:
    void addOptions(Verb inspect) override {
        inspect
            .option("--operator", boundary_,
                    "zero: also measure the extreme singular values of the zero-padded operators (seconds to a minute "
                    "per layer)")
            .oneOf({"circular", "zero"});
    }
    bool requested() const override { return boundary_ == "zero"; }
    std::string option() const override { return "--operator zero"; }

    void run(const MeasureInput& input) override {
        StepCounter counter("zero-padded operators");
        for (const auto& layer : input.loaded.network->convolutions()) {
            counter.show(layer.plan->name);
            const auto extremes = model::paddedExtremes(layer, input.stop);
            if (input.stop.stop_requested())
                break;
            names_.push_back(layer.plan->name);
            padded_.push_back(extremes);
        }
    }

    void print(std::ostream& out) const override {
        if (padded_.empty())
            return;
        out << "\nZero-padded operators: extreme singular values (iterative)\n\n";
        Table table({"layer", "sigma min", "error", "sigma max", "error", "products", "sigma min is"});
        for (std::size_t i = 0; i < padded_.size(); ++i) {
            const model::ExtremeValues& p = padded_[i];
            table.add({names_[i], significant(p.smallest, 6), significant(p.smallestError, 1),
                       significant(p.largest, 6) + (p.largestConverged ? "" : " (not converged)"),
                       significant(p.largestError, 1), grouped(p.products), stateText(p.smallestState)});
        }
        table.print(out);
    }

    void addTo(nlohmann::ordered_json& answer) const override {
        for (std::size_t i = 0; i < padded_.size(); ++i) {
            const model::ExtremeValues& p = padded_[i];
            answer["layers"][i]["zero_padded"] = {{"sigma_min", p.smallest},
                                                  {"sigma_min_error", p.smallestError},
                                                  {"sigma_min_state", stateName(p.smallestState)},
                                                  {"sigma_max", p.largest},
                                                  {"sigma_max_error", p.largestError},
                                                  {"sigma_max_converged", p.largestConverged},
                                                  {"products", p.products}};
        }
    }

private:
    std::string boundary_ = "circular";
    std::vector<std::string> names_;  // of the layers measured, the first ones in order
    std::vector<model::ExtremeValues> padded_;
};

}  // namespace

std::unique_ptr<Measure> makePaddedMeasure() {
    return std::make_unique<PaddedMeasure>();
}

}  // namespace isonet::cli
