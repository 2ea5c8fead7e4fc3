#include "app/bench/ParameterizationBenchmark.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <iomanip>
#include <limits>
#include <ostream>
#include <sstream>

#include "model/isometry/LayerInspection.h"
#include "model/isometry/Penalty.h"
#include "model/layers/Network.h"

namespace isonet::benchmarks {
namespace {

class PenalizedStep {
public:
    PenalizedStep(const spec::ModelSpec& spec, const spec::PenaltySpec& penalty, std::int64_t batch)
        : network_(spec), penalty_(penalty, network_), coefficient_(spec::coefficientInForce(penalty)) {
        network_->train();
        images_ = at::randn({batch, spec.channels, spec.height, spec.width}).contiguous(at::MemoryFormat::ChannelsLast);
        labels_ = at::randint(spec.classes, {batch}, at::kLong);
    }
    at::Tensor loss() {
        const at::Tensor loss = at::cross_entropy_loss(network_->forward(images_), labels_);
        return coefficient_ > 0 ? loss + coefficient_ * penalty_.evaluate().total : loss;
    }
    void run() {
        for (const at::Tensor& parameter : network_->parameters())
            if (parameter.grad().defined())
                parameter.mutable_grad().zero_();
        loss().backward();
    }
    const model::Network& network() const { return network_; }

private:
    model::Network network_;
    model::Penalty penalty_;
    double coefficient_;
    at::Tensor images_, labels_;
};

void printCost(std::ostream& out, std::string_view name, const ParameterizationCost& cost) {
    std::ostringstream note;
    note << std::fixed << std::setprecision(1) << "kept " << static_cast<double>(cost.memory.kept) / (1 << 20)
         << " MB, peak " << static_cast<double>(cost.memory.peak) / (1 << 20) << " MB, sigma " << std::setprecision(6)
         << cost.sigmaMin << " to " << cost.sigmaMax;
    printComparison(out, name, cost.step, note.str());
}

void runParameterization(std::ostream& out) {
    constexpr std::int64_t batch = 32;
    const spec::ModelSpec spec;
    out << "Training step of ISONet-20, batch " << batch << ", " << at::get_num_threads()
        << " threads: free with the penalty, this parameterization, ratio\n";
    for (const auto& each : spec::parameterizations)
        printCost(out, each.name, parameterizationCost(spec, each.value, batch));
}

}  // namespace

ParameterizationCost parameterizationCost(const spec::ModelSpec& spec, spec::Parameterization kind, std::int64_t batch,
                                          bool measured) {
    spec::ModelSpec changed = spec;
    changed.parameterization = kind;
    spec::PenaltySpec none;
    none.kind = spec::PenaltyKind::None;
    PenalizedStep penalized(spec, {}, batch);
    PenalizedStep parameterized(changed, kind == spec::Parameterization::Free ? spec::PenaltySpec{} : none, batch);
    ParameterizationCost cost;
    cost.step = compare([&] { penalized.run(); }, [&] { parameterized.run(); });
    cost.memory = memoryOfStep(parameterized.network(), [&] { return parameterized.loss(); }).first;
    if (!measured)
        return cost;
    cost.sigmaMin = std::numeric_limits<double>::infinity();
    for (const auto& report : model::inspect(parameterized.network(), none)) {
        cost.sigmaMin = std::min(cost.sigmaMin, report.sigmaMin);
        cost.sigmaMax = std::max(cost.sigmaMax, report.sigmaMax);
    }
    return cost;
}

Benchmark parameterizationBenchmark() {
    return {"parameterization", "Training steps with orthogonal kernels against free kernels with the penalty",
            runParameterization};
}

}  // namespace isonet::benchmarks
