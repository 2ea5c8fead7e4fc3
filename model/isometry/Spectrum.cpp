#include "model/isometry/Spectrum.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numbers>
#include <sstream>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

#include "model/isometry/Autocorrelation.h"
#include "model/isometry/GramSeries.h"
#include "model/kernels/cpu/HermitianSpectra.h"

namespace isonet::model {
namespace {

void check(const at::Tensor& weight, const OperatorGrid& grid) {
    std::ostringstream problem;
    if (!weight.defined() || weight.dim() != 4 || weight.numel() == 0 || !weight.is_floating_point())
        problem << "expected a floating-point kernel (M, C / groups, k, k)";
    else if (grid.height < 1 || grid.width < 1 || grid.stride < 1)
        problem << "grid and stride must be positive";
    else if (grid.groups < 1 || weight.size(0) % grid.groups != 0)
        problem << weight.size(0) << " outputs are not divisible by the groups";
    else
        return;
    std::ostringstream message;
    message << "singularValues: kernel ";
    if (weight.defined())
        message << weight.sizes();
    else
        message << "undefined";
    message << " on a " << grid.height << " x " << grid.width << " grid, stride " << grid.stride << ", " << grid.groups
            << (grid.groups == 1 ? " group: " : " groups: ") << problem.str();
    throw std::invalid_argument(message.str());
}

// One frequency of each conjugate pair on a grid; self-conjugate ones, whose matrices are real, come last.
struct Frequencies {
    std::vector<double> y, x;                 // cycles per pixel
    std::vector<std::int64_t> index, mirror;  // row-major grid positions of the frequency and its conjugate
    std::int64_t own = 0;
};

Frequencies halfOf(std::int64_t height, std::int64_t width) {
    Frequencies f;
    for (const bool own : {false, true})
        for (std::int64_t y = 0; y < height; ++y)
            for (std::int64_t x = 0; x < width; ++x) {
                const std::int64_t mirrorY = (height - y) % height, mirrorX = (width - x) % width;
                const bool itself = mirrorY == y && mirrorX == x;
                if (itself != own || (!itself && (mirrorY < y || (mirrorY == y && mirrorX < x))))
                    continue;
                f.y.push_back(static_cast<double>(y) / static_cast<double>(height));
                f.x.push_back(static_cast<double>(x) / static_cast<double>(width));
                f.index.push_back(y * width + x);
                f.mirror.push_back(mirrorY * width + mirrorX);
                f.own += itself;
            }
    return f;
}

// cos and sin of 2 pi f . p, (frequencies, shifts).
std::pair<at::Tensor, at::Tensor> waves(const Frequencies& f, const GramSeries& k) {
    const auto rows = static_cast<std::int64_t>(f.y.size()), columns = static_cast<std::int64_t>(k.dy.size());
    at::Tensor cosines = at::empty({rows, columns}, at::kDouble), sines = at::empty({rows, columns}, at::kDouble);
    auto c = cosines.accessor<double, 2>(), s = sines.accessor<double, 2>();
    for (std::int64_t i = 0; i < rows; ++i)
        for (std::int64_t j = 0; j < columns; ++j) {
            const double angle = 2.0 * std::numbers::pi *
                                 (f.y[i] * static_cast<double>(k.dy[j]) + f.x[i] * static_cast<double>(k.dx[j]));
            c[i][j] = std::cos(angle);
            s[i][j] = std::sin(angle);
        }
    return {cosines, sines};
}

// Eigenvalues (frequencies, n) of the Gram matrices. Undefined if stopped.
class GramSpectra {
public:
    GramSpectra(const GramSeries& series, const Frequencies& frequencies) : even_(series.even), odd_(series.odd) {
        const auto [cosines, sines] = waves(frequencies, series);
        cosines_ = series.evenMix.defined() ? cosines.mm(series.evenMix) : cosines;
        sines_ = series.oddMix.defined() ? sines.mm(series.oddMix) : sines;
        n_ = even_.size(1);
        count_ = cosines_.size(0);
        real_ = n_ < realByLibrary ? 0 : frequencies.own;
    }

