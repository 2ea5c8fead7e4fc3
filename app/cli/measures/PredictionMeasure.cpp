// inspect --predicted: length and cosine of signals by depth as kernel theory predicts them for the network as
// initialized.
#include <optional>
#include <ostream>

#include "app/cli/Table.h"
#include "app/cli/measures/Measure.h"
#include "model/spec/SignalPrediction.h"

namespace isonet::cli {
namespace {

class PredictionMeasure : public Measure {
public:
    void addOptions(Verb inspect) override {
        inspect.flag("--predicted", requested_,
                     "Also predict the norm of signals and the cosine of two images by depth for the network as "
                     "initialized (kernel maps)");
        inspect.option("--cosine", cosine_, "Cosine of the two images for --predicted (0)").within(-1.0, 1.0);
    }
    bool requested() const override { return requested_; }
    std::string option() const override { return "--predicted"; }

    void run(const MeasureInput& input) override {
        const spec::ModelSpec& spec = input.loaded.network->spec();
        prediction_ = spec::predictSignals(input.loaded.network->plan(), spec, cosine_);
    }

    void print(std::ostream& out) const override {
        if (!prediction_)
            return;
        out << "\nPredicted at initialization: norm at the images " << significant(prediction_->imageNorm)
            << "; cosine of two images that start at " << significant(cosine_, 3)
            << "; slope: how fast nearly equal images separate (above 1) or merge (below 1).\n\n";
        Table table({"activation", "|x|", "cosine", "slope"});
        for (const auto& each : prediction_->activations)
            table.add(
                {each.layer, significant(each.norm()), fixed(each.state.cosine, 4), significant(each.state.slope, 4)});
        table.print(out);
    }

    void addTo(nlohmann::ordered_json& answer) const override {
        if (!prediction_)
            return;
        auto rows = nlohmann::ordered_json::array();
        for (const auto& each : prediction_->activations)
            rows.push_back({{"name", each.layer},
                            {"norm", finiteNumber(each.norm())},
                            {"mean_square", finiteNumber(each.state.meanSquare)},
                            {"cosine", finiteNumber(each.state.cosine)},
                            {"slope", finiteNumber(each.state.slope)}});
        answer["predicted"] = {
            {"image_norm", prediction_->imageNorm}, {"image_cosine", cosine_}, {"activations", rows}};
    }

private:
    bool requested_ = false;
    double cosine_ = 0;
    std::optional<spec::SignalPrediction> prediction_;
};

}  // namespace

std::unique_ptr<Measure> makePredictionMeasure() {
    return std::make_unique<PredictionMeasure>();
}

}  // namespace isonet::cli
