// Converts a pickle's plain objects and storages to values and tensors.
#pragma once

#include <functional>
#include <map>
#include <unordered_map>

#include "model/interop/PickleObjects.h"
#include "model/interop/Value.h"

namespace isonet::interop {

// The storages of a pickle, by key. Two references to one key must have the same type and count (FormatError).
std::map<std::string, const PickleStorage*> storagesByKey(const PickleArena& arena);

// Bytes of a storage, checked for overflow. FormatError naming the key.
std::uint64_t storageBytes(const PickleArena& arena, const PickleStorage& storage);

// Memory for a storage of `bytes` bytes, aligned to 64 bytes like every tensor.
at::Tensor makeStorage(std::uint64_t bytes);
// Call after filling it: FormatError if a boolean is neither 0 nor 1.
void checkStorage(const PickleArena& arena, const PickleStorage& storage, const at::Tensor& bytes);

// The value of `root`. Tensors are views of `storages` (uint8, by key), which they keep alive and share as when
// saved. FormatError: nesting deeper than 100 (or recursive), a tensor that exceeds its storage, a root that cannot be
// read (Foreign).
Value valueOf(PickleArena& arena, const PickleItem& root, const std::map<std::string, at::Tensor>& storages);

}  // namespace isonet::interop
