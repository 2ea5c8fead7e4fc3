#include "training/engine/optimizer/Optimizers.h"

namespace isonet::training {

#define ISONET_OPTIMIZER(X, name, title, settings, help) \
    std::unique_ptr<Optimizer> make##X(const OptimizerInput& input);
#include "training/config/Optimizers.def"
#undef ISONET_OPTIMIZER

namespace {

// In the order of config::optimizerKinds.
constexpr std::unique_ptr<Optimizer> (*factories[])(const OptimizerInput&) = {
#define ISONET_OPTIMIZER(X, name, title, settings, help) make##X,
#include "training/config/Optimizers.def"
#undef ISONET_OPTIMIZER
};

}  // namespace

std::unique_ptr<Optimizer> makeOptimizer(const OptimizerInput& input) {
    spec::info(input.config.kind);  // throws for a value outside of the list
    return factories[static_cast<std::size_t>(input.config.kind)](input);
}

}  // namespace isonet::training
