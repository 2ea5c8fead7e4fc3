#include "model/isometry/GramSeries.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "model/isometry/Autocorrelation.h"
#include "model/isometry/TapTransform.h"

namespace isonet::model {
namespace {

GramSeries byShift(Autocorrelation k) {
    const at::Tensor opposite = k.matrices.transpose(2, 3);
    GramSeries series{std::move(k.dy), std::move(k.dx), k.matrices + opposite, k.matrices - opposite, {}, {}};
    series.even.select(1, 0).mul_(0.5);
    return series;
}

// (n, n) each. s = (X + Y)(X - Y)^T and t = Y Y^T of G = (X + iY)(X + iY)^H become Im G and Re G: (s - s^T) / 2 and
// (s + s^T) / 2 + 2 t.
void splitParts(double* s, double* t, std::int64_t n) {
    constexpr std::int64_t tile = 32;  // two of them stay in the first cache
    for (std::int64_t top = 0; top < n; top += tile)
        for (std::int64_t left = top; left < n; left += tile)
            for (std::int64_t i = top; i < std::min(top + tile, n); ++i)
                for (std::int64_t j = std::max(left, i); j < std::min(left + tile, n); ++j) {
                    const std::int64_t here = i * n + j, there = j * n + i;
                    const double imaginary = (s[here] - s[there]) / 2, real = (s[here] + s[there]) / 2;
                    s[here] = imaginary;
                    s[there] = -imaginary;
                    t[there] = t[here] = 2 * t[here] + real;
                }
}

// Of one group. K_p = (G_0 + 2 sum over pairs f of cos(f p) Re G_f - sin(f p) Im G_f) / N.
GramSeries byFrequency(const at::Tensor& kernel) {
    const std::int64_t n = kernel.size(0), d = kernel.size(1), taps = kernel.size(2) * kernel.size(3);
    const TapTransform t = tapTransform(kernel.size(2), kernel.size(3), kernel.options());
    const std::int64_t h = t.pairs;
    const at::Tensor flat = kernel.reshape({n * d, taps}).t();
    GramSeries series;
    series.odd = at::empty({h, n, n}, kernel.options());
    series.even = at::empty({h + 1, n, n}, kernel.options());  // G_0 first
    const auto products = [&](at::Tensor out, const at::Tensor& left, const at::Tensor& right) {
        const auto matrices = [&](const at::Tensor& rows) { return rows.view({-1, n, d}); };
        at::bmm_out(out, matrices(left), matrices(right).transpose(1, 2));
    };
    const at::Tensor alone = at::mm(t.analysis.narrow(0, 3 * h, 1), flat);
    products(series.even.narrow(0, 0, 1), alone, alone);
    // Some frequencies at a time: the transformed kernels then need no fresh memory, whose pages cost more than they
    // do.
    constexpr std::int64_t most = 4;
    at::Tensor buffer = at::empty({2, most, n * d}, kernel.options());
    for (std::int64_t first = 0; first < h; first += most) {
        const std::int64_t count = std::min(most, h - first);
        const auto transformed = [&](std::int64_t place, std::int64_t row) {
            at::Tensor out = buffer[place].narrow(0, 0, count);
            return at::mm_out(out, t.analysis.narrow(0, row + first, count), flat);
        };
        const at::Tensor sums = transformed(0, 0), differences = transformed(1, h);
        products(series.odd.narrow(0, first, count), sums, differences);
        const at::Tensor imaginary = transformed(0, 3 * h + 1);
        products(series.even.narrow(0, first + 1, count), imaginary, imaginary);
    }
    double *odd = series.odd.mutable_data_ptr<double>(), *even = series.even.mutable_data_ptr<double>();
    at::parallel_for(0, h, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t f = begin; f < end; ++f)
            splitParts(odd + f * n * n, even + (f + 1) * n * n, n);
    });

    halfOfTheShifts(kernel.size(2), kernel.size(3), series.dy, series.dx);
    const auto shifts = static_cast<std::int64_t>(series.dy.size());
    series.evenMix = at::empty({shifts, h + 1}, at::kDouble);
    series.oddMix = at::empty({shifts, h}, at::kDouble);
    auto evenMix = series.evenMix.accessor<double, 2>(), oddMix = series.oddMix.accessor<double, 2>();
    for (std::int64_t p = 0; p < shifts; ++p) {
        const double share = (p == 0 ? 1.0 : 2.0) / static_cast<double>(t.shifts);  // K_p and its opposite
        evenMix[p][0] = share;
        for (std::int64_t f = 0; f < h; ++f) {
            const double angle =
                t.omegaY[f] * static_cast<double>(series.dy[p]) + t.omegaX[f] * static_cast<double>(series.dx[p]);
            evenMix[p][f + 1] = 2.0 * share * std::cos(angle);
            oddMix[p][f] = -2.0 * share * std::sin(angle);
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
