#include "model/isometry/GramSeries.h"

#include <ATen/ATen.h>

#include <cmath>
#include <utility>
#include <vector>

#include "model/isometry/Autocorrelation.h"
#include "model/isometry/TapTransform.h"
#include "model/kernels/HermitianResidual.h"

namespace isonet::model {
namespace {

GramSeries byShift(Autocorrelation k) {
    const at::Tensor opposite = k.matrices.transpose(2, 3);
    GramSeries series{std::move(k.dy), std::move(k.dx), k.matrices + opposite, k.matrices - opposite, {}, {}};
    series.even.select(1, 0).mul_(0.5);
    return series;
}

// Of one group. K_p = (G_0 + 2 sum over pairs f of cos(f p) Re G_f - sin(f p) Im G_f) / N.
GramSeries byFrequency(const at::Tensor& kernel) {
    const std::int64_t n = kernel.size(0), d = kernel.size(1), taps = kernel.size(2) * kernel.size(3);
    const TapTransform t = tapTransform(kernel.size(2), kernel.size(3), kernel.options());
    const std::int64_t h = t.pairs;
    const at::Tensor flat = kernel.reshape({n * d, taps}).t();
    const at::Tensor mixed = [&] {
        const at::Tensor sums = at::mm(t.analysis.narrow(0, 0, 2 * h), flat).view({2 * h, n, d});
        return at::bmm(sums.narrow(0, 0, h), sums.narrow(0, h, h).transpose(1, 2));
    }();
    const at::Tensor parts = at::mm(t.analysis.narrow(0, 3 * h, h + 1), flat).view({h + 1, n, d});
    const at::Tensor products = at::bmm(parts, parts.transpose(1, 2));
    at::Tensor factors = at::empty({3 * h + 1, n, n}, kernel.options());
    hermitianResidual(mixed, products, 1, factors);  // h of Im G, h of Re G - I, h unused, G_0 - I
    factors[2 * h].copy_(factors[3 * h]);

    GramSeries series;
    halfOfTheShifts(kernel.size(2), kernel.size(3), series.dy, series.dx);
    series.odd = factors.narrow(0, 0, h);
    series.even = factors.narrow(0, h, h + 1);
    series.even.diagonal(0, 1, 2).add_(1.0);
    const auto shifts = static_cast<std::int64_t>(series.dy.size());
    series.evenMix = at::empty({shifts, h + 1}, at::kDouble);
    series.oddMix = at::empty({shifts, h}, at::kDouble);
    auto even = series.evenMix.accessor<double, 2>(), odd = series.oddMix.accessor<double, 2>();
    for (std::int64_t p = 0; p < shifts; ++p) {
        const double share = (p == 0 ? 1.0 : 2.0) / static_cast<double>(t.shifts);  // K_p and its opposite
        even[p][h] = share;
        for (std::int64_t f = 0; f < h; ++f) {
            const double angle =
                t.omegaY[f] * static_cast<double>(series.dy[p]) + t.omegaX[f] * static_cast<double>(series.dx[p]);
            even[p][f] = 2.0 * share * std::cos(angle);
            odd[p][f] = -2.0 * share * std::sin(angle);
        }
    }
    return series;
}

}  // namespace

GramSeries gramSeries(const at::Tensor& kernels) {
    constexpr std::int64_t worthTransforming = 96;  // below, the elementwise work outweighs the products saved
    if (kernels.size(3) * kernels.size(4) == 1 || kernels.size(1) < worthTransforming)
        return byShift(autocorrelation(kernels));
    // Groups of this size are few.
    std::vector<at::Tensor> even, odd;
    GramSeries series;
    for (const at::Tensor& kernel : kernels.unbind()) {
        series = byFrequency(kernel);
        even.push_back(series.even);
        odd.push_back(series.odd);
    }
    series.even = even.size() == 1 ? even[0].unsqueeze(0) : at::stack(even);
    series.odd = odd.size() == 1 ? odd[0].unsqueeze(0) : at::stack(odd);
    return series;
}

}  // namespace isonet::model
