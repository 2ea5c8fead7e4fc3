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
#include "model/isometry/FrequencyClasses.h"
#include "model/isometry/GramSeries.h"
#include "model/kernels/cpu/HermitianSpectra.h"

namespace isonet::model {
namespace {

void check(const at::Tensor& weight, const OperatorGrid& grid) {
    std::ostringstream problem;
    if (!weight.defined() || weight.dim() != 4 || weight.numel() == 0 || !weight.is_floating_point())
        problem << "expected a floating-point kernel (M, C / groups, k, k)";
    else if (grid.height < 1 || grid.width < 1 || grid.stride < 1 || grid.dilation < 1)
        problem << "grid, stride and dilation must be positive";
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
    message << " on a " << grid.height << " x " << grid.width << " grid, stride " << grid.stride << ", dilation "
            << grid.dilation << ", " << grid.groups << (grid.groups == 1 ? " group: " : " groups: ") << problem.str();
    throw std::invalid_argument(message.str());
}

// cos and sin of 2 pi f . p, (frequencies, shifts).
std::pair<at::Tensor, at::Tensor> waves(const FrequencyClasses& f, const std::vector<std::int64_t>& dy,
                                        const std::vector<std::int64_t>& dx) {
    const auto rows = static_cast<std::int64_t>(f.y.size()), columns = static_cast<std::int64_t>(dy.size());
    at::Tensor cosines = at::empty({rows, columns}, at::kDouble), sines = at::empty({rows, columns}, at::kDouble);
    auto c = cosines.accessor<double, 2>(), s = sines.accessor<double, 2>();
    for (std::int64_t i = 0; i < rows; ++i)
        for (std::int64_t j = 0; j < columns; ++j) {
            const double angle =
                2.0 * std::numbers::pi * (f.y[i] * static_cast<double>(dy[j]) + f.x[i] * static_cast<double>(dx[j]));
            c[i][j] = std::cos(angle);
            s[i][j] = std::sin(angle);
        }
    return {cosines, sines};
}

// Eigenvalues (groups, frequencies, n) of the Gram matrices. Undefined if stopped.
class GramSpectra {
public:
    GramSpectra(const GramSeries& series, const FrequencyClasses& frequencies) : even_(series.even), odd_(series.odd) {
        const auto [cosines, sines] = waves(frequencies, series.dy, series.dx);
        cosines_ = series.evenMix.defined() ? cosines.mm(series.evenMix) : cosines;
        sines_ = series.oddMix.defined() ? sines.mm(series.oddMix) : sines;
        groups_ = even_.size(0);
        n_ = even_.size(2);
        count_ = cosines_.size(0);
        real_ = n_ < realByLibrary ? 0 : frequencies.real;
    }

    at::Tensor eigenvalues(const SpectrumOptions& options) const {
        at::Tensor out = at::empty({groups_, count_, n_}, at::kDouble);
        const std::vector<Batch> batches = schedule();
        // Few batches of unequal cost: each thread takes the next when it finishes one.
        std::atomic<std::size_t> next = 0;
        // One large matrix is left to all threads of the library.
        const std::int64_t workers =
            std::min<std::int64_t>(at::get_num_threads(), static_cast<std::int64_t>(batches.size()));
        at::parallel_for(0, workers, 1, [&](std::int64_t, std::int64_t) {
            const at::NoGradGuard noGrad;
            const at::Tensor scratch =  // torch aligns to 64 bytes
                at::empty({cpu::hermitianScratchBytes(n_, even_.size(1) + odd_.size(1)) / 8 + 8}, at::kDouble);
            for (std::size_t i = next++; i < batches.size() && !options.stop.stop_requested(); i = next++) {
                const auto [group, first, size, lanes] = batches[i];
                if (!lanes || !cpu::hermitianSpectra(problem(group, out), first, size, scratch.mutable_data_ptr()))
                    out[group].narrow(0, first, size).copy_(byLibrary(group, first, size));
            }
        });
        return options.stop.stop_requested() ? at::Tensor() : out;
    }

private:
    struct Batch {
        std::int64_t group, first, size;
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
        const bool allByLibrary = rounds(groups_ * count) < rounds(groups_ * ((count + lanes - 1) / lanes)) * batchTime;
        std::vector<Batch> batches;
        for (std::int64_t group = 0; group < groups_; ++group) {
            for (std::int64_t first = 0; first < count;) {
                std::int64_t size = std::min(lanes, count - first);
                const bool byLanes = !allByLibrary && static_cast<double>(size) >= batchTime;
                size = byLanes ? size : 1;
                batches.push_back({group, first, size, byLanes});
                first += size;
            }
            for (std::int64_t first = count; first < count_; ++first)
                batches.push_back({group, first, 1, false});
        }
        return batches;
    }

