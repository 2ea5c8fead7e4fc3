// Classes and functions of an exported PyTorch module that torch does not have.
#pragma once

#include <string>

#include "model/interop/Graph.h"

namespace isonet::interop {

// Those that the network needs, each followed by two empty lines. Parameters have the names of exported state dicts.
std::string pythonHelpers(const Graph& graph);

}  // namespace isonet::interop
