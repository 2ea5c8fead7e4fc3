#include "model/kernels/cpu/HermitianResidual.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "model/kernels/cpu/InstructionSet.h"

namespace isonet::model::cpu {
namespace {

constexpr int tile = 16;  // a transposed tile stays in the L1 cache

// One frequency: writes Ei, Er and Er + Ei if requested; returns ||Er||^2 + ||Ei||^2.
template <typename Real, bool wantsFactors>
struct PairResidual {
    static ISONET_ALWAYS_INLINE double run(const Real* mixed, const Real* even, Real* imaginary, Real* real, Real* both,
                                           std::int64_t n) {
        double total = 0;
        Real across[tile][tile];
        for (std::int64_t top = 0; top < n; top += tile) {
            const std::int64_t height = std::min<std::int64_t>(tile, n - top);
            for (std::int64_t left = 0; left < n; left += tile) {
                const std::int64_t width = std::min<std::int64_t>(tile, n - left);
                for (std::int64_t c = 0; c < width; ++c)
                    for (std::int64_t r = 0; r < height; ++r)
                        across[r][c] = mixed[(left + c) * n + top + r];
                Real sum = 0;
                for (std::int64_t r = 0; r < height; ++r) {
                    const std::int64_t row = (top + r) * n + left;
                    const std::int64_t diagonal = top + r - left;
#pragma omp simd reduction(+ : sum)
                    for (std::int64_t c = 0; c < width; ++c) {
                        const Real here = mixed[row + c], there = across[r][c];
                        const Real re = (here + there) * Real(0.5) + even[row + c] * 2 - (c == diagonal ? 1 : 0);
                        const Real im = (here - there) * Real(0.5);
                        sum += re * re + im * im;
                        if constexpr (wantsFactors) {
                            imaginary[row + c] = im;
                            real[row + c] = re;
                            both[row + c] = re + im;
                        }
                    }
                }
                total += sum;
            }
        }
        return total;
    }
};

template <typename Real, bool wantsFactors>
struct RealResidual {
    static ISONET_ALWAYS_INLINE double run(const Real* even, Real* residual, std::int64_t n) {
        double total = 0;
        for (std::int64_t r = 0; r < n; ++r) {
            Real sum = 0;
#pragma omp simd reduction(+ : sum)
            for (std::int64_t c = 0; c < n; ++c) {
                const Real value = even[r * n + c] - (c == r ? 1 : 0);
                sum += value * value;
                if constexpr (wantsFactors)
                    residual[r * n + c] = value;
            }
            total += sum;
        }
        return total / 2;
    }
};

template <typename Real, bool wantsFactors>
void residual(const at::Tensor& mixed, const at::Tensor& even, std::int64_t layers, at::Tensor& squares,
              const at::Tensor& factors) {
    const std::int64_t n = mixed.size(1), pairs = mixed.size(0), square = n * n;
    const Real *s = mixed.const_data_ptr<Real>(), *t = even.const_data_ptr<Real>();
    Real* out = wantsFactors ? factors.mutable_data_ptr<Real>() : nullptr;
    const auto at = [&](std::int64_t matrix) { return wantsFactors ? out + matrix * square : nullptr; };
    std::vector<double> parts(static_cast<size_t>(pairs + layers));
    at::parallel_for(
        0, pairs + layers, std::max<std::int64_t>(1, 16384 / square), [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i)
                parts[i] = i < layers
                               ? runVectorized<RealResidual<Real, wantsFactors>>(t + i * square, at(3 * pairs + i), n)
                               : runVectorized<PairResidual<Real, wantsFactors>>(
                                     s + (i - layers) * square, t + i * square, at(i - layers), at(pairs + i - layers),
                                     at(2 * pairs + i - layers), n);
        });
    double* sums = squares.mutable_data_ptr<double>();
    std::fill_n(sums, layers, 0.0);
    for (std::int64_t i = 0; i < pairs + layers; ++i)
        sums[i % layers] += parts[i];
}

}  // namespace

void hermitianResidual(const at::Tensor& mixed, const at::Tensor& even, std::int64_t layers, at::Tensor& squares,
                       const at::Tensor& factors) {
    const bool wantsFactors = factors.defined(), isDouble = mixed.scalar_type() == at::kDouble;
    TORCH_CHECK(isDouble || mixed.scalar_type() == at::kFloat, "hermitianResidual: no CPU loop for ",
                mixed.scalar_type());
    const auto run = isDouble ? (wantsFactors ? &residual<double, true> : &residual<double, false>)
                              : (wantsFactors ? &residual<float, true> : &residual<float, false>);
    run(mixed, even, layers, squares, factors);
}

}  // namespace isonet::model::cpu
