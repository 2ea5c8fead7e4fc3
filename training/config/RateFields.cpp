#include "training/config/RateFields.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "training/config/FieldFormats.h"
#include "training/config/FieldValues.h"

namespace isonet::config {
namespace {

constexpr const char* acceptedRates =
    "a map from stages and blocks to factors of the learning rate, such as {stem: 0.1, s1: 0.1}";

std::vector<Refusal> readRates(const std::string& text, std::vector<LayerRate>& rates) {
    YAML::Node map;
    try {
        map = YAML::Load(text);
    } catch (const YAML::Exception& error) {
        return {{"'" + text + "' is not valid YAML: " + error.msg + "; accepted: " + acceptedRates}};
    }
    if (map.IsNull())
        return {};
    if (!map.IsMap())
        return {{describe(map) + " is invalid; accepted: " + acceptedRates}};
    std::vector<Refusal> refusals;
    for (const auto& pair : map) {
        LayerRate rate;
        rate.layers = pair.first.IsScalar() ? pair.first.Scalar() : "";
        if (rate.layers.empty())
            refusals.push_back({"the name of a stage or block is missing; accepted: " + std::string(acceptedRates)});
        else if (!pair.second.IsScalar() || !parseNumber(pair.second.Scalar(), rate.factor))
            refusals.push_back({describe(pair.second) + " is invalid; accepted: a number", -1, rate.layers});
        else if (std::ranges::find(rates, rate.layers, &LayerRate::layers) != rates.end())
            refusals.push_back({"duplicate name; accepted: once", -1, rate.layers});
        else
            rates.push_back(std::move(rate));
    }
    return refusals;
}

}  // namespace

Field layerRatesField(std::vector<LayerRate>& rates) {
    Field field = namedField("optimizer", "layer_rates", acceptedRates);
    field.maps = field.mayBeEmpty = true;
    field.assign = [&rates](std::span<const std::string> items) {
        std::vector<LayerRate> read;
        if (items.size() != 1 || !readRates(items.front(), read).empty())
            return false;
        rates = std::move(read);
        return true;
    };
    field.refusals = [](std::span<const std::string> items) {
        std::vector<LayerRate> read;
        return items.size() == 1 ? readRates(items.front(), read) : std::vector<Refusal>();
    };
    field.text = field.yaml = [&rates] {
        std::string text;
        for (const LayerRate& rate : rates)
            text += (text.empty() ? "" : ", ") + quoted(rate.layers) + ": " + base::yamlNumber(rate.factor);
        return "{" + text + "}";
    };
    field.omitted = [&rates] { return rates.empty(); };
    return field;
}

}  // namespace isonet::config
