#include "model/interop/PickleValues.h"

#include <ATen/Functions.h>

#include <utility>

#include "model/interop/NumpyObjects.h"
#include "model/interop/ScalarTypes.h"
#include "model/interop/Text.h"

namespace isonet::interop {

namespace {

class Converter {
public:
    Converter(PickleArena& arena, const std::map<std::string, at::Tensor>& storages)
        : arena_(arena), storages_(storages) {}

    Value convert(const PickleItem& item, int depth);

private:
    Value sequence(const PickleSequence& sequence, int depth);
    Value mapping(const PickleMapping& mapping, int depth);
    at::Tensor tensor(const PickleTensor& tensor);

    PickleArena& arena_;
    const std::map<std::string, at::Tensor>& storages_;
    std::unordered_map<const PickleTensor*, at::Tensor> tensors_;  // a tensor saved under two names stays shared
};

Value Converter::convert(const PickleItem& item, int depth) {
    arena_.charge(1);  // a shared container is copied at each use: a small file could request a huge number of copies
    if (depth > maxNesting)
        arena_.fail("containers are nested deeper than " + std::to_string(maxNesting));
    if (std::holds_alternative<std::monostate>(item))
        return {};
    if (const auto* value = std::get_if<bool>(&item))
        return *value;
    if (const auto* value = std::get_if<std::int64_t>(&item))
        return *value;
    if (const auto* value = std::get_if<double>(&item))
        return *value;
    if (const auto* value = std::get_if<const std::string*>(&item)) {
        arena_.chargeText((*value)->size());
        return **value;
    }
    if (auto* const* value = std::get_if<PickleSequence*>(&item))
        return sequence(**value, depth);
    if (auto* const* value = std::get_if<PickleMapping*>(&item))
        return mapping(**value, depth);
    if (const auto* value = std::get_if<const PickleTensor*>(&item))
        return tensor(**value);
    if (auto* const* value = std::get_if<PickleArray*>(&item))
        return valueOfArray(arena_, **value);
    return Foreign{describe(item)};
}

Value Converter::sequence(const PickleSequence& sequence, int depth) {
    List list;
    list.reserve(sequence.items.size());
    for (const PickleItem& item : sequence.items)
        list.push_back(convert(item, depth + 1));
    return list;
}

Value Converter::mapping(const PickleMapping& mapping, int depth) {
    Dict dict;
    struct Place {
        std::size_t index;
        bool integer;
    };
    std::unordered_map<std::string, Place> places;
    for (const auto& [keyItem, valueItem] : mapping.entries) {
        const auto* integer = std::get_if<std::int64_t>(&keyItem);
        const auto* text = std::get_if<const std::string*>(&keyItem);
        if (!integer && !text)
            return Foreign{"a dict with the key " + describe(keyItem)};
        std::string key = integer ? std::to_string(*integer) : **text;
        arena_.chargeText(key.size());
        Value value = convert(valueItem, depth + 1);
        const auto [place, isNew] = places.try_emplace(key, Place{dict.size(), integer != nullptr});
        if (isNew)
            dict.emplace_back(std::move(key), std::move(value));
        else if (place->second.integer == (integer != nullptr))
            dict[place->second.index].second = std::move(value);  // like Python
        else
            return Foreign{"a dict with both the integer and the string " + quote(key) + " as keys"};
    }
    return dict;
}

at::Tensor Converter::tensor(const PickleTensor& tensor) {
    if (const auto known = tensors_.find(&tensor); known != tensors_.end())
        return known->second;
    const PickleStorage& storage = *tensor.storage;
    const auto bytes = storages_.find(storage.key);
    if (bytes == storages_.end())
        arena_.fail("the data of storage " + quote(storage.key) + " is missing");

    const auto itemSize = static_cast<std::int64_t>(c10::elementSize(tensor.type));
    const std::int64_t unit = storage.type ? itemSize : 1;  // untyped storages count bytes
    const auto available = static_cast<std::uint64_t>(storage.viewCount) * unit / itemSize;
    std::uint64_t last = tensor.offset, count = 1;  // count: with sizes of 0 taken as 1, as torch does
    bool overflow = false, empty = false;
    for (std::size_t i = 0; i < tensor.sizes.size(); ++i) {
        const auto size = static_cast<std::uint64_t>(tensor.sizes[i]);
        const auto stride = static_cast<std::uint64_t>(tensor.strides[i]);
        std::uint64_t reach = 0;
        empty |= size == 0;
        overflow |= size > 1 && __builtin_mul_overflow(count, size, &count);
        overflow |= size > 1 && __builtin_mul_overflow(size - 1, stride, &reach);
        overflow |= __builtin_add_overflow(last, reach, &last);
    }
    overflow |= count > static_cast<std::uint64_t>(INT64_MAX) / itemSize;
    const bool inside = empty ? static_cast<std::uint64_t>(tensor.offset) <= available : last < available;
    if (overflow || !inside) {
        const auto list = [](const std::vector<std::int64_t>& values) {
            std::string text;
            for (const auto value : values)
                text += (text.empty() ? "" : ", ") + std::to_string(value);
            return "(" + text + ")";
        };
        arena_.fail("a tensor of size " + list(tensor.sizes) + ", stride " + list(tensor.strides) + " and offset " +
                    std::to_string(tensor.offset) + " is out of bounds for storage " + quote(storage.key) + " of " +
                    std::to_string(available) + " elements");
    }
    std::int64_t offset = tensor.offset;
    if (storage.viewOffset > 0)
        offset += storage.viewOffset * unit / itemSize;
    at::Tensor result = at::empty({0}, tensor.type);
    result.set_(bytes->second.storage(), offset, tensor.sizes, tensor.strides);
    tensors_.emplace(&tensor, result);
    return result;
}

}  // namespace

std::uint64_t storageBytes(const PickleArena& arena, const PickleStorage& storage) {
    const std::uint64_t unit = storage.type ? c10::elementSize(*storage.type) : 1;
    std::uint64_t bytes = 0;
    if (__builtin_mul_overflow(static_cast<std::uint64_t>(storage.count), unit, &bytes) || bytes > INT64_MAX)
        arena.fail("storage " + quote(storage.key) + " has " + std::to_string(storage.count) + " elements");
    return bytes;
}

std::map<std::string, const PickleStorage*> storagesByKey(const PickleArena& arena) {
    std::map<std::string, const PickleStorage*> result;
    for (const PickleStorage& storage : arena.storages()) {
        const PickleStorage& first = *result.try_emplace(storage.key, &storage).first->second;
        if (first.type != storage.type || first.count != storage.count)
            arena.fail("storage " + quote(storage.key) + " has conflicting descriptions");
    }
    return result;
}

at::Tensor makeStorage(std::uint64_t bytes) {
    return at::empty({static_cast<std::int64_t>(bytes)}, at::kByte);
}

void checkStorage(const PickleArena& arena, const PickleStorage& storage, const at::Tensor& bytes) {
    if (storage.type == at::kBool && !validBooleans(bytes.const_data_ptr(), bytes.nbytes()))
        arena.fail("storage " + quote(storage.key) + " holds booleans that are neither 0 nor 1");
}

Value valueOf(PickleArena& arena, const PickleItem& root, const std::map<std::string, at::Tensor>& storages) {
    Value value = Converter(arena, storages).convert(root, 0);
    if (std::holds_alternative<Foreign>(value.data))
        arena.fail("holds " + value.describe() +
                   ", not a dict of tensors; in Python, save the network's state_dict() instead");
    return value;
}

}  // namespace isonet::interop
