#include "model/interop/ImportedWeights.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "model/base/NotFound.h"
#include "model/base/Suggestion.h"
#include "model/interop/ForeignNames.h"
#include "model/interop/InputFile.h"
#include "model/interop/Safetensors.h"
#include "model/interop/ShardIndex.h"
#include "model/interop/Text.h"
#include "model/interop/WeightSets.h"

namespace isonet::interop {

namespace {

using NameSet = std::unordered_set<std::string>;

constexpr std::array<std::string_view, 4> prefixes = {"module.", "model.", "net.", "backbone."};
// NameSet that only wrappers of modules have: torch.compile, FullyShardedDataParallel, activation checkpointing.
constexpr std::array<std::string_view, 3> wrappers = {"_orig_mod.", "_fsdp_wrapped_module.",
                                                      "_checkpoint_wrapped_module."};
constexpr const char* averagedSteps = "n_averaged";  // torch.optim.swa_utils.AveragedModel's counter

std::string setName(const std::string& key) {
    return key == wholeFile ? "the entries of the file itself" : quote(key);
}

std::string listOf(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

bool isBatchCounter(const std::string& name) {
    return name == "num_batches_tracked" || name.ends_with(".num_batches_tracked");
}

// The file's content as a tree: one more set for formats without wrappers.
Value contentOf(const std::filesystem::path& path) {
    std::error_code error;
    std::filesystem::path file = path;
    if (std::filesystem::is_directory(path, error)) {
        if (const std::string why = base::whyNotFound(path); !why.empty())
            throw FormatError(path.string() + " " + why);
        const auto inside = weightsInFolder(path);
        if (!inside)
            throw FormatError(path.string() +
                              ": a folder without weights; accepted in it: model.safetensors, "
                              "pytorch_model.bin, or the index of either (.index.json)");
        file = *inside;
    }
    const InputFile input(file);
    if (isShardIndex(input))
        return toValue(readShards(file));
    return isSafetensorsFile(input) ? toValue(readSafetensors(file)) : readTorchFile(file);
}

// Removes what wrappers of modules put anywhere in a name.
std::string unwrapped(std::string name, NameSet& removed) {
    for (const std::string_view wrapper : wrappers)
        for (auto at = name.find(wrapper); at != std::string::npos; at = name.find(wrapper)) {
            if (at > 0 && name[at - 1] != '.')
                break;
            name.erase(at, wrapper.size());
            removed.insert(std::string(wrapper));
        }
    return name;
}

std::optional<std::string_view> commonPrefix(const StateDict& tensors) {
    for (const std::string_view prefix : prefixes)
        if (!tensors.empty() && std::ranges::all_of(tensors, [&](const auto& entry) {
                return entry.first.size() > prefix.size() && entry.first.starts_with(prefix);
            }))
            return prefix;
    return std::nullopt;
}

const FoundSet& choose(const std::vector<FoundSet>& sets, const std::string& key, bool zerosToo,
                       const std::string& source) {
    std::vector<std::string> names;
    std::vector<std::string_view> known;
    for (const FoundSet& set : sets) {
        names.push_back(set.summary.key == wholeFile ? quote(wholeFile) + " (" + setName(wholeFile) + ")"
                                                     : quote(set.summary.key));
        known.push_back(set.summary.key);
    }
    if (sets.empty())
        throw FormatError(source + ": no weights; expected a dict of tensors, such as a network's state_dict()");
    for (const FoundSet& set : sets)
        if (key.empty() ? zerosToo || !set.summary.zeros : set.summary.key == key)
            return set;
    if (key.empty())
        throw FormatError(source + ": all weights are 0 in " + listOf(names) +
                          "; choose a set by its name to import it anyway");
    throw FormatError(source + ": no set of weights is named " + quote(key) + base::didYouMean(key, known) +
                      "; sets: " + listOf(names));
}

void removePrefixes(ImportedWeights& weights, const std::string& source) {
    NameSet removed, names;
    for (auto& [name, tensor] : weights.tensors)
        name = unwrapped(std::move(name), removed);
    auto counter = std::ranges::find(weights.tensors, averagedSteps, &StateDict::value_type::first);
    if (counter != weights.tensors.end() && weights.tensors.size() > 1) {
        weights.report.skipped.push_back(std::string(averagedSteps) + " (a counter)");
        weights.tensors.erase(counter);
    }
    auto& list = weights.report.prefixes;
    for (const std::string_view wrapper : wrappers)
        if (removed.contains(std::string(wrapper)))
            list.emplace_back(wrapper);
    while (const auto prefix = commonPrefix(weights.tensors)) {
        for (auto& [name, tensor] : weights.tensors)
            name.erase(0, prefix->size());
        list.emplace_back(*prefix);
    }
    for (const auto& [name, tensor] : weights.tensors)
        if (!names.insert(name).second)
            throw FormatError(source + ": two entries are named " + quote(name) + " without the prefixes " +
                              listOf(list));
}

NameSet namesOf(const torch::nn::Module& network) {
    NameSet names;
    for (const auto& entry : network.named_parameters())
        names.insert(entry.key());
    for (const auto& entry : network.named_buffers())
        names.insert(entry.key());
    return names;
}

// Whether all of the network's names are there.
bool covers(const StateDict& tensors, const NameSet& wanted) {
    NameSet given;
    for (const auto& [name, tensor] : tensors)
        given.insert(name);
    return std::ranges::all_of(wanted,
                               [&](const std::string& name) { return isBatchCounter(name) || given.contains(name); });
}

StateDict renamed(const StateDict& tensors, const std::function<std::string(const std::string&)>& change) {
    StateDict result;
    for (const auto& [name, tensor] : tensors)
        result.emplace_back(change(name), tensor);
    return result;
}

// The same tensors with a ResNet's names translated; the layout's name, empty if there was nothing to translate.
std::pair<StateDict, std::string> translated(const StateDict& tensors) {
    std::string layout;
    StateDict result = renamed(tensors, [&](const std::string& name) {
        const auto published = publishedName(name);
        if (published && published->layout[0] != '\0')
            layout = published->layout;
        return published ? published->name : name;
    });
    return {std::move(result), std::move(layout)};
}

// Takes `tensors` if they have the network's names, as they are or translated.
bool fitsNetwork(ImportedWeights& weights, const StateDict& tensors, const NameSet& wanted) {
    if (covers(tensors, wanted)) {
        weights.tensors = tensors;
        return true;
    }
    auto [foreign, layout] = translated(tensors);
    if (layout.empty() || !covers(foreign, wanted))
        return false;
    weights.tensors = std::move(foreign);
    weights.report.layout = layout;
    return true;
}

// The chains of prefixes that some names start with: "model.", "model.module.".
std::vector<std::string> partialPrefixes(const StateDict& tensors) {
    std::vector<std::string> found;
    for (const auto& [name, tensor] : tensors) {
        std::string chain;
        for (bool more = true; more;) {
            more = false;
            for (const std::string_view prefix : prefixes)
                if (std::string_view(name).substr(chain.size()).starts_with(prefix)) {
                    chain += prefix;
                    if (std::ranges::find(found, chain) == found.end())
                        found.push_back(chain);
                    more = true;
                    break;
                }
        }
    }
    return found;
}

}  // namespace

std::vector<std::string> ImportReport::notes(const std::string& chooser) const {
    std::vector<std::string> lines;
    if (!others.empty()) {
        std::vector<std::string> names;
        for (const WeightSet& set : others)
            names.push_back(setName(set.key) + " (" + std::to_string(set.tensors) + " tensors" +
                            (set.zeros ? ", all weights 0)" : ")"));
        lines.push_back("took " + setName(taken.key) + " (" + std::to_string(taken.tensors) +
                        " tensors); the file also has " + listOf(names) + ", to be chosen with " + chooser);
    } else if (taken.key != wholeFile) {
        lines.push_back("took " + setName(taken.key) + " (" + std::to_string(taken.tensors) + " tensors)");
    }
    if (taken.zeros)
        lines.push_back("all weights in " + setName(taken.key) + " are 0");
    if (!taken.finite)
        lines.push_back("not all values are finite in " + setName(taken.key));
    if (!prefixes.empty())
        lines.push_back("removed from the names: " + listOf(prefixes));
    if (!layout.empty())
        lines.push_back("translated the names of " + layout + "'s ResNets");
    if (!skipped.empty()) {
        constexpr std::size_t named = 5;
        std::vector<std::string> some(skipped.begin(),
                                      skipped.begin() + static_cast<std::ptrdiff_t>(std::min(named, skipped.size())));
        if (skipped.size() > named)
            some.push_back(std::to_string(skipped.size() - named) + " more");
        lines.push_back("not imported: " + listOf(some));
    }
    return lines;
}

ImportedWeights importWeights(const std::filesystem::path& file, const std::string& key) {
    const Value content = contentOf(file);
    const auto sets = findWeightSets(content);
    ImportedWeights weights;
    const Value *net = content.find("net"), *config = content.find("config");
    weights.report.hasConfiguration =
        net && std::holds_alternative<Dict>(net->data) && config && std::holds_alternative<std::string>(config->data);
    const FoundSet& set = choose(sets, key, weights.report.hasConfiguration, file.string());
    weights.report.taken = set.summary;
    for (const FoundSet& other : sets)
        if (&other != &set)
            weights.report.others.push_back(other.summary);
    for (const auto& [name, value] : *set.entries) {
        if (const auto* tensor = std::get_if<at::Tensor>(&value.data))
            weights.tensors.emplace_back(name, *tensor);
        else if (set.summary.key != wholeFile)  // other entries of a file are not part of its weights
            weights.report.skipped.push_back(name + " (" + value.describe() + ")");
    }
    removePrefixes(weights, file.string());
    return weights;
}

void fitNames(ImportedWeights& weights, const torch::nn::Module& network) {
    const NameSet wanted = namesOf(network);
    if (fitsNetwork(weights, weights.tensors, wanted))
        return;
    // A network that itself has the names of removed prefixes: "backbone." of a detector.
    std::string restored;
    auto& removed = weights.report.prefixes;
    for (std::size_t kept = removed.size(); kept-- > 0;) {
        if (std::ranges::find(wrappers, removed[kept]) != wrappers.end())
            break;
        restored = removed[kept] + restored;
        if (fitsNetwork(weights, renamed(weights.tensors, [&](const std::string& name) { return restored + name; }),
                        wanted)) {
            removed.resize(kept);
            return;
        }
    }
    // Weights besides those of the network: "loss.weight" beside "model.conv.weight".
    const StateDict all = weights.tensors;
    for (const std::string& prefix : partialPrefixes(all)) {
        StateDict inside;
        std::vector<std::string> outside;
        for (const auto& [name, tensor] : all) {
            if (name.starts_with(prefix))
                inside.emplace_back(name.substr(prefix.size()), tensor);
            else
                outside.push_back(name + " (not below " + prefix + ")");
        }
        if (fitsNetwork(weights, inside, wanted)) {
            removed.push_back(prefix);
            weights.report.skipped.insert(weights.report.skipped.end(), outside.begin(), outside.end());
            return;
        }
    }
}

}  // namespace isonet::interop
