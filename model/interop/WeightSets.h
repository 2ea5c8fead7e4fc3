// The sets of weights in a checkpoint: dicts of tensors, such as "state_dict" and "state_dict_ema".
#pragma once

#include <string>
#include <vector>

#include "model/interop/ImportedWeights.h"
#include "model/interop/Value.h"

namespace isonet::interop {

struct FoundSet {
    WeightSet summary;
    const Dict* entries = nullptr;  // of the checkpoint
};

// All sets, the preferred one first: trained weights by their usual names, the checkpoint itself, other names (most
// numbers first), averages (ema, swa). Dicts inside optimizers, schedulers and the like are not sets. Empty if there
// are none. `checkpoint` must outlive the result.
std::vector<FoundSet> findWeightSets(const Value& checkpoint);

// Whether a set's weights are all 0, judged by its kernels and matrices if it has any.
WeightSet summarize(const std::string& key, const StateDict& tensors);

}  // namespace isonet::interop