    at::Tensor eigenvalues(const SpectrumOptions& options) const {
        at::Tensor out = at::empty({count_, n_}, at::kDouble);
        const std::vector<Batch> batches = schedule();
        // Few batches of unequal cost: each thread takes the next when it finishes one.
        std::atomic<std::size_t> next = 0;
        at::parallel_for(0, at::get_num_threads(), 1, [&](std::int64_t, std::int64_t) {
            const at::NoGradGuard noGrad;
            const at::Tensor scratch =  // torch aligns to 64 bytes
                at::empty({cpu::hermitianScratchBytes(n_, even_.size(0) + odd_.size(0)) / 8 + 8}, at::kDouble);
            for (std::size_t i = next++; i < batches.size() && !options.stop.stop_requested(); i = next++) {
                const auto [first, size, lanes] = batches[i];
                if (!lanes || !cpu::hermitianSpectra(problem(out), first, size, scratch.mutable_data_ptr()))
                    out.narrow(0, first, size).copy_(byLibrary(first, size));
            }
        });
        return options.stop.stop_requested() ? at::Tensor() : out;
    }

private:
    struct Batch {
        std::int64_t first, size;
        bool lanes;  // one matrix per vector lane; else one at a time by LAPACK
    };

    static constexpr std::int64_t realByLibrary = 128;  // from this size, real matrices pay off in LAPACK

    // Full vectors, unless there are so few large matrices, or so many threads, that LAPACK finishes first.
    std::vector<Batch> schedule() const {
        const std::int64_t lanes = cpu::hermitianLanes(n_), threads = at::get_num_threads();
        const double share = n_ < 64 ? 0.15 : n_ < 320 ? 0.28 : 0.4;  // measured time per matrix relative to LAPACK
        const auto rounds = [&](std::int64_t items) { return static_cast<double>((items + threads - 1) / threads); };
        const double batchTime = share * static_cast<double>(lanes);
        const std::int64_t count = count_ - real_;
        const bool allByLibrary = rounds(count) < rounds((count + lanes - 1) / lanes) * batchTime;
        std::vector<Batch> batches;
        for (std::int64_t first = 0; first < count;) {
            std::int64_t size = std::min(lanes, count - first);
            const bool byLanes = !allByLibrary && static_cast<double>(size) >= batchTime;
            size = byLanes ? size : 1;
            batches.push_back({first, size, byLanes});
            first += size;
        }
        for (std::int64_t first = count; first < count_; ++first)
            batches.push_back({first, 1, false});
        return batches;
    }

    cpu::HermitianSpectra problem(at::Tensor& out) const {
        return {n_,
                even_.size(0),
                odd_.size(0),
                even_.const_data_ptr<double>(),
                odd_.const_data_ptr<double>(),
                cosines_.const_data_ptr<double>(),
                sines_.const_data_ptr<double>(),
                out.mutable_data_ptr<double>()};
    }

    at::Tensor byLibrary(std::int64_t first, std::int64_t size) const {
        const auto matrices = [&](const at::Tensor& factors, const at::Tensor& parts) {
            return at::mm(factors.narrow(0, first, size), parts.view({-1, n_ * n_})).view({size, n_, n_});
        };
        if (first >= count_ - real_)
            return at::linalg_eigvalsh(matrices(cosines_, even_));
        return at::linalg_eigvalsh(at::complex(matrices(cosines_, even_), matrices(sines_, odd_)));
    }

