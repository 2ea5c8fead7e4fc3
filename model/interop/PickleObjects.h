// The objects that a pickle builds before tensor data is read: a graph of plain objects owned by an arena, so that
// shared and deeply nested objects are cheap to free. No Python object is created and no code of the file runs.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace isonet::interop {

struct PickleSequence;
struct PickleMapping;
struct PickleGlobal;
struct PickleStorage;
struct PickleTensor;
struct PickleBigInteger;

// Strings and bytes are both std::string. monostate is None.
using PickleItem =
    std::variant<std::monostate, bool, std::int64_t, double, const std::string*, PickleSequence*, PickleMapping*,
                 const PickleGlobal*, const PickleStorage*, const PickleTensor*, const PickleBigInteger*>;

struct PickleSequence {
    enum class Kind { List, Tuple, Set } kind = Kind::List;
    std::vector<PickleItem> items;
};

struct PickleMapping {
    std::vector<std::pair<PickleItem, PickleItem>> entries;  // in order of assignment, including repeated keys
};

// An integer beyond 64 bits: little-endian two's complement. Only the legacy format's magic number needs it.
struct PickleBigInteger {
    std::string bytes;
};

// A known class or function; all others are rejected by name.
struct PickleGlobal {
    enum class Kind {
        OrderedDict,
        Counter,
        Size,
        Set,
        Encode,
        RebuildTensor,
        RebuildTensorV2,
        RebuildTensorV3,
        RebuildParameter,
        RebuildParameterWithState,
        RebuildFromType,
        TensorClass,
        ParameterClass,
        StorageClass,
        ElementType
    };
    Kind kind{};
    std::string name;                    // "torch._utils._rebuild_tensor_v2"
    std::optional<at::ScalarType> type;  // of ElementType and typed StorageClass; untyped storages count bytes
};

// ("storage", class, key, location, count): the data is elsewhere in the file. The location is ignored:
// everything is loaded to the CPU.
struct PickleStorage {
    std::string key;
    std::optional<at::ScalarType> type;  // nullopt: untyped
    std::int64_t count = 0;              // elements (bytes if untyped) of the whole storage
    std::int64_t viewOffset = 0;         // the part that tensors use
    std::int64_t viewCount = 0;
};

struct PickleTensor {
    const PickleStorage* storage = nullptr;
    at::ScalarType type = at::kFloat;
    std::int64_t offset = 0;  // elements
    std::vector<std::int64_t> sizes, strides;
};

class PickleArena {
public:
    explicit PickleArena(std::string source) : source_(std::move(source)) {}
    PickleArena(const PickleArena&) = delete;
    PickleArena& operator=(const PickleArena&) = delete;

    PickleItem text(std::string text);  // chargeText() first
    PickleItem add(PickleBigInteger value);
    PickleItem add(PickleSequence value);
    PickleItem add(PickleMapping value);
    PickleItem add(PickleGlobal value);
    PickleItem add(PickleStorage value);
    PickleItem add(PickleTensor value);

    // Limits the work: a file that needs more than any real checkpoint is rejected before memory runs out.
    void charge(std::size_t objects);
    void chargeText(std::size_t bytes);

    [[noreturn]] void fail(const std::string& what) const;  // FormatError "SOURCE: WHAT"
    const std::string& source() const { return source_; }
    const std::deque<PickleStorage>& storages() const { return storages_; }

private:
    std::string source_;
    std::size_t objects_ = 0, textBytes_ = 0;
    std::deque<std::string> texts_;
    std::deque<PickleBigInteger> integers_;
    std::deque<PickleSequence> sequences_;
    std::deque<PickleMapping> mappings_;
    std::deque<PickleGlobal> globals_;
    std::deque<PickleStorage> storages_;
    std::deque<PickleTensor> tensors_;
};

std::string describe(const PickleItem& item);  // "a dict", "the string 'abc'", for messages

}  // namespace isonet::interop
