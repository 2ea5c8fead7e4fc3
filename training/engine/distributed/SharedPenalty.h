// The penalty of a network that a process group trains. It is the same on every rank, so each rank computes it for a
// part of the layers, which divides its cost by the number of ranks W.
//
// Results are this rank's part P_r times W, so that the mean over the ranks, which gradients and metrics are averaged
// by anyway, is the whole: (1/W) sum_r W P_r = P. In a single process it equals model::Penalty.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/isometry/Penalty.h"

namespace isonet::distributed {

class SharedPenalty {
public:
    // Rank `rank` of `world`. Shares the network. Throws like model::Penalty.
    SharedPenalty(const spec::PenaltySpec& spec, const model::Network& network, int rank, int world);

    model::PenaltyValue evaluate() const;  // `layers` is 0 for layers of other ranks
    at::Tensor measure() const;
    const std::vector<std::string>& layers() const { return layers_; }  // of all ranks

private:
    at::Tensor spread(const at::Tensor& own) const;
    int world_;
    std::vector<std::string> layers_;
    std::optional<model::Penalty> own_;  // absent if this rank has no layers
    at::Tensor places_;                  // indices of the own layers (int64); undefined if this rank has all
    at::TensorOptions options_;
};

// Assigns each convolution to a rank: the most expensive first, each to the rank with the lowest load so far.
std::vector<int> assignRanks(const std::vector<double>& costs, int world);

}  // namespace isonet::distributed
