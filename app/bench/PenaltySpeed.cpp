#include "app/bench/PenaltySpeed.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "model/isometry/FastPenalty.h"
#include "model/kernels/GroupedPenalty.h"

namespace isonet::benchmarks {
namespace {

// Matrix products of one step: `matrices` of (rows, inner) (inner, columns) for each kernel.
struct Products {
    std::int64_t matrices, rows, inner, columns;
    double operations() const { return 2.0 * static_cast<double>(matrices * rows * inner * columns); }
};

std::vector<Products> productsOf(const PenalizedLayers& layers) {
    const std::int64_t n = layers.smaller(), d = layers.larger(), s = layers.stride;
    const std::int64_t kh = layers.kernel, kw = layers.width();
    std::vector<Products> all;
    if (s == 1 && kh * kw > 1) {
        const std::int64_t pairs = ((2 * kh - 1) * (2 * kw - 1) - 1) / 2;
        return {{2 * pairs + 1, n, d, n}, {3 * pairs + 1, n, n, d}};
    }
    const std::int64_t farY = (kh - 1) / s * s, farX = (kw - 1) / s * s;
    for (std::int64_t dy = 0; dy <= farY; dy += s)
        for (std::int64_t dx = dy == 0 ? 0 : -farX; dx <= farX; dx += s) {
            const std::int64_t taps = (kh - dy) * (kw - std::abs(dx));
            all.push_back({1, n, taps * d, n});
            all.push_back({dy == 0 && dx == 0 ? 1 : 2, n, n, taps * d});
        }
    return all;
}

// Of value and gradient, shift by shift: a tap of the overlap is one product of the value and two of the gradient, one
// for the shift 0.
double shiftOperations(const PenalizedLayers& layers) {
    const std::int64_t s = layers.stride, farY = (layers.kernel - 1) / s * s, farX = (layers.width() - 1) / s * s;
    std::int64_t products = 0;
    for (std::int64_t dy = 0; dy <= farY; dy += s)
        for (std::int64_t dx = dy == 0 ? 0 : -farX; dx <= farX; dx += s)
            products += (layers.kernel - dy) * (layers.width() - std::abs(dx)) * (dy == 0 && dx == 0 ? 2 : 3);
    const std::int64_t n = layers.smaller(), d = layers.larger();
    return 2.0 * static_cast<double>(products * n * n * d * layers.groups * layers.count);
}

std::vector<at::Tensor> placedKernels(const PenalizedLayers& layers) {
    std::vector<at::Tensor> kernels;
    const std::vector<std::int64_t> shape{layers.outputs, layers.inputs / layers.groups, layers.kernel, layers.width()};
    for (int i = 0; i < layers.count; ++i)
        kernels.push_back(at::randn(shape).mul_(0.1).contiguous(at::MemoryFormat::ChannelsLast).requires_grad_());
    return kernels;
}

class Penalties {
public:
    explicit Penalties(const PenalizedLayers& layers)
        : kernels_(placedKernels(layers)),
          strides_(kernels_.size(), layers.stride),
          groups_(kernels_.size(), layers.groups) {}
    const std::vector<at::Tensor>& kernels() const { return kernels_; }
    void compute() const { model::convolutionPenalty(kernels_, strides_, groups_).sum().backward(); }
    void clear() {
        for (at::Tensor& kernel : kernels_)
            kernel.mutable_grad() = at::Tensor();
    }

private:
    std::vector<at::Tensor> kernels_;
    std::vector<std::int64_t> strides_, groups_;
};

}  // namespace

std::int64_t PenalizedLayers::smaller() const {
    return std::min(outputs, inputs) / groups;
}

std::int64_t PenalizedLayers::larger() const {
    return std::max(outputs, inputs) / groups;
}

PenaltySpeed againstProducts(const PenalizedLayers& layers) {
    Penalties penalties(layers);
    const std::int64_t all = layers.count * layers.groups;
    PenaltySpeed speed{{0, 0}};
    for (const Products& each : productsOf(layers)) {
        constexpr std::int64_t cache = std::int64_t{4} << 20;
        const std::int64_t numbers =
            each.matrices * (each.rows * each.inner + each.inner * each.columns + each.rows * each.columns);
        const std::int64_t together = std::clamp<std::int64_t>(cache / (4 * numbers), 1, all);
        const at::Tensor a = at::randn({together * each.matrices, each.rows, each.inner});
        const at::Tensor b = at::randn({together * each.matrices, each.inner, each.columns});
        at::Tensor c = at::empty({together * each.matrices, each.rows, each.columns});
        const Comparison once = compare([&] { at::bmm_out(c, a, b); }, [] {}, {}, 10);
        speed.times.published += once.published * static_cast<double>(all) / static_cast<double>(together);
        speed.amount += each.operations() * static_cast<double>(all);
    }
    speed.times.ours = compare([&] { penalties.compute(); }, [] {}, [&] { penalties.clear(); }, 10).published;
    return speed;
}

PenaltySpeed againstCopy(const PenalizedLayers& layers) {
    Penalties penalties(layers);
    std::vector<at::Tensor> kernels, gradients;  // (groups, n, d, ...)
    double bytes = 0;
    for (const at::Tensor& weight : penalties.kernels()) {
        const at::Tensor kernel = weight.detach().unflatten(0, {layers.groups, layers.outputs / layers.groups});
        kernels.push_back(kernel.size(1) > kernel.size(2) ? kernel.transpose(1, 2) : kernel);
        gradients.push_back(at::empty_like(kernels.back()));
        bytes += 2.0 * static_cast<double>(weight.nbytes());
    }
    const auto copy = [&] {
        for (std::size_t i = 0; i < gradients.size(); ++i)
            gradients[i].copy_(kernels[i]);
    };
    const auto loop = [&] {
        for (std::size_t i = 0; i < gradients.size(); ++i)
            model::groupedPenalty(kernels[i], layers.stride, gradients[i]);
    };
    PenaltySpeed speed{compare(copy, loop, {}, 20), bytes};
    speed.operations = shiftOperations(layers);
    speed.step = compare([&] { penalties.compute(); }, [] {}, [&] { penalties.clear(); }, 10).published;
    return speed;
}

}  // namespace isonet::benchmarks
