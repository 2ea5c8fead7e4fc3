// The key model.blocks: a list of maps, each naming layers and their overrides.
#pragma once

#include <vector>

#include "training/config/ConfigFields.h"

namespace isonet::config {

// `blocks` must outlive the field. Items are read and written as "{layers: s4.*, activation: relu}".
Field blocksField(std::vector<spec::BlockOverride>& blocks);

}  // namespace isonet::config
