// inspect --jacobian: singular values of the network's input-output Jacobian.
#include <algorithm>
#include <numeric>
#include <optional>
#include <ostream>

#include "app/cli/StepCounter.h"
#include "app/cli/Table.h"
#include "app/cli/measures/Measure.h"
#include "model/isometry/JacobianReport.h"
#include "model/isometry/JacobianSpectrum.h"

namespace isonet::cli {
namespace {

void printReport(std::ostream& out, const model::JacobianReport& report) {
    if (report.values.empty()) {
        out << "the network's output is not finite\n";
        return;
    }
    if (report.complete)
        out << "all " << report.values.size() << " singular values, mean "
            << significant(std::accumulate(report.values.begin(), report.values.end(), 0.0) /
                           static_cast<double>(report.values.size()))
            << ", smallest " << significant(report.values.back());
    else
        out << "the " << report.values.size() << " largest singular values"
            << (report.converged ? "" : ", NOT converged");
    out << ":\n ";
    constexpr std::size_t most = 20;
    for (std::size_t k = 0; k < std::min(report.values.size(), most); ++k)
        out << ' ' << significant(report.values[k]);
    out << (report.values.size() > most ? " ...\n" : "\n");
}

class JacobianMeasure : public Measure {
public:
    void addOptions(Verb inspect) override {
        inspect_ = inspect;
        inspect
            .option("--jacobian", output_,
                    "Also measure the singular values of the Jacobian from the image to the logits or the last "
                    "features")
            .oneOf({"logits", "features"})
            .valueOptional("logits");
        inspect.option("--values", values_, "Number of leading values of a Jacobian that does not fit in memory (10)")
            .within(1, 1000);
    }
    bool requested() const override { return inspect_->given("--jacobian"); }
    std::string option() const override { return "--jacobian"; }
    int defaultImages() const override { return 1; }

    void run(const MeasureInput& input) override {
        const auto batch = input.images();
        StepCounter counter("Jacobian");
        model::JacobianOptions options;
        options.output = output() == "features" ? model::JacobianOutput::Features : model::JacobianOutput::Logits;
        options.values = values_;
        options.stop = input.stop;
        options.progress = [&](int image, int step) {
            counter.show("image " + std::to_string(image) + ", step " + std::to_string(step));
        };
        reports_ = model::jacobianSpectra(input.loaded.network, batch.images, options);
    }

    void print(std::ostream& out) const override {
        if (reports_.empty())
            return;
        out << "\nJacobian of the " << output() << " with respect to the image, " << reports_.front().rows << " x "
            << reports_.front().columns << '\n';
        for (std::size_t i = 0; i < reports_.size(); ++i) {
            out << "image " << i << ": ";
            printReport(out, reports_[i]);
        }
    }

    void addTo(nlohmann::ordered_json& answer) const override {
        if (reports_.empty())
            return;
        auto rows = nlohmann::ordered_json::array();
        for (const auto& report : reports_)
            rows.push_back({{"rows", report.rows},
                            {"columns", report.columns},
                            {"complete", report.complete},
                            {"converged", report.converged},
                            {"values", report.values},
                            {"errors", report.errors}});
        answer["jacobian"] = {{"output", output()}, {"images", std::move(rows)}};
    }

private:
    std::string output() const { return output_.empty() ? "logits" : output_; }

    std::optional<Verb> inspect_;
    std::string output_;
    int values_ = 10;
    std::vector<model::JacobianReport> reports_;
};

}  // namespace

std::unique_ptr<Measure> makeJacobianMeasure() {
    return std::make_unique<JacobianMeasure>();
}

}  // namespace isonet::cli
