// PyTorch's format of before 1.6: pickles one after another, then the storages' raw numbers.
#pragma once

#include "model/interop/InputFile.h"
#include "model/interop/Value.h"

namespace isonet::interop {

bool isLegacyTorchFile(const InputFile& file);  // begins as one

Value readLegacyTorchFile(const InputFile& file);  // FormatError

}  // namespace isonet::interop
