// The Python classes and functions that checkpoints use, evaluated on plain objects. Objects of all others are kept as
// their class's name only; files that refer to functions which run commands are refused.
#pragma once

#include "model/interop/PickleObjects.h"

namespace isonet::interop {

// `module` and `name` as in the pickle. Throws FormatError with the full name for functions that run commands.
PickleItem resolveGlobal(PickleArena& arena, const std::string& module, const std::string& name);

// callable(*arguments), and the persistent id of a storage. Throws FormatError if types or counts are not
// those that PyTorch writes.
PickleItem callGlobal(PickleArena& arena, const PickleItem& callable, const PickleItem& arguments);
PickleItem storageOfPersistentId(PickleArena& arena, const PickleItem& id);

// The opcode BUILD. Throws FormatError for objects that have no state.
void buildObject(PickleArena& arena, const PickleItem& object, const PickleItem& state);

}  // namespace isonet::interop
