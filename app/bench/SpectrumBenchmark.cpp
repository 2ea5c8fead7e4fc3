#include "app/bench/SpectrumBenchmark.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <sstream>
#include <tuple>
#include <utility>
#include <vector>

#include "model/isometry/Spectrum.h"

namespace isonet::benchmarks {
namespace {

// The direct method: 2-d FFT of the kernel on the grid, then a complex SVD at every frequency.
at::Tensor singularValuesByFrequency(const at::Tensor& weight, std::int64_t height, std::int64_t width) {
    const std::vector<std::int64_t> grid{height, width}, axes{2, 3};
    const at::Tensor symbol = at::fft_fft2(weight, grid, axes).permute({2, 3, 0, 1}).contiguous();
    return std::get<0>(at::linalg_svdvals(symbol).flatten().sort(0, true));
}

void printLayer(std::ostream& out, std::int64_t channels, std::int64_t side, bool doublePrecision) {
    const auto result = compareSpectrum(channels, side, doublePrecision);
    std::ostringstream label, note;
    label << channels << " channels on " << side << "x" << side << (doublePrecision ? ", double" : ", single");
    note.precision(1);
    note << std::scientific << "relative difference " << result.relativeDifference << ", smallest value "
         << result.smallestValue;
    printComparison(out, label.str(), result.times, note.str());
}

void runSpectrum(std::ostream& out) {
    out << "All singular values, " << at::get_num_threads() << " threads: FFT + complex SVD, ours, ratio (goal 5)\n";
    const std::pair<int, int> layers[] = {{16, 32}, {32, 16}, {64, 8}, {64, 56}, {128, 28}};
    for (const auto& [channels, side] : layers)
        for (const bool doublePrecision : {false, true})
            printLayer(out, channels, side, doublePrecision);
    printLayer(out, 512, 7, false);
}

}  // namespace

SpectrumComparison compareSpectrum(std::int64_t channels, std::int64_t side, bool doublePrecision) {
    const at::Tensor weight = at::randn({channels, channels, 3, 3}) * (0.6 / std::sqrt(9.0 * channels));
    weight.select(3, 1).select(2, 1).diagonal().add_(1);
    const at::Tensor typed = weight.to(doublePrecision ? at::kDouble : at::kFloat);
    at::Tensor values, expected;
    const Comparison times = compare([&] { expected = singularValuesByFrequency(typed, side, side); },
                                     [&] {
                                         values = model::singularValues(weight, model::OperatorGrid{side, side, 1, 1});
                                     },
                                     {}, 1);
    return {times, ((values - expected.to(at::kDouble)) / values).abs().max().item<double>(),
            values.min().item<double>()};
}

Benchmark spectrumBenchmark() {
    return {"spectrum", "all singular values of a convolution against a 2-d FFT and an SVD per frequency", runSpectrum};
}

}  // namespace isonet::benchmarks
