#include "model/isometry/Davidson.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "model/isometry/LinearMap.h"

namespace isonet::model {
namespace {

constexpr std::int64_t block = 4, largestSpace = 40;

// Orthonormal rows that extend the row space of `basis` by the rows of `vectors`.
at::Tensor additions(at::Tensor vectors, const at::Tensor& basis) {
    for (int pass = 0; pass < 3; ++pass) {
        if (basis.defined())
            vectors = vectors - vectors.mm(basis.t()).mm(basis);
        vectors = std::get<0>(at::linalg_qr(vectors.t())).t();
    }
    return vectors.contiguous();
}

}  // namespace

SmallestEigenvalue smallestEigenvalue(std::int64_t n, const std::function<at::Tensor(const at::Tensor&)>& g,
                                      const std::function<at::Tensor(const at::Tensor&, double)>& t,
                                      const DavidsonOptions& options) {
    TORCH_CHECK(n > 2 * largestSpace, "smallestEigenvalue: ", n, " unknowns; expected more than ", 2 * largestSpace,
                " (decompose smaller maps)");
    const at::NoGradGuard noGrad;
    at::Tensor space = additions(gaussianVectors(block, n, 23), {});  // (j, n), and G times it
    at::Tensor image = g(space);
    at::Tensor before;  // coefficients of the previous approximations in the current space
    SmallestEigenvalue found;
    found.products = block;
    for (;;) {
        at::Tensor small = space.mm(image.t());
        auto [values, vectors] = at::linalg_eigh((small + small.t()) / 2);
        if (space.size(0) + block > largestSpace) {
            at::Tensor kept = vectors.narrow(1, 0, 2 * block);
            if (before.defined())
                kept = at::cat({kept, before}, 1);
            const at::Tensor turn = std::get<0>(at::linalg_qr(kept)).t();
            space = turn.mm(space);
            image = turn.mm(image);
            small = space.mm(image.t());
            std::tie(values, vectors) = at::linalg_eigh((small + small.t()) / 2);
        }
        const at::Tensor best = vectors.narrow(1, 0, block), theta = values.narrow(0, 0, block);
        const at::Tensor residuals = best.t().mm(image) - theta.unsqueeze(1) * best.t().mm(space);
        const at::Tensor norms = residuals.norm(2, 1);
        found.value = theta[0].item<double>();
        found.residual = norms[0].item<double>();
        found.converged =
            found.value <= options.negligible || found.residual <= options.tolerance * std::abs(found.value);
        if (found.converged || found.products >= options.products || options.stop.stop_requested())
            return found;
        const at::Tensor open = norms > options.tolerance * theta.abs();
        const at::Tensor more = additions(t(residuals.index({open}), found.value), space);
        before = at::cat({best, at::zeros({more.size(0), block}, at::kDouble)});
        space = at::cat({space, more});
        image = at::cat({image, g(more)});
        found.products += static_cast<int>(more.size(0));
    }
}

}  // namespace isonet::model
