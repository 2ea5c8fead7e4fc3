// inspect --bounds: one-sided bounds on every layer's largest singular value next to the exact one, and the network's
// Lipschitz bound.
#include <optional>
#include <ostream>

#include "app/cli/StepCounter.h"
#include "app/cli/Table.h"
#include "app/cli/measures/Measure.h"
#include "model/isometry/LipschitzBound.h"
#include "model/isometry/NormBounds.h"
#include "model/isometry/Spectrum.h"

namespace isonet::cli {
namespace {

class BoundsMeasure : public Measure {
public:
    void addOptions(Verb inspect) override {
        inspect.flag("--bounds", requested_,
                     "Also bound the largest singular value of every layer and the Lipschitz constant of the network");
    }
    bool requested() const override { return requested_; }
    std::string option() const override { return "--bounds"; }

    void run(const MeasureInput& input) override {
        bound_ = model::lipschitzBound(input.loaded.network);
        StepCounter counter("bounds");
        for (const auto& layer : input.loaded.network->convolutions()) {
            const spec::ConvolutionPlan& plan = *layer.plan;
            counter.show(plan.name);
            const at::Tensor kernel = model::appliedKernel(layer);
            const at::Tensor values =
                model::singularValues(kernel, bound_->layers[exact_.size()].grid, {.stop = input.stop});
            if (!values.defined()) {  // stopped
                bound_.reset();
                return;
            }
            exact_.push_back(values[0].item<double>());
            tensor_.push_back(
                plan.circular() ? 0 : model::tensorNormBound(kernel, {plan.stride, plan.groups, plan.dilation}));
        }
    }

    void print(std::ostream& out) const override {
        if (!bound_)
            return;
        out << "\nBounds on sigma max: for zero padding (Delattre 2024, up to 4 rounds), by the circular operator on "
               "the grid enlarged by the kernel's reach (Delattre 2023, 6 rounds), and from the kernel's tensor "
               "(Grishina 2024, an estimate of a bound). Exact: that circular operator, which the zero-padded one is "
               "a part of; for circular layers, on their own grid.\n\n";
        Table table({"layer", "exact", "padded", "circular", "tensor", "used", "used / exact"});
        for (std::size_t i = 0; i < bound_->layers.size(); ++i) {
            const model::LayerBound& layer = bound_->layers[i];
            if (i < exact_.size())
                table.add({layer.name, significant(exact_[i], 6), layer.padded > 0 ? significant(layer.padded, 6) : "-",
                           significant(layer.circular, 6), tensor_[i] > 0 ? significant(tensor_[i], 6) : "-",
                           significant(layer.used, 6), exact_[i] > 0 ? fixed(layer.used / exact_[i], 4) : "-"});
            else
                table.add(
                    {layer.name, significant(layer.used, 6), "-", "-", "-", significant(layer.used, 6), "1.0000"});
        }
        table.print(out);
        out << "\nLipschitz bound of the network, from its input to the logits: ";
        if (bound_->unbounded.empty())
            out << significant(bound_->network, 6) << '\n';
        else
            out << "none, because the normalization " << bound_->unbounded << " has no useful one\n";
    }

    void addTo(nlohmann::ordered_json& answer) const override {
        if (!bound_)
            return;
        auto rows = nlohmann::ordered_json::array();
        for (std::size_t i = 0; i < bound_->layers.size(); ++i) {
            const model::LayerBound& layer = bound_->layers[i];
            nlohmann::ordered_json row{{"name", layer.name}, {"used", finiteNumber(layer.used)}};
            if (i < exact_.size()) {
                row["exact"] = finiteNumber(exact_[i]);
                row["padded"] = finiteNumber(layer.padded);
                row["circular"] = finiteNumber(layer.circular);
                row["tensor"] = finiteNumber(tensor_[i]);
            }
            rows.push_back(std::move(row));
        }
        answer["bounds"] = {{"layers", rows}, {"lipschitz", finiteNumber(bound_->network)}};
    }

private:
    bool requested_ = false;
    std::optional<model::LipschitzBound> bound_;
    std::vector<double> exact_, tensor_;  // of the convolutions, the first layers; tensor 0: none
};

}  // namespace

std::unique_ptr<Measure> makeBoundsMeasure() {
    return std::make_unique<BoundsMeasure>();
}

}  // namespace isonet::cli
