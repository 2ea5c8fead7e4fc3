#pragma once

#include <cstdint>

#include "app/bench/Benchmark.h"
#include "app/bench/Comparison.h"

namespace isonet::benchmarks {

// All singular values of a 3x3 convolution against a 2-d FFT and an SVD per frequency.
Benchmark spectrumBenchmark();

struct SpectrumComparison {
    Comparison times;
    double relativeDifference = 0;  // largest of all singular values
    double smallestValue = 0;
};
// A convolution from `channels` to `channels` on a grid of `side` x `side`. `doublePrecision` is that of the FFT and
// SVD; ours always takes a float kernel and returns double.
SpectrumComparison compareSpectrum(std::int64_t channels, std::int64_t side, bool doublePrecision);

}  // namespace isonet::benchmarks
