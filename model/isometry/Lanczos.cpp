#include "model/isometry/Lanczos.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace isonet::model {
namespace {

// Orthogonalizes v (n) against the rows of basis, twice because of rounding. Returns the coefficients.
at::Tensor orthogonalize(at::Tensor& v, const at::Tensor& basis) {
    if (basis.size(0) == 0)
        return at::zeros({0}, at::kDouble);
    const at::Tensor first = basis.mv(v);
    v = v - basis.t().mv(first);
    const at::Tensor second = basis.mv(v);
    v = v - basis.t().mv(second);
    return first + second;
}

class Bidiagonalization {
public:
    Bidiagonalization(const LinearMap& map, std::int64_t size)
        : map_(map),
          size_(size),
          left_(at::empty({size, map.rows}, at::kDouble)),
          right_(at::empty({size + 1, map.columns}, at::kDouble)),
          small_(at::zeros({size, size}, at::kDouble)) {
        right_[0] = freshVector(map.columns, right_.narrow(0, 0, 0));
    }

    bool full() const { return filled_ == size_; }
    std::int64_t filled() const { return filled_; }
    bool finite() const { return std::isfinite(rest_); }

    void step() {
        const std::int64_t j = filled_;
        at::Tensor u = map_.apply(right_.narrow(0, j, 1)).flatten();
        small_.select(1, j).narrow(0, 0, j).copy_(orthogonalize(u, left_.narrow(0, 0, j)));
        const double alpha = u.norm().item<double>();
        scale_ = std::max(scale_, alpha);
        const bool vanished = alpha <= negligible * scale_;
        small_[j][j] = vanished ? 0.0 : alpha;
        left_[j] = vanished ? freshVector(map_.rows, left_.narrow(0, 0, j)) : u / alpha;
        at::Tensor v = map_.adjoint(left_.narrow(0, j, 1)).flatten();
        orthogonalize(v, right_.narrow(0, 0, j + 1));
        rest_ = v.norm().item<double>();
        scale_ = std::max(scale_, rest_);
        if (rest_ <= negligible * scale_) {  // invariant subspace: continue in its complement
            rest_ = 0;
            right_[j + 1] = freshVector(map_.columns, right_.narrow(0, 0, j + 1));
        } else {
            right_[j + 1] = v / rest_;
        }
        ++filled_;
    }

    // Values of the small matrix, descending, and their error bounds.
    std::pair<at::Tensor, at::Tensor> values() {
        std::tie(p_, sigma_, qh_) = at::linalg_svd(small_.narrow(0, 0, filled_).narrow(1, 0, filled_));
        return {sigma_, p_[filled_ - 1].abs().mul(rest_)};
    }

    // Keeps the `kept` best approximations; after values().
    void restart(std::int64_t kept) {
        const at::Tensor next = right_[filled_].clone();
        const at::Tensor u = p_.narrow(1, 0, kept).t().mm(left_.narrow(0, 0, filled_));
        const at::Tensor v = qh_.narrow(0, 0, kept).mm(right_.narrow(0, 0, filled_));
        left_.narrow(0, 0, kept).copy_(u);
        right_.narrow(0, 0, kept).copy_(v);
        right_[kept] = next;
        small_.zero_();
        small_.diagonal().narrow(0, 0, kept).copy_(sigma_.narrow(0, 0, kept));
        filled_ = kept;
    }

private:
    static constexpr double negligible = 1e-13;

    at::Tensor freshVector(std::int64_t size, const at::Tensor& basis) {
        at::Tensor v = gaussianVectors(1, size, ++seed_)[0];
        orthogonalize(v, basis);
        return v / v.norm();
    }

    const LinearMap& map_;
    std::int64_t size_, filled_ = 0;
    std::uint64_t seed_ = 17;
    double rest_ = 0, scale_ = 0;
    at::Tensor left_, right_;  // orthonormal rows u_1.. and v_1..
    at::Tensor small_;         // B
    at::Tensor p_, sigma_, qh_;
};

LeadingValues byMatrix(const LinearMap& map, std::int64_t count) {
    LeadingValues found;
    const at::Tensor matrix = denseMatrix(map);
    if (!matrix.isfinite().all().item<bool>())
        return found;
    const at::Tensor sigma = at::linalg_svdvals(matrix).narrow(0, 0, count).contiguous();
    found.values.assign(sigma.const_data_ptr<double>(), sigma.const_data_ptr<double>() + count);
    found.errors.assign(static_cast<std::size_t>(count), 1e-14 * found.values.front());
    found.converged = true;
    return found;
}

}  // namespace

LeadingValues leadingValues(const LinearMap& map, const LanczosOptions& options) {
    if (map.rows < 1 || map.columns < 1 || options.count < 1)
        throw std::invalid_argument("leadingValues: " + std::to_string(options.count) + " values of a map " +
                                    std::to_string(map.rows) + " x " + std::to_string(map.columns) +
                                    "; both must be positive");
    const at::NoGradGuard noGrad;
    const std::int64_t smaller = std::min(map.rows, map.columns),
                       count = std::min<std::int64_t>(options.count, smaller);
    const std::int64_t size = 2 * count + 38, kept = count + 12;
    if (smaller <= size + 1)
        return byMatrix(map, count);
    Bidiagonalization process(map, size);
    LeadingValues found;
    while (found.steps < options.steps && !options.stop.stop_requested()) {
        process.step();
        ++found.steps;
        if (!process.finite())
            return {{}, {}, false, found.steps};
        // The first steps carry no information; afterwards check every fifth.
        if (process.filled() < count + 3 || (!process.full() && found.steps % 5 != 0))
            continue;
        const auto [sigma, bounds] = process.values();
        const double floor = options.noise * sigma[0].item<double>();
        found.values.clear();
        found.errors.clear();
        int within = 0;
        for (std::int64_t i = 0; i < count; ++i) {
            found.values.push_back(sigma[i].item<double>());
            found.errors.push_back(bounds[i].item<double>());
            within += found.errors.back() <= std::max(options.tolerance * found.values.back(), floor) && within == i;
        }
        found.converged = within == count;
        if (options.progress)
            options.progress(found.steps, within);
        if (found.converged)
            break;
        if (process.full())
            process.restart(kept);
    }
    return found;
}

}  // namespace isonet::model
