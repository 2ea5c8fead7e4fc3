#include "training/engine/distributed/SharedPenalty.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace isonet::distributed {
namespace {

// Multiply-adds of Conv(A, A) of all groups, up to a common factor.
double cost(const spec::ConvolutionPlan& layer) {
    const double small = std::min(layer.inputs, layer.outputs), large = std::max(layer.inputs, layer.outputs);
    const double ofGroup = small * small * large / std::pow(layer.groups, 3);
    return layer.groups * ofGroup * layer.kernel.height * layer.kernel.width;
}

}  // namespace

std::vector<int> assignRanks(const std::vector<double>& costs, int world) {
    std::vector<std::size_t> order(costs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto left, auto right) { return costs[left] > costs[right]; });
    std::vector<double> loads(static_cast<std::size_t>(world), 0);
    std::vector<int> ranks(costs.size());
    for (const std::size_t layer : order) {
        const auto idle = std::min_element(loads.begin(), loads.end());
        *idle += costs[layer];
        ranks[layer] = static_cast<int>(idle - loads.begin());
    }
    return ranks;
}

SharedPenalty::SharedPenalty(const spec::PenaltySpec& spec, const model::Network& network, int rank, int world)
    : world_(world), own_(std::in_place, spec, network), options_(network->parameters().front().options()) {
    layers_ = own_->layers();
    if (world == 1 || layers_.empty())
        return;
    std::vector<double> costs;
    for (const auto& name : layers_)
        for (const auto& layer : network->plan().convolutions)
            if (layer.name == name)
                costs.push_back(cost(layer));
    const auto ranks = assignRanks(costs, world);
    spec::PenaltySpec mine = spec;
    std::vector<std::int64_t> places;
    for (std::size_t i = 0; i < layers_.size(); ++i)
        if (ranks[i] == rank)
            places.push_back(static_cast<std::int64_t>(i));
        else
            mine.exclude.push_back(layers_[i]);
    if (places.empty())
        own_.reset();
    else
        own_.emplace(mine, network);
    places_ = at::tensor(places, at::kLong).to(options_.device());
}

at::Tensor SharedPenalty::spread(const at::Tensor& own) const {
    if (!places_.defined())
        return own;
    const at::NoGradGuard noGrad;
    at::Tensor all = at::zeros({static_cast<std::int64_t>(layers_.size())}, options_.dtype(at::kFloat));
    if (own.defined())
        all.index_copy_(0, places_, own.detach().to(at::kFloat) * world_);
    return all;
}

model::PenaltyValue SharedPenalty::evaluate() const {
    if (!places_.defined())
        return own_->evaluate();
    if (!own_)
        return {at::zeros({}, options_.dtype(at::kFloat)), spread({})};
    const model::PenaltyValue value = own_->evaluate();
    return {value.total * world_, spread(value.layers)};
}

at::Tensor SharedPenalty::measure() const {
    return spread(own_ ? own_->measure() : at::Tensor());
}

}  // namespace isonet::distributed
