#include "app/cli/PlainWeights.h"

#include <charconv>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <system_error>

#include "app/cli/Sources.h"
#include "model/base/ShownText.h"
#include "model/interop/ShardIndex.h"
#include "model/interop/StateDict.h"
#include "model/layers/RandomNumbers.h"
#include "training/telemetry/RunReading.h"

namespace isonet::cli {

namespace {

namespace fs = std::filesystem;

constexpr int mostPixels = 4096;  // of a grid

// A whole number from 1 to `most`; 0 if the text is anything else.
int countOf(std::string_view text, int most) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && value >= 1 && value <= most ? value : 0;
}

std::map<std::string, int> assignments(const std::string& option, const std::vector<std::string>& given) {
    constexpr int most = 1 << 20;
    std::map<std::string, int> result;
    for (const std::string& text : given) {
        const auto equal = text.rfind('=');
        const int value = equal == std::string::npos ? 0 : countOf(std::string_view(text).substr(equal + 1), most);
        if (value == 0 || equal == 0)
            throw std::invalid_argument(option + ": '" + text +
                                        "' is not accepted; use NAME=NUMBER, for example layer2.0.conv1=2");
        result[text.substr(0, equal)] = value;
    }
    return result;
}

}  // namespace

std::optional<interop::ImportedWeights> plainWeights(const std::string& source, const std::string& key) {
    std::error_code error;
    const fs::path path = source;
    if (!fs::exists(path, error))
        return std::nullopt;
    if (fs::is_directory(path, error) && (telemetry::isRun(path) || !interop::weightsInFolder(path)))
        return std::nullopt;
    if (const std::string extension = path.extension().string(); extension == ".yaml" || extension == ".yml")
        return std::nullopt;
    auto weights = interop::importWeights(path, key);
    if (weights.report.hasConfiguration)
        return std::nullopt;
    return weights;
}

interop::LayerChoices layerChoices(const PlainOptions& options) {
    interop::LayerChoices choices;
    choices.strides = assignments("--strides", options.strides);
    choices.groups = assignments("--groups", options.groups);
    if (!options.grid.empty()) {
        const auto cross = options.grid.find('x');
        const std::string_view text = options.grid;
        const int height = countOf(text.substr(0, cross), mostPixels);
        const int width = cross == std::string::npos ? height : countOf(text.substr(cross + 1), mostPixels);
        if (height == 0 || width == 0)
            throw std::invalid_argument("--grid: '" + options.grid + "' is not accepted; use HxW from 1x1 to " +
                                        std::to_string(mostPixels) + "x" + std::to_string(mostPixels));
        choices.grid = spec::Shape3{0, height, width};
    }
    return choices;
}

training::LoadedNetwork loadPlain(const std::string& file, interop::ImportedWeights weights,
                                  const config::RunConfig& config, const std::string& described) {
    training::LoadedNetwork loaded;
    loaded.config = config;
    {
        const model::OwnRandomNumbers random(0);  // overwritten by the weights
        loaded.network = model::Network(config::networkSpec(config));
    }
    interop::fitNames(weights, *loaded.network);
    interop::loadStateDict(loaded.network, weights.tensors, file,
                           described + " describes " + networkTitle(config) +
                               "; --config must be the configuration of the network that these weights belong to.");
    printNotes(file, weights.report);
    return loaded;
}

void printNotes(const std::string& file, const interop::ImportReport& report) {
    for (const std::string& note : report.notes("--weights"))
        std::cerr << "isonet: " << base::shownName(file) << ": " << base::shownText(note) << '\n';
}

}  // namespace isonet::cli
