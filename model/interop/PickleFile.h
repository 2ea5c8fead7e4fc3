// A pickle by itself, such as the files of CIFAR's Python version.
#pragma once

#include <string>

#include "model/interop/Value.h"

namespace isonet::interop {

// The value of one pickle, protocols 1 to 5, as readTorchFile() reads them: numbers, strings, bytes, lists, tuples,
// sets, dicts, NumPy's scalars as numbers and its arrays as tensors; other objects are named as Foreign. Nothing in it
// is executed. Needs at most a few times the memory of `bytes`. `name` is that of the file, for messages. FormatError:
// truncated, damaged, or made to run code.
Value readPickle(std::string bytes, const std::string& name);

}  // namespace isonet::interop
