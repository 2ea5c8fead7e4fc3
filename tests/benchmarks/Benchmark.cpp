#include "tests/benchmarks/Benchmark.h"

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <limits>

#include "tests/benchmarks/LoaderBenchmark.h"
#include "tests/benchmarks/OverfitBenchmark.h"
#include "tests/benchmarks/PenaltyBenchmark.h"
#include "tests/benchmarks/SReLUBenchmark.h"
#include "tests/benchmarks/SpectrumBenchmark.h"
#include "tests/benchmarks/StepBenchmark.h"

namespace isonet::benchmarks {
namespace {

double seconds(const std::function<void()>& run) {
    const auto start = std::chrono::steady_clock::now();
    run();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

const std::vector<Benchmark>& benchmarks() {
    static const std::vector<Benchmark> all = {
        {"srelu", "SReLU forward and backward against the published expression relu(x - b) + b", runSReLUBenchmark},
        {"penalty", "orthogonality penalty and gradient against the published padded convolution", runPenaltyBenchmark},
        {"spectrum", "all singular values of a convolution against a 2-d FFT and an SVD per frequency",
         runSpectrumBenchmark},
        {"step", "optimiser step of ISONet-20 at 32x32 against the published way; its convolutions, memory, telemetry",
         runSmallStepBenchmark},
        {"step-imagenet", "the same of ISONet-34 at 224x224", runImageNetStepBenchmark},
        {"loader",
         "training images from JPEG files against decoding each whole, step by step; --data FOLDER: one's own",
         runLoaderBenchmark, runLoaderBenchmarkOn},
        {"overfit",
         "box and mask AP of the small detector on eight images, and how soon; --data FOLDER of COCO's layout", nullptr,
         runOverfitBenchmark},
    };
    return all;
}

const Benchmark* find(std::string_view name) {
    const auto& all = benchmarks();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Benchmark& b) { return b.name == name; });
    return found == all.end() ? nullptr : &*found;
}

Duel duel(const std::function<void()>& published, const std::function<void()>& ours,
          const std::function<void()>& prepare, int repetitions) {
    constexpr double enough = 0.5;
    Duel best{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    double spent = 0;
    for (int i = 0; i < repetitions || (spent < enough && i < 200); ++i) {
        if (prepare)
            prepare();
        const double theirs = seconds(published);
        if (prepare)
            prepare();
        best.ours = std::min(best.ours, seconds(ours));
        best.published = std::min(best.published, theirs);
        spent += theirs;
    }
    return best;
}

void printDuel(std::ostream& out, std::string_view label, const Duel& duel, std::string_view note) {
    out << std::left << std::setw(34) << label << std::right << std::fixed << std::setprecision(2) << std::setw(11)
        << duel.published * 1e3 << " ms" << std::setw(11) << duel.ours * 1e3 << " ms" << std::setw(8) << duel.ratio()
        << " x  " << note << '\n'
        << std::flush;
}

}  // namespace isonet::benchmarks
