// A tree of plain values and tensors: the content of a checkpoint. Reading executes no code.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/base/OutputFile.h"
#include "model/interop/FormatError.h"

namespace isonet::interop {

inline constexpr int maxNesting = 100;  // of lists and dicts, read or written

struct Value;
using List = std::vector<Value>;
using Dict = std::vector<std::pair<std::string, Value>>;  // insertion order; integer keys as decimal digits

// What cannot be read: an object of a class that is not known here, an integer beyond 64 bits, a dict with other keys
// than strings and integers.
struct Foreign {
    std::string what;  // "an object of 'argparse.Namespace'"
};

struct Value {
    std::variant<std::monostate, bool, std::int64_t, double, std::string, at::Tensor, List, Dict, Foreign> data;
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
    Value(Foreign v) : data(std::move(v)) {}
    const Value* find(const std::string& key) const;  // in a Dict; nullptr if absent or not a Dict
    // The named entry as type T. Throws FormatError naming the key and the actual type.
    template <typename T>
    const T& get(const std::string& key) const;
    std::string describe() const;  // "a dict", "an integer", for messages
};

// Reads PyTorch's zip format (1.6 and later) and its legacy format. Supports tensors, parameters, dict, OrderedDict,
// list, tuple, set, numbers, strings and bytes, NumPy's scalars (as numbers) and arrays (as tensors). CUDA tensors are
// loaded to the CPU; shared storages stay shared. Tuples and sets become a List, bytes a string, integer keys their
// digits. Anything else inside is named as Foreign; a file that is nothing else is rejected by name.
Value readTorchFile(const std::filesystem::path& file);  // FormatError; std::system_error if it cannot be opened
// Writes the zip format as torch.load(weights_only=True) accepts it; tensors become contiguous. Atomic: temporary file,
// fsync, rename; a failure leaves the old file. std::invalid_argument for values that the format cannot store. The file
// is read back before it replaces another. std::system_error (disk full: ENOSPC). `beforeReplacing`
// is called last; where it throws, the old file stays.
void writeTorchFile(const Value& value, const std::filesystem::path& file,
                    base::OutputFile::Links links = base::OutputFile::Links::Follow,
                    const std::function<void()>& beforeReplacing = {});

// A state dict's entries in order. `module.` prefixes are removed.
using StateDict = std::vector<std::pair<std::string, at::Tensor>>;
// From a bare state dict, or {'net': ...} as written by the authors' trainer and by this project (also 'state_dict',
// 'model' or 'model_state_dict'). Throws FormatError.
StateDict stateDictOf(const Value& checkpoint, const std::string& source);
Value toValue(const StateDict& state);

}  // namespace isonet::interop