    cpu::HermitianSpectra problem(std::int64_t group, at::Tensor& out) const {
        const std::int64_t evens = even_.size(1), odds = odd_.size(1);
        return {n_,
                evens,
                odds,
                even_.const_data_ptr<double>() + group * evens * n_ * n_,
                odd_.const_data_ptr<double>() + group * odds * n_ * n_,
                cosines_.const_data_ptr<double>(),
                sines_.const_data_ptr<double>(),
                out.mutable_data_ptr<double>() + group * count_ * n_};
    }

    at::Tensor byLibrary(std::int64_t group, std::int64_t first, std::int64_t size) const {
        const auto matrices = [&](const at::Tensor& factors, const at::Tensor& parts) {
            return at::mm(factors.narrow(0, first, size), parts[group].view({-1, n_ * n_})).view({size, n_, n_});
        };
        if (first >= count_ - real_)
            return at::linalg_eigvalsh(matrices(cosines_, even_));
        return at::linalg_eigvalsh(at::complex(matrices(cosines_, even_), matrices(sines_, odd_)));
    }

    at::Tensor even_, odd_;              // (groups, P, n, n), (groups, Q, n, n)
    at::Tensor cosines_, sines_;         // (frequencies, P), (frequencies, Q)
    std::int64_t groups_ = 0, n_ = 0;    // n: size of a matrix
    std::int64_t count_ = 0, real_ = 0;  // per group: matrices, and how many of the last are treated as real
};

// The same for kernels (groups, 1, d, kh, kw), whose Gram matrices are numbers: the sum of |DFT|^2 over d.
at::Tensor squaresOfRows(const at::Tensor& kernels, const FrequencyClasses& frequencies) {
    std::vector<std::int64_t> y, x;
    for (std::int64_t tap = 0; tap < kernels.size(3) * kernels.size(4); ++tap) {
        y.push_back(tap / kernels.size(4));
        x.push_back(tap % kernels.size(4));
    }
    const auto [cosines, sines] = waves(frequencies, y, x);
    const std::int64_t groups = kernels.size(0), d = kernels.size(2);
    const at::Tensor taps = kernels.reshape({groups * d, -1});
    at::Tensor squares = at::mm(taps, cosines.t()).square_();
    squares.add_(at::mm(taps, sines.t()).square_());
    return squares.view({groups, d, -1}).sum(1).unsqueeze(2);
}

struct UsedTaps {
    at::Tensor kernels;
    std::vector<std::pair<std::int64_t, std::int64_t>> taps;
};

// The kernels (groups, n, d, kh, kw) without rows and columns of zeros around them, and their taps that are not 0
// everywhere: a convolution with the same singular values.
UsedTaps usedTaps(const at::Tensor& kernels) {
    const at::Tensor used = kernels.ne(0).sum({0, 1, 2});
    const auto counts = used.accessor<std::int64_t, 2>();
    UsedTaps result;
    std::int64_t top = kernels.size(3), bottom = 0, left = kernels.size(4), right = 0;
    for (std::int64_t y = 0; y < kernels.size(3); ++y)
        for (std::int64_t x = 0; x < kernels.size(4); ++x)
            if (counts[y][x] > 0) {
                result.taps.emplace_back(y, x);
                top = std::min(top, y), bottom = std::max(bottom, y + 1);
                left = std::min(left, x), right = std::max(right, x + 1);
            }
    if (result.taps.empty())  // all zeros
        top = left = 0, bottom = right = 1;
    result.kernels = kernels.narrow(3, top, bottom - top).narrow(4, left, right - left);
    return result;
}

// A convolution of stride 1: squared singular values (H, W, groups x n), ascending at each frequency within each group.
// Undefined if stopped.
at::Tensor squaresByFrequency(const at::Tensor& weight, std::int64_t groups, std::int64_t height, std::int64_t width,
                              const SpectrumOptions& options) {
    if (options.stop.stop_requested())
        return {};
    const auto [kernels, taps] = usedTaps(gramSides(weight, groups));
    const FrequencyClasses frequencies = frequencyClasses(height, width, taps);
    const at::Tensor eigenvalues = kernels.size(1) == 1
                                       ? squaresOfRows(kernels, frequencies)
                                       : GramSpectra(gramSeries(kernels), frequencies).eigenvalues(options);
    if (!eigenvalues.defined())
        return {};
    return std::get<0>(eigenvalues.sort(2))
        .transpose(0, 1)
        .flatten(1)
        .index_select(0, at::tensor(frequencies.classOf, at::kLong))
        .view({height, width, -1});
}

bool dividesGrid(const OperatorGrid& grid) {
    return grid.height % grid.stride == 0 && grid.width % grid.stride == 0;
}

// A convolution whose stride does not divide the grid: eigenvalues (groups, min(outputs, inputs)) of the outputs' Gram
// matrices, whose block for outputs at s p and s p' is the autocorrelation summed over the shifts that fall on
// s (p - p') around the grid. kernels: (groups, M, C, kh, kw).
at::Tensor denseSquares(const at::Tensor& kernels, const OperatorGrid& grid) {
    const std::int64_t groups = kernels.size(0), outputs = kernels.size(1), s = grid.stride;
    const std::int64_t height = (grid.height + s - 1) / s, width = (grid.width + s - 1) / s;
    const std::int64_t side = outputs * height * width, inputs = kernels.size(2) * grid.height * grid.width;
    if (side > spectrumDenseLimit) {
        std::ostringstream message;
        message << "singularValues: stride " << s << " does not divide the " << grid.height << " x " << grid.width
                << " grid, and " << side << " outputs exceed the limit of " << spectrumDenseLimit
                << " for a dense matrix (kernel [" << outputs << ", " << kernels.size(2) << ", " << kernels.size(3)
                << ", " << kernels.size(4) << "] of each group). Use a grid that is a multiple of the stride.";
        throw std::invalid_argument(message.str());
    }
    const Autocorrelation k = autocorrelation(kernels);
    at::Tensor around = at::zeros({grid.height, grid.width, groups, outputs, outputs}, at::kDouble);
    const auto wrap = [](std::int64_t i, std::int64_t size) { return (i % size + size) % size; };
    for (size_t i = 0; i < k.dy.size(); ++i) {
        const at::Tensor matrices = k.matrices.select(1, static_cast<std::int64_t>(i));
        around[wrap(k.dy[i], grid.height)][wrap(k.dx[i], grid.width)].add_(matrices);
        if (i > 0)
            around[wrap(-k.dy[i], grid.height)][wrap(-k.dx[i], grid.width)].add_(matrices.transpose(1, 2));
    }
    const at::Tensor places = at::arange(height * width, at::kLong);
    const at::Tensor y = places.div(width, "floor").mul(s), x = places.remainder(width).mul(s);
    const at::Tensor dy = (y.unsqueeze(1) - y.unsqueeze(0)).remainder(grid.height);
    const at::Tensor dx = (x.unsqueeze(1) - x.unsqueeze(0)).remainder(grid.width);
    const at::Tensor grams =  // from (places, places, groups, M, M)
        around.index({dy, dx}).permute({2, 0, 3, 1, 4}).reshape({groups, side, side});
    const at::Tensor squares = at::linalg_eigvalsh(grams);  // ascending
    return squares.narrow(1, side - std::min(side, inputs), std::min(side, inputs));
}

// So many groups at once that their matrices take at most 64 MB.
at::Tensor denseSquaresOfGroups(const at::Tensor& weight, const OperatorGrid& grid, const SpectrumOptions& options) {
    const at::Tensor kernels = weight.unflatten(0, {grid.groups, weight.size(0) / grid.groups});
    const auto places = [&](std::int64_t pixels) { return (pixels + grid.stride - 1) / grid.stride; };
    const double side = static_cast<double>(kernels.size(1) * places(grid.height) * places(grid.width));
    const auto together = static_cast<std::int64_t>(std::max(1.0, 8e6 / (side * side)));
    std::vector<at::Tensor> squares;
    for (const at::Tensor& some : kernels.split(together)) {
        if (options.stop.stop_requested())
            return {};
        squares.push_back(denseSquares(some, grid).flatten());
    }
    return at::cat(squares);
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
    const at::Tensor kernel = phases(dilated(weight.detach().to(at::kCPU, at::kDouble), grid.dilation), grid.stride);
    const at::Tensor squares =
        squaresByFrequency(kernel, grid.groups, grid.height / grid.stride, grid.width / grid.stride, options);
    return squares.defined() ? squares.clamp_min(0).sqrt_() : squares;
}

at::Tensor singularValues(const at::Tensor& weight, const OperatorGrid& grid, const SpectrumOptions& options) {
    check(weight, grid);
    const at::NoGradGuard noGrad;
    if (dividesGrid(grid)) {
        const at::Tensor values = singularValuesByFrequency(weight, grid, options);
        return values.defined() ? std::get<0>(values.flatten().sort(0, true)) : values;
    }
    const at::Tensor squares =
        denseSquaresOfGroups(dilated(weight.detach().to(at::kCPU, at::kDouble), grid.dilation), grid, options);
    return squares.defined() ? std::get<0>(squares.clamp_min(0).sqrt_().sort(0, true)) : squares;
}

}  // namespace isonet::model
