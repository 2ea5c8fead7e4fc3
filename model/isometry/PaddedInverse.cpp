#include "model/isometry/PaddedInverse.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "model/isometry/Autocorrelation.h"

namespace isonet::model {

double BandedInverse::work(const GramSide& side, std::int64_t reach) {
    const auto block = static_cast<double>(side.channels * side.width * reach);
    return 7.0 / 3.0 * block * block * block * static_cast<double>((side.height + reach - 1) / reach);
}

BandedInverse::BandedInverse(const GramSide& side, std::int64_t reach,
                             const std::function<at::Tensor(const at::Tensor&)>& g, double shift)
    : side_(side), block_(side.channels * side.width * reach) {
    probe(g);
    while (!factor(shift))
        shift *= 10;
}

at::Tensor BandedInverse::byRows(const at::Tensor& vectors) const {
    return vectors.view({-1, side_.channels, side_.height, side_.width}).transpose(1, 2).flatten(1);
}

at::Tensor BandedInverse::byChannels(const at::Tensor& vectors) const {
    return vectors.view({-1, side_.height, side_.channels, side_.width}).transpose(1, 2).flatten(1);
}

// Unit vectors in every third block at once: no row of G overlaps two of them.
void BandedInverse::probe(const std::function<at::Tensor(const at::Tensor&)>& g) {
    constexpr std::int64_t together = 64;
    const std::int64_t n = side_.size(), count = (n + block_ - 1) / block_;
    const auto size = [&](std::int64_t j) { return std::min(block_, n - j * block_); };
    for (std::int64_t j = 0; j < count; ++j) {
        diagonal_.push_back(at::empty({size(j), size(j)}, at::kDouble));
        if (j + 1 < count)
            below_.push_back(at::empty({size(j + 1), size(j)}, at::kDouble));
    }
    for (std::int64_t turn = 0; turn < std::min<std::int64_t>(3, count); ++turn)
        for (std::int64_t first = 0; first < block_; first += together) {
            const std::int64_t some = std::min(together, block_ - first);
            at::Tensor units = at::zeros({some, n}, at::kDouble);
            for (std::int64_t j = turn; j < count; j += 3)
                if (first < size(j))
                    units.narrow(1, j * block_ + first, std::min(some, size(j) - first)).fill_diagonal_(1.0);
            const at::Tensor columns = byRows(g(byChannels(units)));
            for (std::int64_t j = turn; j < count; j += 3) {
                if (first >= size(j))
                    continue;
                const std::int64_t here = std::min(some, size(j) - first);
                const auto part = [&](std::int64_t k) {
                    return columns.narrow(0, 0, here).narrow(1, k * block_, size(k)).t();
                };
                diagonal_[j].narrow(1, first, here).copy_(part(j));
                if (j + 1 < count)
                    below_[j].narrow(1, first, here).copy_(part(j + 1));
            }
        }
}

bool BandedInverse::factor(double shift) {
    factor_.clear();
    coupling_.clear();
    for (std::int64_t j = 0; j < blocks(); ++j) {
        at::Tensor own = diagonal_[j].clone();
        own.diagonal().add_(shift);
        if (j > 0)
            own.addmm_(coupling_[j - 1], coupling_[j - 1].t(), 1, -1);
        const auto [lower, info] = at::linalg_cholesky_ex(own);
        if (info.item<int>() != 0)
            return false;
        factor_.push_back(lower);
        if (j + 1 < blocks())  // below L^-T
            coupling_.push_back(at::linalg_solve_triangular(lower.t(), below_[j], /*upper=*/true, /*left=*/false));
    }
    return true;
}

at::Tensor BandedInverse::operator()(const at::Tensor& vectors) const {
    std::vector<at::Tensor> parts;  // columns of each block
    for (const at::Tensor& part : byRows(vectors).split(block_, 1))
        parts.push_back(part.t().contiguous());
    for (std::int64_t j = 0; j < blocks(); ++j) {
        if (j > 0)
            parts[j] = parts[j] - coupling_[j - 1].mm(parts[j - 1]);
        parts[j] = at::linalg_solve_triangular(factor_[j], parts[j], /*upper=*/false);
    }
    for (std::int64_t j = blocks() - 1; j >= 0; --j) {
        if (j + 1 < blocks())
            parts[j] = parts[j] - coupling_[j].t().mm(parts[j + 1]);
        parts[j] = at::linalg_solve_triangular(factor_[j].t(), parts[j], /*upper=*/true);
    }
    return byChannels(at::cat(parts).t().contiguous());
}

CircularInverse::CircularInverse(const at::Tensor& kernel, std::int64_t stride, std::int64_t top, std::int64_t left,
                                 const GramSide& side, bool outputs)
    : side_(side), cell_(outputs ? 1 : stride) {
    const at::Tensor taps = phases(kernel, stride);
    if (!outputs) {
        top_ = top % stride;
        left_ = left % stride;
    }
    const auto cells = [&](std::int64_t pixels, std::int64_t reach) {
        return std::max((pixels + cell_ - 1) / cell_, reach);
    };
    gridHeight_ = cells(top_ + side.height, taps.size(2));
    gridWidth_ = cells(left_ + side.width, taps.size(3));
    const at::Tensor spread = at::constant_pad_nd(taps, {0, gridWidth_ - taps.size(3), 0, gridHeight_ - taps.size(2)});
    const at::Tensor wave = at::fft_rfft2(spread).permute({2, 3, 0, 1}).conj();  // y[o] = sum of a[q] x[o + q]
    symbol_ = (outputs ? wave.matmul(wave.mH()) : wave.mH().matmul(wave)).resolve_conj();
    scale_ = at::real(symbol_.diagonal(0, 2, 3)).mean().item<double>();
}

at::Tensor CircularInverse::toCells(const at::Tensor& vectors) const {
    const at::Tensor images = vectors.view({-1, side_.channels, side_.height, side_.width});
    const at::Tensor padded = at::constant_pad_nd(
        images, {left_, gridWidth_ * cell_ - left_ - side_.width, top_, gridHeight_ * cell_ - top_ - side_.height});
    return padded.view({-1, side_.channels, gridHeight_, cell_, gridWidth_, cell_})
        .permute({0, 1, 3, 5, 2, 4})
        .reshape({-1, side_.channels * cell_ * cell_, gridHeight_, gridWidth_});
}

at::Tensor CircularInverse::fromCells(const at::Tensor& cells) const {
    return cells.view({-1, side_.channels, cell_, cell_, gridHeight_, gridWidth_})
        .permute({0, 1, 4, 2, 5, 3})
        .reshape({-1, side_.channels, gridHeight_ * cell_, gridWidth_ * cell_})
        .narrow(2, top_, side_.height)
        .narrow(3, left_, side_.width)
        .flatten(1);
}

at::Tensor CircularInverse::operator()(const at::Tensor& vectors, double estimate) {
    constexpr double first = 1e-2, least = 1e-9;  // of the mean eigenvalue
    const double wanted = std::max(estimate, least * scale_);
    if (!inverse_.defined() || (wanted < 0.2 * shift_ && shift_ > least * scale_)) {
        shift_ = inverse_.defined() ? wanted : std::max(std::min(estimate, first * scale_), 1e-300);
        at::Tensor shifted = symbol_.clone();
        shifted.diagonal(0, 2, 3).add_(shift_);
        inverse_ = at::linalg_inv(shifted);
    }
    const at::Tensor waves = at::fft_rfft2(toCells(vectors)).permute({2, 3, 1, 0});
    const at::Tensor solved = inverse_.matmul(waves).permute({3, 2, 0, 1});
    const std::vector<std::int64_t> grid{gridHeight_, gridWidth_};
    return fromCells(at::fft_irfft2(solved, grid).contiguous());
}

}  // namespace isonet::model
