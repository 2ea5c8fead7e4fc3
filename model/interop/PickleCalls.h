// The Python classes and functions that checkpoints use, evaluated on plain objects. All others are rejected by name.
#pragma once

#include "model/interop/PickleObjects.h"

namespace isonet::interop {

// `module` and `name` as in the pickle. Throws FormatError with the full name if unknown.
PickleItem resolveGlobal(PickleArena& arena, const std::string& module, const std::string& name);

// callable(*arguments), and the persistent id of a storage. Throws FormatError if types or counts are not
// those that PyTorch writes.
PickleItem callGlobal(PickleArena& arena, const PickleItem& callable, const PickleItem& arguments);
PickleItem storageOfPersistentId(PickleArena& arena, const PickleItem& id);

}  // namespace isonet::interop
