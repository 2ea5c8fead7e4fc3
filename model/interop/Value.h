// A tree of plain values and tensors: what a checkpoint holds, in memory. Reading executes nothing.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/interop/FormatError.h"

namespace isonet::interop {

inline constexpr int deepestNesting = 100;  // of lists and dicts, read or written

struct Value;
using List = std::vector<Value>;
using Dict = std::vector<std::pair<std::string, Value>>;  // insertion order; integer keys are written as their digits

struct Value {
    std::variant<std::monostate, bool, std::int64_t, double, std::string, at::Tensor, List, Dict> data;
    Value() = default;
    Value(bool v) : data(v) {}
    Value(int v) : data(std::int64_t{v}) {}
    Value(std::int64_t v) : data(v) {}
    Value(double v) : data(v) {}
    Value(const char* v) : data(std::string(v)) {}
    Value(std::string v) : data(std::move(v)) {}
    Value(at::Tensor v) : data(std::move(v)) {}
    Value(List v) : data(std::move(v)) {}
    Value(Dict v) : data(std::move(v)) {}
    const Value* find(const std::string& key) const;  // in a Dict; nullptr where absent or not a Dict
    // The named entry as that type. Throws FormatError naming the key and what was found instead.
    template <typename T>
    const T& get(const std::string& key) const;
    std::string describe() const;  // "a dict", "an integer", for messages
};

// PyTorch's format. Reads the zip one (1.6 and later) and the legacy one; knows tensors, parameters, dict, OrderedDict,
// list, tuple, set and plain numbers, strings and bytes, and answers anything else with its name. CUDA tensors come to
// the CPU; storages stay shared as they were. Tuples and sets become a List, bytes a string, integer keys their digits.
Value readTorchFile(const std::filesystem::path& file);  // FormatError; std::system_error when it cannot be opened
// Writes the zip format such that torch.load(weights_only=True) accepts it; tensors become contiguous. Atomic:
// temporary name, fsync, rename; a failure leaves the old file. std::invalid_argument for what the format cannot hold.
void writeTorchFile(const Value& value, const std::filesystem::path& file);  // std::system_error (disk full: ENOSPC)

// A state dict's entries in order. `module.` prefixes are removed.
using StateDict = std::vector<std::pair<std::string, at::Tensor>>;
// From a bare state dict, or {'net': ...} as the authors' trainer and this project write (also 'state_dict', 'model' or
// 'model_state_dict'). Throws FormatError.
StateDict stateDictOf(const Value& checkpoint, const std::string& source);
Value toValue(const StateDict& state);

}  // namespace isonet::interop
