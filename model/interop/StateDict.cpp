#include "model/interop/StateDict.h"

#include <torch/nn/module.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "model/interop/ImportedWeights.h"
#include "model/interop/Text.h"

namespace isonet::interop {

namespace {

// A module's own parameters, its own buffers, then its children, in the order of registration: Python's order.
void collect(const torch::nn::Module& module, const std::string& prefix, StateDict& into) {
    for (const auto& entry : module.named_parameters(false))
        if (entry.value().defined())
            into.emplace_back(prefix + entry.key(), entry.value());
    for (const auto& entry : module.named_buffers(false))
        if (entry.value().defined())
            into.emplace_back(prefix + entry.key(), entry.value());
    for (const auto& child : module.named_children())
        collect(*child.value(), prefix + child.key() + ".", into);
}

StateDict tensorsOf(const torch::nn::Module& module) {
    StateDict tensors;
    collect(module, "", tensors);
    return tensors;
}

std::string shapeOf(const at::Tensor& tensor) {
    std::string text;
    for (const auto size : tensor.sizes())
        text += (text.empty() ? "" : ", ") + std::to_string(size);
    return "(" + text + ")";
}

bool isCounter(const std::string& name) {
    return name == "num_batches_tracked" || name.ends_with(".num_batches_tracked");
}

std::string mismatchMessage(const StateDictDifference& difference, const std::string& source,
                            const std::string& remedy) {
    constexpr std::size_t named = 3;
    const std::pair<const char*, const std::vector<std::string>*> kinds[] = {
        {"missing", &difference.missing},
        {"unexpected", &difference.unexpected},
        {"with a different shape or type", &difference.mismatched}};
    std::string counts, names;
    for (const auto& [kind, all] : kinds) {
        if (all->empty())
            continue;
        counts += (counts.empty() ? "" : ", ") + std::string(kind) + ": " + std::to_string(all->size());
        names += std::string("\n  ") + kind + ":";
        for (std::size_t i = 0; i < std::min(named, all->size()); ++i)
            names += "\n    " + (*all)[i];
        if (all->size() > named)
            names += "\n    and " + std::to_string(all->size() - named) + " more";
    }
    return source + ": the weights do not match the network; tensors " + counts + "." +
           (remedy.empty() ? "" : "\n" + remedy) + names;
}

}  // namespace

StateDict stateDictOf(const torch::nn::Module& module) {
    StateDict state = tensorsOf(module);
    for (auto& [name, tensor] : state) {
        const at::Tensor own = tensor.detach();
        tensor = own.is_cpu() ? own.clone(at::MemoryFormat::Contiguous) : own.cpu().contiguous();
    }
    return state;
}

StateDict stateDict(const model::Network& network) {
    return stateDictOf(*network.ptr());
}

StateDictDifference compare(const torch::nn::Module& module, const StateDict& state) {
    StateDictDifference difference;
    std::unordered_map<std::string, const at::Tensor*> given;
    for (const auto& [name, tensor] : state)
        given[name] = &tensor;
    std::unordered_set<std::string> wanted;
    for (const auto& [name, tensor] : tensorsOf(module)) {
        wanted.insert(name);
        const auto found = given.find(name);
        if (found == given.end()) {
            if (!isCounter(name))
                difference.missing.push_back(name + " " + shapeOf(tensor));
            continue;
        }
        const at::Tensor& other = *found->second;
        if (!tensor.sizes().equals(other.sizes()))
            difference.mismatched.push_back(name + ": " + shapeOf(tensor) + " in the network, " + shapeOf(other) +
                                            " in the file");
        else if (tensor.is_floating_point() != other.is_floating_point() || other.is_complex())
            difference.mismatched.push_back(name + ": " + c10::toString(tensor.scalar_type()) + " in the network, " +
                                            c10::toString(other.scalar_type()) + " in the file");
    }
    for (const auto& [name, tensor] : state)
        if (!wanted.contains(name))
            difference.unexpected.push_back(name + " " + shapeOf(tensor));
    return difference;
}

void loadStateDict(torch::nn::Module& module, const StateDict& state, const std::string& source,
                   const std::string& remedy) {
    if (const StateDictDifference difference = compare(module, state); !difference.empty())
        throw FormatError(mismatchMessage(difference, source, remedy));
    const at::NoGradGuard noGradient;
    std::unordered_map<std::string, const at::Tensor*> given;
    for (const auto& [name, tensor] : state)
        given[name] = &tensor;
    for (auto& [name, tensor] : tensorsOf(module))
        if (const auto found = given.find(name); found != given.end())
            tensor.copy_(*found->second);
}

void loadStateDict(model::Network& network, const StateDict& state, const std::string& source,
                   const std::string& remedy) {
    loadStateDict(static_cast<torch::nn::Module&>(*network), state, source, remedy);
}

StateDict stateDictOf(const Value& checkpoint, const std::string& source) {
    const Value* state = &checkpoint;
    for (const char* key : {"net", "state_dict", "model_state_dict", "model"})
        if (const Value* inner = checkpoint.find(key); inner && std::holds_alternative<Dict>(inner->data)) {
            state = inner;
            break;
        }
    const auto* dict = std::get_if<Dict>(&state->data);
    if (!dict)
        throw FormatError(source + ": contains " + state->describe() + ", expected a state dict");
    StateDict result;
    std::unordered_set<std::string> names;
    for (const auto& [key, value] : *dict) {
        std::string name = key;
        constexpr std::string_view wrapper = "module.";  // of DataParallel
        while (name.starts_with(wrapper))
            name.erase(0, wrapper.size());
        const auto* tensor = std::get_if<at::Tensor>(&value.data);
        if (!tensor)
            throw FormatError(source + ": entry " + quote(key) + " is " + value.describe() +
                              "; a state dict contains only tensors");
        if (!names.insert(name).second)
            throw FormatError(source + ": two entries are named " + quote(name));
        result.emplace_back(std::move(name), *tensor);
    }
    return result;
}

StateDict readWeights(const std::filesystem::path& file) {
    return importWeights(file).tensors;
}

Value toValue(const StateDict& state) {
    Dict dict;
    for (const auto& [name, tensor] : state)
        dict.emplace_back(name, tensor);
    return dict;
}

}  // namespace isonet::interop
