#include "tests/benchmarks/SpectrumBenchmark.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <sstream>
#include <tuple>
#include <vector>

#include "model/isometry/Spectrum.h"
#include "tests/benchmarks/Benchmark.h"

namespace isonet::benchmarks {
namespace {

// The straightforward way: the 2-d FFT of the kernel on the grid, then a complex SVD at every frequency.
at::Tensor byFrequency(const at::Tensor& weight, std::int64_t height, std::int64_t width) {
    const std::vector<std::int64_t> grid{height, width}, axes{2, 3};
    const at::Tensor symbol = at::fft_fft2(weight, grid, axes).permute({2, 3, 0, 1}).contiguous();
    return std::get<0>(at::linalg_svdvals(symbol).flatten().sort(0, true));
}

void layer(std::ostream& out, std::int64_t channels, std::int64_t side, bool alsoDouble) {
    const at::Tensor weight = at::randn({channels, channels, 3, 3}) * (0.6 / std::sqrt(9.0 * channels));
    weight.select(3, 1).select(2, 1).diagonal().add_(1);
    const model::OperatorGrid grid{side, side, 1, 1};
    at::Tensor values, expected;
    for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
        if (type == at::kDouble && !alsoDouble)
            continue;
        const at::Tensor typed = weight.to(type);
        const Duel one = duel([&] { expected = byFrequency(typed, side, side); },
                              [&] { values = model::singularValues(weight, grid); }, {}, 1);
        std::ostringstream label, note;
        label << channels << " channels on " << side << "x" << side << (type == at::kFloat ? ", single" : ", double");
        note.precision(1);
        note << std::scientific << "relative difference "
             << ((values - expected.to(at::kDouble)) / values).abs().max().item<double>() << ", smallest value "
             << values.min().item<double>();
        printDuel(out, label.str(), one, note.str());
    }
}

}  // namespace

void runSpectrumBenchmark(std::ostream& out) {
    out << "All singular values, " << at::get_num_threads() << " threads: FFT + complex SVD, ours, ratio (goal 5)\n";
    layer(out, 16, 32, true);
    layer(out, 32, 16, true);
    layer(out, 64, 8, true);
    layer(out, 64, 56, true);
    layer(out, 128, 28, true);
    layer(out, 512, 7, false);
}

}  // namespace isonet::benchmarks
