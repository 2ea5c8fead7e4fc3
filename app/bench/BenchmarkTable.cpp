#include "app/bench/BenchmarkTable.h"

#include <algorithm>

#include "app/bench/LoaderBenchmark.h"
#include "app/bench/OverfitBenchmark.h"
#include "app/bench/ParameterizationBenchmark.h"
#include "app/bench/PenaltyBenchmark.h"
#include "app/bench/SReLUBenchmark.h"
#include "app/bench/SpectrumBenchmark.h"
#include "app/bench/StepBenchmark.h"
#include "app/bench/TrainingBenchmark.h"
#include "app/bench/queue/QueueBenchmark.h"
#include "app/bench/soak/SoakBenchmark.h"

namespace isonet::benchmarks {

const std::vector<Benchmark>& benchmarks() {
    static const std::vector<Benchmark> all = {
        sreluBenchmark(),        penaltyBenchmark(),  parameterizationBenchmark(), spectrumBenchmark(), stepBenchmark(),
        imageNetStepBenchmark(), trainingBenchmark(), loaderBenchmark(),           overfitBenchmark(),  soakBenchmark(),
        queueBenchmark(),
    };
    return all;
}

const Benchmark* find(std::string_view name) {
    const auto& all = benchmarks();
    const auto found = std::ranges::find(all, name, &Benchmark::name);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace isonet::benchmarks
