#include "app/cli/RobustnessReport.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>
#include <stdexcept>
#include <string_view>

#include "app/cli/Table.h"
#include "app/cli/measures/Measure.h"
#include "model/base/NumberText.h"

namespace isonet::cli {
namespace {

// "36/255" or "0.14".
double radius(const std::string& text) {
    const auto number = [](std::string_view part) {
        double value = std::nan("");
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
        return error == std::errc() && end == part.data() + part.size() ? value : std::nan("");
    };
    const std::size_t slash = text.find('/');
    const double divisor = slash == std::string::npos ? 1.0 : number(std::string_view(text).substr(slash + 1));
    const double value = number(std::string_view(text).substr(0, slash)) / divisor;
    if (!(value > 0 && std::isfinite(value)))
        throw std::invalid_argument("--radius is " + text + "; accepted: a positive number or fraction, e.g. 36/255");
    return value;
}

}  // namespace

void RobustnessChoice::addOptions(Verb eval) {
    eval.flag("--certified", certified_,
              "Also report the accuracy that no perturbation of a given Euclidean norm can lower, by a bound on the "
              "network's Lipschitz constant");
    eval.flag("--attack", attack_, "Also report the accuracy under projected gradient descent of the same norms");
    eval.option("--radius", radii_, "Norms for --certified and --attack, pixels from 0 to 1 (36/255 72/255 108/255 1)");
    eval.option("--attack-steps", steps_, "Gradient steps of an attack (40)").within(1, 10000);
    eval.option("--restarts", restarts_, "Starting points of an attack (5)").within(1, 1000);
}

training::RobustnessOptions RobustnessChoice::options() const {
    training::RobustnessOptions options;
    options.attack = attack_;
    options.steps = steps_;
    options.restarts = restarts_;
    if (!radii_.empty())
        options.radii.clear();
    for (const std::string& text : radii_)
        options.radii.push_back(radius(text));
    return options;
}

void print(std::ostream& out, const training::RobustnessResult& result, const std::vector<double>& radii) {
    out << "\nRobust accuracy of " << grouped(result.images) << " images, top-1 " << fixed(result.clean, 2)
        << " %; Lipschitz bound from pixels to logits " << significant(result.lipschitz, 6)
        << (std::isfinite(result.lipschitz) ? "" : " (a normalization has none, so nothing is certified)") << "\n\n";
    std::vector<std::string> header{"radius", "certified %"};
    if (!result.attacked.empty())
        header.push_back("attacked %");
    Table table(header);
    for (std::size_t i = 0; i < radii.size() && i < result.certified.size(); ++i) {
        std::vector<std::string> row{significant(radii[i], 4), fixed(result.certified[i], 2)};
        if (!result.attacked.empty())
            row.push_back(fixed(result.attacked[i], 2));
        table.add(row);
    }
    table.print(out);
}

nlohmann::ordered_json robustnessJson(const training::RobustnessResult& result, const std::vector<double>& radii) {
    nlohmann::ordered_json answer{
        {"lipschitz", finiteNumber(result.lipschitz)}, {"radii", radii}, {"certified", result.certified}};
    if (!result.attacked.empty())
        answer["attacked"] = result.attacked;
    return answer;
}

}  // namespace isonet::cli