    at::Tensor even_, odd_;                      // (P, n, n), (Q, n, n)
    at::Tensor cosines_, sines_;                 // (frequencies, P), (frequencies, Q)
    std::int64_t n_ = 0, count_ = 0, real_ = 0;  // matrix size; count; how many of the last are treated as real
};

// One group of a convolution whose stride divides the grid; kernel (M, C s^2, k', k') on the output grid: squared
// singular values (H', W', n), ascending at each frequency. Undefined if stopped.
at::Tensor squaresByFrequency(const at::Tensor& kernel, std::int64_t height, std::int64_t width,
                              const SpectrumOptions& options) {
    const Frequencies frequencies = halfOf(height, width);
    const GramSpectra spectra(gramSeries(kernel.size(0) <= kernel.size(1) ? kernel : kernel.transpose(0, 1)),
                              frequencies);
    const at::Tensor eigenvalues = spectra.eigenvalues(options);
    if (!eigenvalues.defined())
        return {};
    at::Tensor all = at::empty({height * width, eigenvalues.size(1)}, at::kDouble);
    all.index_copy_(0, at::tensor(frequencies.index, at::kLong), eigenvalues);
    all.index_copy_(0, at::tensor(frequencies.mirror, at::kLong), eigenvalues);
    return all.view({height, width, -1});
}

bool dividesGrid(const OperatorGrid& grid) {
    return grid.height % grid.stride == 0 && grid.width % grid.stride == 0;
}

// One group of a convolution whose stride does not divide the grid: the outputs' Gram matrix, whose block for outputs
// at s p and s p' is the autocorrelation summed over the shifts that fall on s (p - p') around the grid.
at::Tensor denseSquares(const at::Tensor& kernel, const OperatorGrid& grid) {
    const std::int64_t outputs = kernel.size(0), s = grid.stride;
    const std::int64_t height = (grid.height + s - 1) / s, width = (grid.width + s - 1) / s;
    const std::int64_t side = outputs * height * width, inputs = kernel.size(1) * grid.height * grid.width;
    if (side > spectrumDenseLimit) {
        std::ostringstream message;
        message << "singularValues: stride " << s << " does not divide the " << grid.height << " x " << grid.width
                << " grid, and " << side << " outputs exceed the limit of " << spectrumDenseLimit
                << " for a dense matrix (kernel " << kernel.sizes()
                << "). Use a grid that is a multiple of the stride.";
        throw std::invalid_argument(message.str());
    }
    const Autocorrelation k = autocorrelation(kernel);
    at::Tensor around = at::zeros({grid.height, grid.width, outputs, outputs}, at::kDouble);
    const auto wrap = [](std::int64_t i, std::int64_t size) { return (i % size + size) % size; };
    for (size_t i = 0; i < k.dy.size(); ++i) {
        const at::Tensor matrix = k.matrices[static_cast<std::int64_t>(i)];
        around[wrap(k.dy[i], grid.height)][wrap(k.dx[i], grid.width)].add_(matrix);
        if (i > 0)
            around[wrap(-k.dy[i], grid.height)][wrap(-k.dx[i], grid.width)].add_(matrix.t());
    }
    const at::Tensor places = at::arange(height * width, at::kLong);
    const at::Tensor y = places.div(width, "floor").mul(s), x = places.remainder(width).mul(s);
    const at::Tensor dy = (y.unsqueeze(1) - y.unsqueeze(0)).remainder(grid.height);
    const at::Tensor dx = (x.unsqueeze(1) - x.unsqueeze(0)).remainder(grid.width);
    const at::Tensor gram =
        around.index({dy, dx}).permute({0, 2, 1, 3}).reshape({side, side});  // (places, places, M, M)
    const at::Tensor squares = at::linalg_eigvalsh(gram);                    // ascending
    return squares.narrow(0, side - std::min(side, inputs), std::min(side, inputs));
}

}  // namespace

at::Tensor singularValuesByFrequency(const at::Tensor& weight, const OperatorGrid& grid,
                                     const SpectrumOptions& options) {
    check(weight, grid);
    if (!dividesGrid(grid))
        throw std::invalid_argument("singularValuesByFrequency: stride " + std::to_string(grid.stride) +
                                    " does not divide the " + std::to_string(grid.height) + " x " +
                                    std::to_string(grid.width) + " grid");
    const at::NoGradGuard noGrad;
    std::vector<at::Tensor> squares;
    for (const at::Tensor& kernel : weight.detach().to(at::kCPU, at::kDouble).chunk(grid.groups, 0)) {
        if (options.stop.stop_requested())
            return {};
        squares.push_back(squaresByFrequency(phases(kernel, grid.stride), grid.height / grid.stride,
                                             grid.width / grid.stride, options));
        if (!squares.back().defined())
            return {};
    }
    return at::cat(squares, 2).clamp_min_(0).sqrt_();
}

at::Tensor singularValues(const at::Tensor& weight, const OperatorGrid& grid, const SpectrumOptions& options) {
    check(weight, grid);
    const at::NoGradGuard noGrad;
    if (dividesGrid(grid)) {
        const at::Tensor values = singularValuesByFrequency(weight, grid, options);
        return values.defined() ? std::get<0>(values.flatten().sort(0, true)) : values;
    }
    std::vector<at::Tensor> squares;
    for (const at::Tensor& kernel : weight.detach().to(at::kCPU, at::kDouble).chunk(grid.groups, 0)) {
        if (options.stop.stop_requested())
            return {};
        squares.push_back(denseSquares(kernel, grid));
    }
    return std::get<0>(at::cat(squares).clamp_min_(0).sqrt_().sort(0, true));
}

}  // namespace isonet::model
