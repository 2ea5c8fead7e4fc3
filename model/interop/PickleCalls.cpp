#include "model/interop/PickleCalls.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "model/interop/NumpyObjects.h"
#include "model/interop/PickleArguments.h"
#include "model/interop/ScalarTypes.h"
#include "model/interop/Text.h"

namespace isonet::interop {

namespace {

using Kind = PickleGlobal::Kind;
using Arguments = std::vector<PickleItem>;

const std::map<std::string_view, Kind> knownGlobals = {
    {"collections.OrderedDict", Kind::OrderedDict},
    {"collections.Counter", Kind::Counter},
    {"torch.Size", Kind::Size},
    {"builtins.set", Kind::Set},
    {"builtins.frozenset", Kind::Set},
    {"__builtin__.set", Kind::Set},
    {"__builtin__.frozenset", Kind::Set},
    {"_codecs.encode", Kind::Encode},
    {"torch._utils._rebuild_tensor", Kind::RebuildTensor},
    {"torch._utils._rebuild_tensor_v2", Kind::RebuildTensorV2},
    {"torch._utils._rebuild_tensor_v3", Kind::RebuildTensorV3},
    {"torch._utils._rebuild_parameter", Kind::RebuildParameter},
    {"torch._utils._rebuild_parameter_with_state", Kind::RebuildParameterWithState},
    {"torch._tensor._rebuild_from_type_v2", Kind::RebuildFromType},
    {"torch.Tensor", Kind::TensorClass},
    {"torch.nn.parameter.Parameter", Kind::ParameterClass},
    {"torch.storage.UntypedStorage", Kind::StorageClass},
    {"torch.storage._UntypedStorage", Kind::StorageClass},
    {"torch.UntypedStorage", Kind::StorageClass},
    {"builtins.bytes", Kind::Bytes},
    {"builtins.bytearray", Kind::Bytes},
    {"__builtin__.bytes", Kind::Bytes},
    {"__builtin__.bytearray", Kind::Bytes},
    {"collections.defaultdict", Kind::DefaultDict},
    {"numpy.dtype", Kind::NumpyType},
    {"numpy.ndarray", Kind::NumpyArrayClass},
    {"numpy.core.multiarray.scalar", Kind::NumpyScalar},
    {"numpy._core.multiarray.scalar", Kind::NumpyScalar},
    {"numpy.core.multiarray._reconstruct", Kind::NumpyReconstruct},
    {"numpy._core.multiarray._reconstruct", Kind::NumpyReconstruct},
    {"numpy.core.numeric._frombuffer", Kind::NumpyFromBuffer},
    {"numpy._core.numeric._frombuffer", Kind::NumpyFromBuffer},
};

// Modules and functions that only a file made to run commands refers to.
const std::set<std::string_view> refusedModules = {"os",     "posix",  "nt",        "subprocess", "sys",    "pty",
                                                   "socket", "shutil", "importlib", "runpy",      "ctypes", "commands"};
const std::set<std::string_view> refusedBuiltins = {"eval", "exec", "execfile", "compile", "__import__", "open"};

bool isRefused(std::string_view module, std::string_view name) {
    if (module == "builtins" || module == "__builtin__")
        return refusedBuiltins.contains(name);
    return refusedModules.contains(module.substr(0, module.find('.')));
}

// A conjugated or negated view: its values differ from those in its storage.
void rejectLazyBits(PickleArena& arena, const PickleItem& metadata) {
    if (std::holds_alternative<std::monostate>(metadata))
        return;
    for (const auto& [key, value] : expect<PickleMapping*>(arena, metadata, "a tensor's metadata")->entries)
        if (const bool* set = std::get_if<bool>(&value); !set || *set)
            arena.fail("contains a tensor with the flag " + describe(key) + ", which is not supported");
}

PickleItem rebuildTensor(PickleArena& arena, const PickleGlobal& function, const Arguments& given) {
    const std::size_t least = function.kind == Kind::RebuildTensor ? 4 : function.kind == Kind::RebuildTensorV2 ? 6 : 7;
    const std::size_t most = function.kind == Kind::RebuildTensor ? 4 : least + 1;
    if (given.size() < least || given.size() > most)
        arena.fail(function.name + " is called with " + std::to_string(given.size()) + " arguments");
    PickleTensor tensor;
    tensor.storage = expect<const PickleStorage*>(arena, given[0], "a tensor's storage");
    tensor.offset = expect<std::int64_t>(arena, given[1], "a tensor's offset");
    tensor.sizes = integers(arena, given[2], "a tensor's size");
    tensor.strides = integers(arena, given[3], "a tensor's stride");
    if (tensor.offset < 0 || tensor.sizes.size() != tensor.strides.size())
        arena.fail("a tensor has offset " + std::to_string(tensor.offset) + ", " + std::to_string(tensor.sizes.size()) +
                   " sizes, but " + std::to_string(tensor.strides.size()) + " strides");
    if (function.kind == Kind::RebuildTensorV3) {
        const auto* type = expect<const PickleGlobal*>(arena, given[6], "a tensor's type");
        // Booleans are validated on reading, which is not possible for an untyped storage.
        if (type->kind != Kind::ElementType || tensor.storage->type || *type->type == at::kBool)
            arena.fail("a tensor of type " + quote(type->name) + " does not match its storage");
        tensor.type = *type->type;
    } else {
        if (!tensor.storage->type)
            arena.fail("a tensor's storage has no type");
        tensor.type = *tensor.storage->type;
    }
    if (given.size() > least)
        rejectLazyBits(arena, given.back());
    return arena.add(std::move(tensor));
}

PickleItem orderedDict(PickleArena& arena, const Arguments& given) {
    if (given.empty())
        return arena.add(PickleMapping{});
    if (given.size() != 1)
        arena.fail("collections.OrderedDict is called with " + std::to_string(given.size()) + " arguments");
    // Python 2 wrote OrderedDict([[key, value], ...]).
    const auto* pairs = expect<PickleSequence*>(arena, given[0], "collections.OrderedDict's argument");
    arena.charge(pairs->items.size());
    PickleMapping mapping;
    for (const PickleItem& item : pairs->items) {
        const auto* pair = expect<PickleSequence*>(arena, item, "collections.OrderedDict's entry");
        if (pair->items.size() != 2)
            arena.fail("collections.OrderedDict's entry has " + std::to_string(pair->items.size()) + " parts");
        mapping.entries.emplace_back(pair->items[0], pair->items[1]);
    }
    return arena.add(std::move(mapping));
}

// copyreg._reconstructor(class, base, state) makes an object of a class of Python 2.
PickleItem foreignObject(PickleArena& arena, const PickleGlobal& function, const Arguments& given) {
    const bool reconstructs = function.name == "copyreg._reconstructor" || function.name == "copy_reg._reconstructor";
    if (reconstructs && !given.empty())
        if (const auto* const* made = std::get_if<const PickleGlobal*>(&given[0]))
            return arena.add(PickleForeign{(*made)->name});
    return arena.add(PickleForeign{function.name});
}

// _codecs.encode(text, 'latin1'): how protocol 2 stores bytes.
PickleItem encodeLatin1(PickleArena& arena, const Arguments& given) {
    if (given.size() != 2)
        arena.fail("_codecs.encode is called with " + std::to_string(given.size()) + " arguments");
    const std::string& text = *expect<const std::string*>(arena, given[0], "_codecs.encode's text");
    const std::string& coding = *expect<const std::string*>(arena, given[1], "_codecs.encode's encoding");
    if (coding != "latin1" && coding != "latin-1")
        arena.fail("the encoding " + quote(coding) + " of bytes is not supported; expected latin1");
    arena.chargeText(text.size());
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = static_cast<std::uint8_t>(text[i]);
        if (lead < 0x80) {
            bytes.push_back(text[i]);
        } else if ((lead == 0xc2 || lead == 0xc3) && i + 1 < text.size()) {
            bytes.push_back(static_cast<char>((lead & 3) << 6 | (text[++i] & 0x3f)));
        } else {
            arena.fail("a byte string contains a character outside latin1");
        }
    }
    return arena.text(std::move(bytes));
}

PickleItem rebuildFromType(PickleArena& arena, const Arguments& given) {
    if (given.size() != 4)
        arena.fail("torch._tensor._rebuild_from_type_v2 is called with " + std::to_string(given.size()) + " arguments");
    const auto* function = expect<const PickleGlobal*>(arena, given[0], "a tensor's function");
    const auto* type = expect<const PickleGlobal*>(arena, given[1], "a tensor's class");
    if (type->kind != Kind::TensorClass && type->kind != Kind::ParameterClass)
        arena.fail("contains a tensor of class " + quote(type->name) + ", which is not supported");
    if (function->kind == Kind::RebuildFromType)
        arena.fail("torch._tensor._rebuild_from_type_v2 calls itself");
    return callGlobal(arena, given[0], given[2]);  // attributes set by a script, given[3], are dropped
}

}  // namespace

