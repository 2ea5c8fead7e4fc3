// From a pickle's plain objects and the bytes of its storages to values and tensors.
#pragma once

#include <functional>
#include <map>
#include <unordered_map>

#include "model/interop/PickleObjects.h"
#include "model/interop/Value.h"

namespace isonet::interop {

// The storages a pickle names, by key. Two mentions of one key must agree in type and count (FormatError).
std::map<std::string, const PickleStorage*> storagesByKey(const PickleArena& arena);

// Bytes of a storage, checked against overflow. FormatError naming the key.
std::uint64_t storageBytes(const PickleArena& arena, const PickleStorage& storage);

// Room for a storage of `bytes` bytes; 64-byte aligned like every tensor.
at::Tensor makeStorage(std::uint64_t bytes);
// After it is filled: FormatError where a boolean is neither 0 nor 1.
void checkStorage(const PickleArena& arena, const PickleStorage& storage, const at::Tensor& bytes);

// The value of `root`. Tensors are views of `storages` (uint8, by key), which they keep alive and share as they were
// shared when saved. FormatError: nested deeper than 100 (or in itself), a key that is neither text nor integer, a
// tensor that reaches outside its storage.
Value valueOf(PickleArena& arena, const PickleItem& root, const std::map<std::string, at::Tensor>& storages);

}  // namespace isonet::interop
