#include "model/isometry/PaddedOperator.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "model/isometry/Autocorrelation.h"
#include "model/isometry/Davidson.h"
#include "model/isometry/Lanczos.h"
#include "model/isometry/PaddedInverse.h"

namespace isonet::model {
namespace {

constexpr double negligible = 1e-6;  // of the largest value
constexpr std::int64_t denseNumbers = std::int64_t{1} << 24;

std::int64_t reach(std::int64_t taps, const PaddedGrid& grid) {
    return grid.dilation * (taps - 1);
}

std::int64_t outputHeight(const at::Tensor& kernel, const PaddedGrid& grid) {
    return (grid.height + grid.padding.top + grid.padding.bottom - reach(kernel.size(2), grid) - 1) / grid.stride + 1;
}

std::int64_t outputWidth(const at::Tensor& kernel, const PaddedGrid& grid) {
    return (grid.width + grid.padding.left + grid.padding.right - reach(kernel.size(3), grid) - 1) / grid.stride + 1;
}

void check(const at::Tensor& weight, const PaddedGrid& grid) {
    std::ostringstream problem;
    const GridPadding& p = grid.padding;
    if (!weight.defined() || weight.dim() != 4 || weight.numel() == 0 || !weight.is_floating_point())
        problem << "expected a floating-point kernel (M, C / groups, k, k)";
    else if (grid.height < 1 || grid.width < 1 || grid.stride < 1 || grid.dilation < 1 ||
             std::min({p.top, p.bottom, p.left, p.right}) < 0)
        problem << "grid, stride and dilation must be positive and padding nonnegative";
    else if (grid.groups < 1 || weight.size(0) % grid.groups != 0)
        problem << weight.size(0) << " outputs are not divisible by the groups";
    else if (grid.height + p.top + p.bottom <= reach(weight.size(2), grid) ||
             grid.width + p.left + p.right <= reach(weight.size(3), grid))
        problem << "the kernel does not fit into the padded grid";
    else
        return;
    std::ostringstream message;
    message << "paddedConvolution: kernel ";
    if (weight.defined())
        message << weight.sizes();
    else
        message << "undefined";
    message << " on a " << grid.height << " x " << grid.width << " grid, stride " << grid.stride << ", padding "
            << p.top;
    if (p.top != p.bottom || p.left != p.right || p.top != p.left)
        message << " above, " << p.bottom << " below, " << p.left << " left, " << p.right << " right";
    message << ", dilation " << grid.dilation << ", " << grid.groups << (grid.groups == 1 ? " group: " : " groups: ")
            << problem.str();
    throw std::invalid_argument(message.str());
}

std::vector<std::int64_t> twice(std::int64_t value) {
    return {value, value};
}

// Asymmetric padding is added to the images.
at::Tensor convolve(const at::Tensor& x, const at::Tensor& kernel, const PaddedGrid& grid) {
    const GridPadding& p = grid.padding;
    if (p.symmetric())
        return at::conv2d(x, kernel, {}, twice(grid.stride), at::IntArrayRef{p.top, p.left}, twice(grid.dilation),
                          grid.groups);
    return at::conv2d(at::constant_pad_nd(x, {p.left, p.right, p.top, p.bottom}), kernel, {}, twice(grid.stride),
                      at::IntArrayRef{0, 0}, twice(grid.dilation), grid.groups);
}

LinearMap mapOf(const at::Tensor& kernel, const PaddedGrid& grid) {
    const std::int64_t channels = kernel.size(1) * grid.groups, outputs = kernel.size(0);
    const std::int64_t height = outputHeight(kernel, grid), width = outputWidth(kernel, grid);
    return {outputs * height * width, channels * grid.height * grid.width,
            [=](const at::Tensor& x) {
                return convolve(x.reshape({-1, channels, grid.height, grid.width}), kernel, grid).flatten(1);
            },
            [=](const at::Tensor& y) {
                return paddedAdjoint(y.reshape({-1, outputs, height, width}), kernel, grid).flatten(1);
            }};
}

ExtremeValues byMatrix(const LinearMap& map) {
    const at::Tensor sigma = at::linalg_svdvals(denseMatrix(map));
    ExtremeValues found;
    found.largest = sigma[0].item<double>();
    found.smallest = sigma[-1].item<double>();
    found.largestError = found.smallestError = 1e-14 * found.largest;
    found.largestConverged = true;
    found.smallestState = found.smallest <= negligible * found.largest ? ExtremeValues::Smallest::Negligible
                                                                       : ExtremeValues::Smallest::Converged;
    return found;
}

void findSmallest(ExtremeValues& found, const LinearMap& map, const at::Tensor& kernel, const PaddedGrid& grid,
                  const ExtremeOptions& options) {
    const bool outputs = map.rows <= map.columns;
    const auto g = [&](const at::Tensor& x) {
        if (options.progress)
            options.progress(found.products += static_cast<int>(x.size(0)));
        else
            found.products += static_cast<int>(x.size(0));
        return outputs ? map.apply(map.adjoint(x)) : map.adjoint(map.apply(x));
    };
    const GramSide side = outputs ? GramSide{kernel.size(0), outputHeight(kernel, grid), outputWidth(kernel, grid)}
                                  : GramSide{kernel.size(1), grid.height, grid.width};
    const std::int64_t rows = std::max<std::int64_t>(1, reach(kernel.size(2), grid) / (outputs ? grid.stride : 1));
    const double top = found.largest * found.largest;
    DavidsonOptions davidson;
    davidson.tolerance = options.tolerance;
    davidson.negligible = negligible * negligible * top;
    davidson.products = options.products;
    davidson.stop = options.stop;
    SmallestEigenvalue least;
    // Near-isometric kernels need a few dozen products with the circular inverse; the exact one is then not worthwhile.
    const bool banded = BandedInverse::work(side, rows) <= options.bandedWork;
    if (!banded || options.circularProducts > 0) {
        if (banded)
            davidson.products = std::min(options.products, options.circularProducts);
        CircularInverse inverse(dilated(kernel, grid.dilation), grid.stride, grid.padding.top, grid.padding.left, side,
                                outputs);
        least = smallestEigenvalue(
            side.size(), g, [&](const at::Tensor& r, double value) { return inverse(r, value); }, davidson);
    }
    if (banded && !least.converged && !options.stop.stop_requested()) {
        davidson.products = options.products;
        const BandedInverse inverse(side, rows, g, davidson.negligible);
        least = smallestEigenvalue(
            side.size(), g, [&](const at::Tensor& r, double) { return inverse(r); }, davidson);
    }
    found.smallest = std::sqrt(std::max(0.0, least.value));
    if (least.value <= davidson.negligible)
        found.smallestState = ExtremeValues::Smallest::Negligible;
    else
        found.smallestState =
            least.converged ? ExtremeValues::Smallest::Converged : ExtremeValues::Smallest::NotConverged;
    // |sigma - s| = |sigma^2 - s^2| / (sigma + s), and sigma >= 0.
    found.smallestError = found.smallest > 0 ? std::min(found.smallest, least.residual / found.smallest) : 0;
}

ExtremeValues ofGroup(const at::Tensor& kernel, const PaddedGrid& grid, const ExtremeOptions& options) {
    const LinearMap map = mapOf(kernel, grid);
    const std::int64_t smaller = std::min(map.rows, map.columns);
    if (smaller <= 80 || (smaller <= options.denseSide && map.rows * map.columns <= denseNumbers))
        return byMatrix(map);
    ExtremeValues found;
    LanczosOptions lanczos;
    lanczos.tolerance = 0.1 * options.tolerance;
    lanczos.steps = options.products;
    lanczos.stop = options.stop;
    if (options.progress)
        lanczos.progress = [&](int step, int) { options.progress(step); };
    const LeadingValues leading = leadingValues(map, lanczos);
    found.products = leading.steps;
    if (leading.values.empty())
        return found;
    found.largest = leading.values.front();
    found.largestError = leading.errors.front();
    found.largestConverged = leading.converged;
    if (!options.stop.stop_requested() && found.largest > 0)
        findSmallest(found, map, kernel, grid, options);
    else if (leading.converged && found.largest == 0)
        found.smallestState = ExtremeValues::Smallest::Negligible;
    return found;
}

}  // namespace

at::Tensor paddedAdjoint(const at::Tensor& y, const at::Tensor& kernel, const PaddedGrid& grid) {
    const GridPadding& p = grid.padding;
    // Pixels at the right or bottom border of the padded grid that no output reads.
    const auto unread = [&](std::int64_t padded, std::int64_t places, std::int64_t taps) {
        return padded - ((places - 1) * grid.stride + reach(taps, grid) + 1);
    };
    const std::vector<std::int64_t> rest{unread(grid.height + p.top + p.bottom, y.size(2), kernel.size(2)),
                                         unread(grid.width + p.left + p.right, y.size(3), kernel.size(3))};
    const bool own = p.symmetric();
    const std::vector<std::int64_t> cut{own ? p.top : 0, own ? p.left : 0};
    const at::Tensor x =
        at::conv_transpose2d(y, kernel, {}, twice(grid.stride), cut, rest, grid.groups, twice(grid.dilation));
    return own ? x : x.narrow(2, p.top, grid.height).narrow(3, p.left, grid.width);
}

LinearMap paddedConvolution(const at::Tensor& weight, const PaddedGrid& grid) {
    check(weight, grid);
    return mapOf(weight.detach().to(at::kCPU, at::kDouble), grid);
}

ExtremeValues extremeSingularValues(const at::Tensor& weight, const PaddedGrid& grid, const ExtremeOptions& options) {
    check(weight, grid);
    const at::NoGradGuard noGrad;
    if (!weight.isfinite().all().item<bool>()) {
        ExtremeValues unknown;
        unknown.largest = unknown.smallest = std::numeric_limits<double>::quiet_NaN();
        return unknown;
    }
    PaddedGrid own = grid;
    own.groups = 1;
    std::optional<ExtremeValues> all;
    for (const at::Tensor& kernel : weight.detach().to(at::kCPU, at::kDouble).chunk(grid.groups, 0)) {
        if (all && options.stop.stop_requested()) {
            all->largestConverged = false;
            all->smallestState = ExtremeValues::Smallest::NotConverged;
            break;
        }
        const ExtremeValues one = ofGroup(kernel.contiguous(), own, options);
        if (!all) {
            all = one;
            continue;
        }
        if (one.largest > all->largest) {
            all->largest = one.largest;
            all->largestError = one.largestError;
        }
        if (one.smallest < all->smallest) {
            all->smallest = one.smallest;
            all->smallestError = one.smallestError;
        }
        all->largestConverged = all->largestConverged && one.largestConverged;
        all->smallestState = std::max(all->smallestState, one.smallestState);
        all->products += one.products;
    }
    // Negligible is relative to the largest value of all groups, not of a single group.
    if (all->smallestState != ExtremeValues::Smallest::NotConverged)
        all->smallestState = all->smallest <= negligible * all->largest ? ExtremeValues::Smallest::Negligible
                                                                        : ExtremeValues::Smallest::Converged;
    return *all;
}

}  // namespace isonet::model
