// inspect --activations: how well nonlinearities and convolutions preserve inner products of images and gradients.
#include "model/isometry/SignalMeasure.h"

#include <optional>
#include <ostream>

#include "app/cli/StepCounter.h"
#include "app/cli/Table.h"
#include "app/cli/measures/Measure.h"
#include "model/isometry/SignalReport.h"

namespace isonet::cli {
namespace {

using Cells = std::vector<std::string>;

nlohmann::ordered_json passageJson(const model::Passage& passage) {
    return {{"before", finiteNumber(passage.before)},
            {"after", finiteNumber(passage.after)},
            {"gain", finiteNumber(passage.gain())},
            {"deviation", finiteNumber(passage.deviation)}};
}

Cells passageCells(const model::Passage& p) {
    return {significant(p.before), significant(p.after), significant(p.gain(), 3), significant(p.deviation, 3)};
}

Cells append(Cells to, const Cells& more) {
    to.insert(to.end(), more.begin(), more.end());
    return to;
}

class SignalMeasure : public Measure {
public:
    void addOptions(Verb inspect) override {
        inspect.flag("--activations", requested_,
                     "Also measure how well nonlinearities and convolutions preserve inner products of images and of "
                     "gradients, and the norms of both by depth");
    }
    bool requested() const override { return requested_; }
    std::string option() const override { return "--activations"; }
    int defaultImages() const override { return 16; }

    void run(const MeasureInput& input) override {
        const auto batch = input.images();
        StepCounter counter("activations");
        model::SignalOptions options;
        options.labels = batch.labels;
        options.stop = input.stop;
        options.progress = [&](int done, int all) { counter.show(done, all); };
        report_ = model::measureSignals(input.loaded.network, batch.images, options);
    }

    void print(std::ostream& out) const override {
        if (!report_)
            return;
        const model::SignalReport& report = *report_;
        out << "\nSignals and gradients of " << report.images << (report.images == 1 ? " image" : " images")
            << ": norm at the images " << significant(report.imageNorm) << ", at the logits "
            << significant(report.logitsNorm) << "; gradient at the logits " << significant(report.logitsGradient)
            << ", at the images " << significant(report.imageGradient)
            << "\nNorms are root mean squares over the images. A deviation is ||K' - K|| / ||K||, where K and K' are "
               "the "
               "images' inner products before and after; it is 0 for an isometry. A x is without the convolution's "
               "bias.\n\n";
        Table activations({"activation", "|y|", "|phi(y)|", "gain", "deviation", "|g|", "|D g|", "gain", "deviation",
                           "D^2 mean", "|D*D - I|"});
        for (const auto& layer : report.activations)
            activations.add(
                append(append({layer.name}, append(passageCells(layer.forward), passageCells(layer.backward))),
                       {fixed(layer.maskEnergy, 4), fixed(layer.maskDeviation, 4)}));
        activations.print(out);
        out << '\n';
        Table convolutions({"convolution", "|x|", "|A x|", "gain", "deviation", "|g|", "|A* g|", "gain", "deviation"});
        for (const auto& layer : report.convolutions)
            convolutions.add(append({layer.name}, append(passageCells(layer.forward), passageCells(layer.backward))));
        convolutions.print(out);
    }

    void addTo(nlohmann::ordered_json& answer) const override {
        if (!report_)
            return;
        const model::SignalReport& report = *report_;
        nlohmann::ordered_json json{{"images", report.images},
                                    {"image_norm", finiteNumber(report.imageNorm)},
                                    {"logits_norm", finiteNumber(report.logitsNorm)},
                                    {"logits_gradient", finiteNumber(report.logitsGradient)},
                                    {"image_gradient", finiteNumber(report.imageGradient)}};
        auto activations = nlohmann::ordered_json::array(), convolutions = activations;
        for (const auto& layer : report.activations)
            activations.push_back({{"name", layer.name},
                                   {"shape", {layer.channels, layer.height, layer.width}},
                                   {"forward", passageJson(layer.forward)},
                                   {"backward", passageJson(layer.backward)},
                                   {"mask_energy", finiteNumber(layer.maskEnergy)},
                                   {"mask_deviation", finiteNumber(layer.maskDeviation)}});
        for (const auto& layer : report.convolutions)
            convolutions.push_back({{"name", layer.name},
                                    {"forward", passageJson(layer.forward)},
                                    {"backward", passageJson(layer.backward)}});
        json["activations"] = std::move(activations);
        json["convolutions"] = std::move(convolutions);
        answer["signals"] = std::move(json);
    }

private:
    bool requested_ = false;
    std::optional<model::SignalReport> report_;
};

}  // namespace

std::unique_ptr<Measure> makeSignalMeasure() {
    return std::make_unique<SignalMeasure>();
}

}  // namespace isonet::cli
