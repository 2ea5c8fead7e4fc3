#include "model/interop/WeightSets.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace isonet::interop {

namespace {

constexpr int deepest = 4;  // of dicts inside a checkpoint

std::vector<std::string> keyWords(const std::string& key) {
    std::vector<std::string> words(1);
    for (const char c : key) {
        if (std::isalnum(static_cast<unsigned char>(c)))
            words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!words.back().empty())
            words.emplace_back();
    }
    return words;
}

bool isState(const std::string& key) {
    for (const std::string& word : keyWords(key))
        for (const char* start : {"optim", "sched", "scaler", "rng", "random", "callback", "loops", "hyper"})
            if (word.starts_with(start))
                return true;
    return false;
}

bool isAverage(const std::string& key) {
    const auto words = keyWords(key);
    return std::ranges::any_of(words, [](const std::string& word) {
        return word == "ema" || word == "swa" || word == "averaged" || word == "teacher" || word == "modelema";
    });
}

// The lower, the sooner it is taken.
int rankOf(const std::string& key) {
    constexpr std::array usual = {"net",     "state_dict", "model_state_dict", "model",    "network",
                                  "weights", "params",     "module",           "generator"};
    constexpr int self = 20, other = 30, average = 40;
    const std::string last = key.substr(key.rfind('.') + 1);
    const int rank = static_cast<int>(std::ranges::find(usual, last) - usual.begin());
    return (isAverage(key) ? average : 0) + (key == wholeFile                        ? self
                                             : rank < static_cast<int>(usual.size()) ? rank
                                                                                     : other);
}

bool isWeight(const std::string& name, const at::Tensor& tensor) {
    return tensor.is_floating_point() && tensor.dim() >= 2 && name.ends_with("weight");
}

bool hasMatrix(const Dict& dict) {
    return std::ranges::any_of(dict, [](const auto& entry) {
        const auto* tensor = std::get_if<at::Tensor>(&entry.second.data);
        return tensor && tensor->is_floating_point() && tensor->dim() >= 2;
    });
}

bool hasTensor(const Dict& dict) {
    return std::ranges::any_of(dict,
                               [](const auto& entry) { return std::holds_alternative<at::Tensor>(entry.second.data); });
}

void collectSets(const Value& value, const std::string& path, int depth, bool (*counts)(const Dict&),
                 std::vector<FoundSet>& into) {
    const auto* dict = std::get_if<Dict>(&value.data);
    if (!dict || depth > deepest)
        return;
    if (counts(*dict)) {
        StateDict tensors;
        for (const auto& [name, entry] : *dict)
            if (const auto* tensor = std::get_if<at::Tensor>(&entry.data))
                tensors.emplace_back(name, *tensor);
        into.push_back({summarize(path.empty() ? wholeFile : path, tensors), dict});
    }
    for (const auto& [name, entry] : *dict)
        if (!isState(name))
            collectSets(entry, path.empty() ? name : path + "." + name, depth + 1, counts, into);
}

}  // namespace

// One of each value that an expanded tensor repeats: a file of a few bytes may expand to any size.
static at::Tensor withoutRepetition(at::Tensor tensor) {
    for (std::int64_t direction = 0; direction < tensor.dim(); ++direction)
        if (tensor.stride(direction) == 0 && tensor.size(direction) > 1)
            tensor = tensor.narrow(direction, 0, 1);
    return tensor;
}

WeightSet summarize(const std::string& key, const StateDict& tensors) {
    WeightSet set{key, tensors.size(), 0, true, true};
    const bool weights =
        std::ranges::any_of(tensors, [](const auto& entry) { return isWeight(entry.first, entry.second); });
    bool any = false;
    for (const auto& [name, tensor] : tensors) {
        set.values += tensor.numel();
        if (!tensor.is_floating_point() || tensor.numel() == 0)
            continue;
        const at::Tensor stored = withoutRepetition(tensor);
        const at::Tensor numbers = stored.dtype().itemsize() == 1 ? stored.to(at::kFloat) : stored;
        set.finite = set.finite && numbers.isfinite().all().item<bool>();
        if (weights && !isWeight(name, tensor))
            continue;
        any = true;
        set.zeros = set.zeros && !numbers.ne(0).any().item<bool>();
    }
    set.zeros = set.zeros && any;
    return set;
}

std::vector<FoundSet> findWeightSets(const Value& checkpoint) {
    std::vector<FoundSet> sets;
    collectSets(checkpoint, "", 0, hasMatrix, sets);
    if (sets.empty())
        collectSets(checkpoint, "", 0, hasTensor, sets);
    std::ranges::stable_sort(sets, [](const FoundSet& a, const FoundSet& b) {
        const int left = rankOf(a.summary.key), right = rankOf(b.summary.key);
        return left != right ? left < right : a.summary.values > b.summary.values;
    });
    return sets;
}

}  // namespace isonet::interop