PickleItem resolveGlobal(PickleArena& arena, const std::string& module, const std::string& name) {
    PickleGlobal global;
    global.name = module + "." + name;
    if (const auto known = knownGlobals.find(global.name); known != knownGlobals.end()) {
        global.kind = known->second;
        return arena.add(std::move(global));
    }
    if (module == "torch" || module == "torch.cuda") {
        if (const auto type = typeOfStorage(name)) {
            global.kind = Kind::StorageClass;
            global.type = type;
            return arena.add(std::move(global));
        }
        if (const auto type = module == "torch" ? typeOfName(name) : std::nullopt) {
            global.kind = Kind::ElementType;
            global.type = type;
            return arena.add(std::move(global));
        }
    }
    if (isRefused(module, name))
        arena.fail("refers to " + quote(global.name) + ", which runs code in Python; such a file is not read");
    global.kind = Kind::Foreign;
    return arena.add(std::move(global));
}

PickleItem callGlobal(PickleArena& arena, const PickleItem& callable, const PickleItem& arguments) {
    if (const auto* const* object = std::get_if<const PickleForeign*>(&callable))
        return *object;  // the result of calling an unknown object is unknown, too
    const auto* function = expect<const PickleGlobal*>(arena, callable, "the called function");
    const Arguments& given = expect<PickleSequence*>(arena, arguments, "an argument list")->items;
    switch (function->kind) {
        case Kind::OrderedDict:
            return orderedDict(arena, given);
        case Kind::Counter:
            if (given.size() == 1)
                return expect<PickleMapping*>(arena, given[0], "collections.Counter's argument");
            if (given.empty())
                return arena.add(PickleMapping{});
            break;
        case Kind::Size:
        case Kind::Set:
            if (given.size() == 1)
                return expect<PickleSequence*>(arena, given[0], function->name + "'s argument");
            break;
        case Kind::Encode:
            return encodeLatin1(arena, given);
        case Kind::RebuildTensor:
        case Kind::RebuildTensorV2:
        case Kind::RebuildTensorV3:
            return rebuildTensor(arena, *function, given);
        case Kind::RebuildParameter:
        case Kind::RebuildParameterWithState:
            if (given.size() == (function->kind == Kind::RebuildParameter ? 3u : 4u))
                return expect<const PickleTensor*>(arena, given[0], "a parameter's data");
            break;
        case Kind::RebuildFromType:
            return rebuildFromType(arena, given);
        case Kind::DefaultDict:  // the factory is not needed
            return arena.add(PickleMapping{});
        case Kind::Bytes:
            if (given.empty())
                return arena.text({});
            if (given.size() == 1)
                return expect<const std::string*>(arena, given[0], function->name + "'s argument");
            break;
        case Kind::NumpyType:
        case Kind::NumpyReconstruct:
        case Kind::NumpyFromBuffer:
        case Kind::NumpyScalar:
            return callNumpy(arena, *function, given);
        case Kind::Foreign:
            return foreignObject(arena, *function, given);
        case Kind::NumpyArrayClass:
        case Kind::TensorClass:
        case Kind::ParameterClass:
        case Kind::StorageClass:
        case Kind::ElementType:
            arena.fail("calls " + quote(function->name) + ", which is not supported");
    }
    arena.fail(function->name + " is called with " + std::to_string(given.size()) + " arguments");
}

