// The few classes and functions that checkpoints name, acted out on plain objects. Everything else is refused by name.
#pragma once

#include "model/interop/PickleObjects.h"

namespace isonet::interop {

// `module` and `name` as a pickle gives them. Throws FormatError with the full name where it is not known.
PickleItem resolveGlobal(PickleArena& arena, const std::string& module, const std::string& name);

// callable(*arguments), and the persistent id of a storage. Throw FormatError where kinds or counts are not as PyTorch
// writes them.
PickleItem callGlobal(PickleArena& arena, const PickleItem& callable, const PickleItem& arguments);
PickleItem storageOfPersistentId(PickleArena& arena, const PickleItem& id);

}  // namespace isonet::interop
