#include "model/isometry/NormBounds.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/isometry/Autocorrelation.h"
#include "model/isometry/LinearMap.h"

namespace isonet::model {

namespace {

constexpr double smallest = 1e-300;  // instead of 0 in logarithms and divisions

std::string shapeText(const at::Tensor& weight) {
    std::string text;
    for (const std::int64_t side : weight.sizes())
        text += (text.empty() ? "(" : ", ") + std::to_string(side);
    return text + ")";
}

void check(const at::Tensor& weight, std::int64_t stride, std::int64_t groups, int rounds) {
    if (weight.dim() != 4 || groups < 1 || weight.size(0) % groups != 0 || stride < 1)
        throw std::invalid_argument("norm bound: kernel " + shapeText(weight) + ", stride " + std::to_string(stride) +
                                    ", " + std::to_string(groups) +
                                    " groups; expected (M, C / groups, kh, kw) with M "
                                    "divisible by the groups");
    if (rounds < 1)
        throw std::invalid_argument("norm bound: " + std::to_string(rounds) + " rounds; accepted: 1 or more");
}

// The largest of `bound` over the groups' kernels, in float64 on the CPU.
template <typename Bound>
double largest(const at::Tensor& weight, std::int64_t groups, const Bound& bound) {
    double result = 0;
    for (const at::Tensor& kernel : weight.detach().to(at::kCPU, at::kDouble).chunk(groups, 0))
        result = std::max(result, bound(kernel));
    return result;
}

// The taps on a (height, width) grid, those beyond its end added at its beginning.
at::Tensor onGrid(const at::Tensor& kernel, std::int64_t height, std::int64_t width) {
    at::Tensor grid = at::zeros({kernel.size(0), kernel.size(1), height, width}, kernel.options());
    for (std::int64_t y = 0; y < kernel.size(2); ++y)
        for (std::int64_t x = 0; x < kernel.size(3); ++x)
            grid.select(2, y % height).select(2, x % width).add_(kernel.select(2, y).select(2, x));
    return grid;
}

// The kernel of stride 1 with the same norm on unbounded grids.
at::Tensor unstrided(const at::Tensor& kernel, const LayerSteps& steps) {
    return steps.stride == 1 ? kernel : phases(dilated(kernel, steps.dilation), steps.stride);
}

double circularBound(const at::Tensor& kernel, const OperatorGrid& grid, int rounds) {
    const std::int64_t s = grid.stride;
    const at::Tensor inPhases = phases(dilated(kernel, grid.dilation), s);
    // Along an axis with one tap all frequencies have the same matrix, up to a phase.
    const at::Tensor taps =
        onGrid(inPhases, inPhases.size(2) == 1 ? 1 : grid.height / s, inPhases.size(3) == 1 ? 1 : grid.width / s);
    at::Tensor g = at::fft_rfft2(taps).flatten(2).permute({2, 0, 1});
    if (g.size(1) < g.size(2))
        g = g.mH();
    at::Tensor logScale = at::zeros({g.size(0)}, at::kDouble);
    const auto norms = [](const at::Tensor& matrices) {
        return at::abs(matrices).square().sum({1, 2}).sqrt().clamp_min(smallest);
    };
    for (int t = 0; t < rounds; ++t) {
        const at::Tensor norm = norms(g);
        logScale = 2 * (logScale + norm.log());
        g = g / norm.view({-1, 1, 1});
        g = at::matmul(g.mH(), g);
    }
    const double power = std::pow(2.0, -rounds);
    return (power * (norms(g).log() + logScale)).exp().max().item<double>();
}

double paddedBound(at::Tensor kernel, int rounds) {
    if (kernel.size(0) > kernel.size(1))
        kernel = kernel.transpose(0, 1).flip({2, 3}).contiguous();
    double logScale = 0;
    for (int t = 0; t < rounds; ++t) {
        const double norm = std::max(kernel.norm().item<double>(), smallest);
        logScale = 2 * (logScale + std::log(norm));
        kernel = kernel / norm;
        kernel = at::conv2d(kernel, kernel, {}, 1, at::IntArrayRef{kernel.size(2) - 1, kernel.size(3) - 1});
    }
    const double power = std::pow(2.0, -rounds);
    const double rows = std::max(kernel.abs().sum({1, 2, 3}).max().item<double>(), smallest);
    return std::exp(power * (std::log(rows) + logScale));
}

double tensorBound(const at::Tensor& kernel) {
    constexpr int starts = 5, rounds = 100;
    constexpr const char* contractions[] = {"mcyx,c,y,x->m", "mcyx,m,y,x->c", "mcyx,m,c,x->y", "mcyx,m,c,y->x"};
    constexpr std::size_t others[][3] = {{1, 2, 3}, {0, 2, 3}, {0, 1, 3}, {0, 1, 2}};
    const at::Tensor tensor = kernel.to(at::kComplexDouble);
    const auto unit = [](const at::Tensor& v) {
        return v / std::max(at::linalg_vector_norm(v).item<double>(), smallest);
    };
    double best = 0;
    for (int start = 0; start < starts; ++start) {
        std::vector<at::Tensor> v;
        for (int side = 0; side < 4; ++side) {
            const std::uint64_t seed = static_cast<std::uint64_t>(8 * start + 2 * side + 1);
            const at::Tensor real = gaussianVectors(1, tensor.size(side), seed),
                             imaginary = gaussianVectors(1, tensor.size(side), seed + 1);
            v.push_back(unit(at::complex(real, imaginary).flatten()));
        }
        double value = 0;
        for (int round = 0; round < rounds; ++round) {
            const double before = value;
            for (std::size_t side = 0; side < 4; ++side) {
                const at::Tensor contracted = at::einsum(
                    contractions[side], {tensor, v[others[side][0]], v[others[side][1]], v[others[side][2]]});
                value = at::linalg_vector_norm(contracted).item<double>();
                v[side] = unit(contracted.conj().resolve_conj());
            }
            if (std::abs(value - before) <= 1e-10 * value)
                break;
        }
        best = std::max(best, value);
    }
    return std::sqrt(static_cast<double>(kernel.size(2) * kernel.size(3))) * best;
}

}  // namespace

double circularNormBound(const at::Tensor& weight, const OperatorGrid& grid, int rounds) {
    check(weight, grid.stride, grid.groups, rounds);
    if (grid.height < 1 || grid.width < 1 || grid.height % grid.stride != 0 || grid.width % grid.stride != 0)
        throw std::invalid_argument("norm bound: grid " + std::to_string(grid.height) + "x" +
                                    std::to_string(grid.width) + " is not divisible by the stride " +
                                    std::to_string(grid.stride));
    return largest(weight, grid.groups, [&](const at::Tensor& k) { return circularBound(k, grid, rounds); });
}

double paddedNormBound(const at::Tensor& weight, const LayerSteps& steps, int rounds) {
    check(weight, steps.stride, steps.groups, rounds);
    if (rounds > mostPaddedRounds)
        throw std::invalid_argument("norm bound: " + std::to_string(rounds) +
                                    " rounds for zero padding; accepted: 1 to " + std::to_string(mostPaddedRounds));
    return largest(weight, steps.groups, [&](const at::Tensor& k) { return paddedBound(unstrided(k, steps), rounds); });
}

double tensorNormBound(const at::Tensor& weight, const LayerSteps& steps) {
    check(weight, steps.stride, steps.groups, 1);
    return largest(weight, steps.groups, [&](const at::Tensor& k) { return tensorBound(unstrided(k, steps)); });
}

}  // namespace isonet::model