void buildObject(PickleArena& arena, const PickleItem& object, const PickleItem& state) {
    if (setNumpyState(arena, object, state))
        return;
    // An OrderedDict's attributes (state dicts carry module versions there) and foreign objects' states are dropped.
    if (!std::holds_alternative<PickleMapping*>(object) && !std::holds_alternative<const PickleForeign*>(object))
        arena.fail("cannot set the state of " + describe(object));
}

PickleItem storageOfPersistentId(PickleArena& arena, const PickleItem& id) {
    const Arguments& parts = expect<PickleSequence*>(arena, id, "a persistent id")->items;
    if (parts.empty())
        arena.fail("a persistent id is empty");
    const std::string& what = *expect<const std::string*>(arena, parts[0], "a persistent id's kind");
    if (what != "storage")
        arena.fail("contains a persistent " + quote(what) + ", which is not supported");
    if (parts.size() != 5 && parts.size() != 6)
        arena.fail("a storage's persistent id has " + std::to_string(parts.size()) + " parts");
    const auto* type = expect<const PickleGlobal*>(arena, parts[1], "a storage's class");
    if (type->kind != Kind::StorageClass && type->name.starts_with("torch.Q"))
        arena.fail("has quantized tensors (" + quote(type->name) +
                   "), which are not read; save the weights before the network is quantized, or dequantized");
    if (type->kind != Kind::StorageClass)
        arena.fail("the storage class " + quote(type->name) + " is not supported");
    PickleStorage storage;
    storage.type = type->type;
    storage.key = *expect<const std::string*>(arena, parts[2], "a storage's key");
    arena.chargeText(storage.key.size());
    expect<const std::string*>(arena, parts[3], "a storage's location");
    storage.count = expect<std::int64_t>(arena, parts[4], "a storage's element count");
    if (storage.count < 0)
        arena.fail("a storage has " + std::to_string(storage.count) + " elements");
    storage.viewCount = storage.count;
    // The legacy format can describe a view of another storage: (key, offset, count).
    if (parts.size() == 6 && !std::holds_alternative<std::monostate>(parts[5])) {
        const Arguments& view = expect<PickleSequence*>(arena, parts[5], "a storage's view")->items;
        if (view.size() != 3 || !storage.type)
            arena.fail("a storage's view has " + std::to_string(view.size()) + " values");
        storage.viewOffset = expect<std::int64_t>(arena, view[1], "a storage view's offset");
        storage.viewCount = expect<std::int64_t>(arena, view[2], "a storage view's element count");
        if (storage.viewOffset < 0 || storage.viewCount < 0 || storage.viewOffset > storage.count ||
            storage.viewCount > storage.count - storage.viewOffset)
            arena.fail("a storage's view is out of bounds: " + std::to_string(storage.viewCount) + " elements from " +
                       std::to_string(storage.viewOffset) + " of " + std::to_string(storage.count));
    }
    return arena.add(std::move(storage));
}

}  // namespace isonet::interop
