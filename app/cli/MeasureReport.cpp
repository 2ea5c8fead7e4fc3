#include <algorithm>
#include <cmath>
#include <numeric>
#include <ostream>

#include "app/cli/Report.h"
#include "app/cli/Table.h"

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

// JSON has no infinity.
nlohmann::ordered_json number(double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json passageJson(const model::Passage& passage) {
    return {{"before", number(passage.before)},
            {"after", number(passage.after)},
            {"gain", number(passage.gain())},
            {"deviation", number(passage.deviation)}};
}

}  // namespace

void printPadded(std::ostream& out, const std::vector<model::LayerReport>& layers,
                 const std::vector<model::ExtremeValues>& padded) {
    out << "Zero-padded operators: extreme singular values by iteration\n\n";
    Table table({"layer", "sigma min", "error", "sigma max", "error", "products", "sigma min is"});
    for (std::size_t i = 0; i < padded.size(); ++i) {
        const model::ExtremeValues& p = padded[i];
        const char* words = p.smallestState == Smallest::Converged    ? "converged"
                            : p.smallestState == Smallest::Negligible ? "an upper bound: as good as 0"
                                                                      : "an upper bound: not converged";
        table.add({layers[i].name, significant(p.smallest, 6), significant(p.smallestError, 1),
                   significant(p.largest, 6) + (p.largestConverged ? "" : " (not converged)"),
                   significant(p.largestError, 1), grouped(p.products), words});
    }
    table.print(out);
}

nlohmann::ordered_json toJson(const model::ExtremeValues& p) {
    return {{"sigma_min", p.smallest},
            {"sigma_min_error", p.smallestError},
            {"sigma_min_state", stateName(p.smallestState)},
            {"sigma_max", p.largest},
            {"sigma_max_error", p.largestError},
            {"sigma_max_converged", p.largestConverged},
            {"products", p.products}};
}

void printSignals(std::ostream& out, const model::SignalReport& report) {
    out << "Signals and gradients of " << report.images << (report.images == 1 ? " image" : " images")
        << ": norm at the images " << significant(report.imageNorm) << ", at the logits "
        << significant(report.logitsNorm) << "; gradient at the logits " << significant(report.logitsGradient)
        << ", at the images " << significant(report.imageGradient)
        << "\nNorms are the root of the mean over images; a deviation is ||K' - K|| / ||K|| of the images' inner "
           "products before and after, 0 for an isometry.\n\n";
    const auto row = [](const model::Passage& p) {
        return std::vector<std::string>{significant(p.before), significant(p.after), significant(p.gain(), 3),
                                        significant(p.deviation, 3)};
    };
    const auto append = [](std::vector<std::string> to, const std::vector<std::string>& more) {
        to.insert(to.end(), more.begin(), more.end());
        return to;
    };
    Table activations({"activation", "|y|", "|phi(y)|", "gain", "deviation", "|g|", "|D g|", "gain", "deviation",
                       "D^2 mean", "|D*D - I|"});
    for (const auto& layer : report.activations)
        activations.add(append(append({layer.name}, append(row(layer.forward), row(layer.backward))),
                               {fixed(layer.maskEnergy, 4), fixed(layer.maskDeviation, 4)}));
    activations.print(out);
    out << '\n';
    Table convolutions({"convolution", "|x|", "|A x|", "gain", "deviation", "|g|", "|A* g|", "gain", "deviation"});
    for (const auto& layer : report.convolutions)
        convolutions.add(append({layer.name}, append(row(layer.forward), row(layer.backward))));
    convolutions.print(out);
}

nlohmann::ordered_json toJson(const model::SignalReport& report) {
    nlohmann::ordered_json answer{{"images", report.images},
                                  {"image_norm", number(report.imageNorm)},
                                  {"logits_norm", number(report.logitsNorm)},
                                  {"logits_gradient", number(report.logitsGradient)},
                                  {"image_gradient", number(report.imageGradient)}};
    auto activations = nlohmann::ordered_json::array(), convolutions = activations;
    for (const auto& layer : report.activations)
        activations.push_back({{"name", layer.name},
                               {"shape", {layer.channels, layer.height, layer.width}},
                               {"forward", passageJson(layer.forward)},
                               {"backward", passageJson(layer.backward)},
                               {"mask_energy", number(layer.maskEnergy)},
                               {"mask_deviation", number(layer.maskDeviation)}});
    for (const auto& layer : report.convolutions)
        convolutions.push_back(
            {{"name", layer.name}, {"forward", passageJson(layer.forward)}, {"backward", passageJson(layer.backward)}});
    answer["activations"] = std::move(activations);
    answer["convolutions"] = std::move(convolutions);
    return answer;
}

void printJacobians(std::ostream& out, const std::vector<model::JacobianReport>& reports) {
    for (std::size_t i = 0; i < reports.size(); ++i) {
        const model::JacobianReport& report = reports[i];
        out << "image " << i << ": ";
        if (report.values.empty()) {
            out << "the network gives no finite numbers\n";
            continue;
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
}

nlohmann::ordered_json toJson(const std::vector<model::JacobianReport>& reports) {
    auto rows = nlohmann::ordered_json::array();
    for (const auto& report : reports)
        rows.push_back({{"rows", report.rows},
                        {"columns", report.columns},
                        {"complete", report.complete},
                        {"converged", report.converged},
                        {"values", report.values},
                        {"errors", report.errors}});
    return rows;
}

}  // namespace isonet::cli
