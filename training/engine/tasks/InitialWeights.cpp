#include "training/engine/tasks/InitialWeights.h"

#include <algorithm>
#include <array>
#include <system_error>

#include "model/base/DataError.h"
#include "model/base/NotFound.h"
#include "model/base/Sha256.h"
#include "model/interop/StateDict.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view backbonePrefix = "backbone.", headPrefix = "head.";

bool isOfHead(const std::string& text) {
    return text.starts_with(headPrefix);
}

// Whether weights and network differ, but in the head only.
bool onlyHeadDiffers(const model::Network& network, const interop::StateDict& state) {
    const auto difference = interop::compare(*network, state);
    return !difference.empty() && std::ranges::all_of(difference.missing, isOfHead) &&
           std::ranges::all_of(difference.unexpected, isOfHead) && std::ranges::all_of(difference.mismatched, isOfHead);
}

// The one place where the layout of a file matters.
interop::StateDict tensorsIn(const fs::path& file) {
    interop::StateDict state = interop::readWeights(file);
    const bool detector = std::ranges::any_of(state, [](const auto& e) { return e.first.starts_with(backbonePrefix); });
    if (!detector)
        return state;
    std::erase_if(state, [](const auto& entry) { return !entry.first.starts_with(backbonePrefix); });
    for (auto& [name, tensor] : state)
        name.erase(0, backbonePrefix.size());
    return state;
}

}  // namespace

fs::path checkpointOf(const std::string& source, bool preferLatest) {
    const fs::path path = source;
    std::error_code error;
    if (const std::string why = base::whyNotFound(path, "does not exist"); !why.empty())
        throw DataError(source + " " + why + ".");
    if (!fs::is_directory(path, error))
        return path;
    const fs::path best = path / "checkpoints" / "best.pt", latest = path / "checkpoints" / "latest.pt";
    for (const fs::path& file : preferLatest ? std::array{latest, best} : std::array{best, latest})
        if (base::whyNotFound(file) != "is missing")
            return file;
    throw DataError(source + " has no checkpoint (checkpoints/best.pt or latest.pt). Train it first.");
}

NetworkWeights readNetworkWeights(const std::string& source, const std::string& accepted) {
    try {
        const fs::path file = checkpointOf(source, false);
        try {
            return {{fs::absolute(file).lexically_normal().string(), base::sha256Of(file)}, tensorsIn(file)};
        } catch (const std::system_error& error) {
            throw DataError(file.string() + " cannot be read: " + error.code().message() + ".");
        }
    } catch (const interop::FormatError& error) {
        throw DataError(std::string(error.what()) + "\n" + accepted);
    } catch (const DataError& error) {
        throw DataError(std::string(error.what()) + "\n" + accepted);
    }
}

void loadWeights(model::Network& network, const NetworkWeights& weights, bool keepHead, const std::string& remedy) {
    interop::StateDict state = weights.state;
    if (keepHead) {
        std::erase_if(state, [](const auto& entry) { return isOfHead(entry.first); });
        for (const auto& [name, tensor] : interop::stateDict(network))
            if (isOfHead(name))
                state.emplace_back(name, tensor);
    }
    try {
        interop::loadStateDict(network, state, weights.origin.file, remedy);
    } catch (const interop::FormatError& error) {
        throw DataError(error.what());
    }
}

WeightsOrigin loadInitialWeights(model::Network& network, const config::FineTuningConfig& config) {
    const NetworkWeights weights =
        readNetworkWeights(config.weights,
                           "Set model.weights to a run, one of its checkpoints, or weights converted with isonet "
                           "import.");
    const bool other = !config.newHead && onlyHeadDiffers(network, weights.state);
    loadWeights(network, weights, config.newHead,
                other ? "Only the head differs. Set model.new_head to true (--set model.new_head=true) to load all "
                        "other layers and to initialize the head."
                      : "The network of this run is " + spec::networkName(network->spec()) +
                            ": set model.weights to a checkpoint of that network, or change the model keys to match "
                            "the checkpoint.");
    return weights.origin;
}

}  // namespace isonet::training
