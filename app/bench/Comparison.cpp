#include "app/bench/Comparison.h"

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <limits>

namespace isonet::benchmarks {
namespace {

constexpr double secondsWanted = 0.5;
constexpr int mostRepetitions = 200;

double secondsOf(const std::function<void()>& run) {
    const auto start = std::chrono::steady_clock::now();
    run();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Comparison compare(const std::function<void()>& published, const std::function<void()>& ours,
                   const std::function<void()>& prepare, int repetitions) {
    Comparison best{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    double spent = 0;
    for (int i = 0; i < repetitions || (spent < secondsWanted && i < mostRepetitions); ++i) {
        if (prepare)
            prepare();
        const double seconds = secondsOf(published);
        if (prepare)
            prepare();
        best.ours = std::min(best.ours, secondsOf(ours));
        best.published = std::min(best.published, seconds);
        spent += seconds;
    }
    return best;
}

void printComparison(std::ostream& out, std::string_view label, const Comparison& times, std::string_view note) {
    out << std::left << std::setw(34) << label << std::right << std::fixed << std::setprecision(2) << std::setw(11)
        << times.published * 1e3 << " ms" << std::setw(11) << times.ours * 1e3 << " ms" << std::setw(8) << times.ratio()
        << " x  " << note << '\n'
        << std::flush;
}

}  // namespace isonet::benchmarks
