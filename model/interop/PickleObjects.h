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
struct PickleNumpyType;
struct PickleArray;
struct PickleForeign;

// Strings and bytes are both std::string. monostate is None.
using PickleItem = std::variant<std::monostate, bool, std::int64_t, double, const std::string*, PickleSequence*,
                                PickleMapping*, const PickleGlobal*, const PickleStorage*, const PickleTensor*,
                                const PickleBigInteger*, PickleNumpyType*, PickleArray*, const PickleForeign*>;

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

// NumPy's element type: 'f', 8 is float64. Big-endian if a file says so.
struct PickleNumpyType {
    char kind = 'V';  // b, i, u, f, c: numbers; S, U: text; everything else is not read
    int size = 0;     // bytes
    bool bigEndian = false;
    std::string name;  // "f8"
};

// A NumPy array: filled by the pickle's BUILD after its creation.
struct PickleArray {
    const PickleNumpyType* type = nullptr;  // nullptr: not set yet
    std::vector<std::int64_t> shape;
    bool firstAxisFastest = false;  // Fortran's order
    const std::string* bytes = nullptr;
};

// An object of a class that is not known here. Only its class is kept: nothing of it is executed or read.
struct PickleForeign {
    std::string name;  // "argparse.Namespace"
};

// A class or function. Foreign: any that is not known here; its objects become PickleForeign.
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
        ElementType,
        DefaultDict,
        Bytes,
        NumpyType,
        NumpyArrayClass,
        NumpyReconstruct,
        NumpyFromBuffer,
        NumpyScalar,
        Foreign
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
    // `textLimit`: bytes of strings and arrays, see chargeText().
    explicit PickleArena(std::string source, std::size_t textLimit = std::size_t{256} << 20)
        : source_(std::move(source)), textLimit_(textLimit) {}
    PickleArena(const PickleArena&) = delete;
    PickleArena& operator=(const PickleArena&) = delete;

    PickleItem text(std::string text);  // chargeText() first
    PickleItem add(PickleBigInteger value);
    PickleItem add(PickleSequence value);
    PickleItem add(PickleMapping value);
    PickleItem add(PickleGlobal value);
    PickleItem add(PickleStorage value);
    PickleItem add(PickleTensor value);
    PickleItem add(PickleNumpyType value);
    PickleItem add(PickleArray value);
    PickleItem add(PickleForeign value);

    // Limits the work: a file that needs more than any real checkpoint is rejected before memory runs out.
    void charge(std::size_t objects);
    void chargeText(std::size_t bytes);

    [[noreturn]] void fail(const std::string& what) const;  // FormatError "SOURCE: WHAT"
    const std::string& source() const { return source_; }
    const std::deque<PickleStorage>& storages() const { return storages_; }

private:
    std::string source_;
    std::size_t textLimit_, objects_ = 0, textBytes_ = 0;
    std::deque<std::string> texts_;
    std::deque<PickleBigInteger> integers_;
    std::deque<PickleSequence> sequences_;
    std::deque<PickleMapping> mappings_;
    std::deque<PickleGlobal> globals_;
    std::deque<PickleStorage> storages_;
    std::deque<PickleTensor> tensors_;
    std::deque<PickleNumpyType> numpyTypes_;
    std::deque<PickleArray> arrays_;
    std::deque<PickleForeign> foreign_;
};

std::string describe(const PickleItem& item);  // "a dict", "the string 'abc'", for messages

}  // namespace isonet::interop
