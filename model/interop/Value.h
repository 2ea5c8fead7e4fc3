// A tree of plain values and tensors: the content of a checkpoint. Reading executes no code.
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

inline constexpr int maxNesting = 100;  // of lists and dicts, read or written

struct Value;
using List = std::vector<Value>;
using Dict = std::vector<std::pair<std::string, Value>>;  // insertion order; integer keys as decimal digits

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
    const Value* find(const std::string& key) const;  // in a Dict; nullptr if absent or not a Dict
    // The named entry as type T. Throws FormatError naming the key and the actual type.
    template <typename T>
    const T& get(const std::string& key) const;
    std::string describe() const;  // "a dict", "an integer", for messages
};

// Reads PyTorch's zip format (1.6 and later) and its legacy format. Supports tensors, parameters, dict, OrderedDict,
// list, tuple, set, numbers, strings and bytes, and rejects anything else by name. CUDA tensors are loaded to the CPU;
// shared storages stay shared. Tuples and sets become a List, bytes a string, integer keys their digits.
Value readTorchFile(const std::filesystem::path& file);  // FormatError; std::system_error if it cannot be opened
// Writes the zip format as torch.load(weights_only=True) accepts it; tensors become contiguous. Atomic: temporary
// file, fsync, rename; a failure leaves the old file. std::invalid_argument for values that the format cannot store.
void writeTorchFile(const Value& value, const std::filesystem::path& file);  // std::system_error (disk full: ENOSPC)

// A state dict's entries in order. `module.` prefixes are removed.
using StateDict = std::vector<std::pair<std::string, at::Tensor>>;
// From a bare state dict, or {'net': ...} as written by the authors' trainer and by this project (also 'state_dict',
// 'model' or 'model_state_dict'). Throws FormatError.
StateDict stateDictOf(const Value& checkpoint, const std::string& source);
Value toValue(const StateDict& state);

}  // namespace isonet::interop
