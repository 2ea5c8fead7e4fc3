// PyTorch's format before 1.6: a sequence of pickles, then the raw storages.
#pragma once

#include "model/interop/InputFile.h"
#include "model/interop/Value.h"

namespace isonet::interop {

bool isLegacyTorchFile(const InputFile& file);  // by its first bytes

Value readLegacyTorchFile(const InputFile& file);  // FormatError

}  // namespace isonet::interop
