// The penalty of a network that many processes train. It is the same on every rank, so each computes it for a part of
// the layers only and its cost divides by their number.
//
// Everything is given as this rank's part times the number of ranks, so that the mean over the ranks, which gradients
// and numbers are given anyway, is the whole: (1/W) sum over ranks of W P_r = P. Alone it is model::Penalty itself.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/isometry/Penalty.h"

namespace isonet::distributed {

class SharedPenalty {
public:
    // Rank `rank` of `world`. Keeps the network (shared, not copied). Throws as model::Penalty does.
    SharedPenalty(const spec::PenaltySpec& spec, const model::Network& network, int rank, int world);

    model::PenaltyValue evaluate() const;  // `layers` is 0 for the other ranks' layers
    at::Tensor measure() const;
    const std::vector<std::string>& layers() const { return layers_; }  // of all ranks

private:
    at::Tensor spread(const at::Tensor& own) const;
    int world_;
    std::vector<std::string> layers_;
    std::optional<model::Penalty> own_;  // absent where there are more ranks than layers
    at::Tensor places_;                  // of the own layers among all (int64); undefined where all are
    at::TensorOptions options_;
};

// Which rank each of the convolutions belongs to: the dearest first, each to the rank with the least so far.
std::vector<int> shareOut(const std::vector<double>& costs, int world);

}  // namespace isonet::distributed
