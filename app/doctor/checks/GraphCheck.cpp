// Training steps replayed as one CUDA graph, against the same steps kernel by kernel.
#include "app/doctor/Check.h"
#include "app/doctor/checks/Agreement.h"
#include "app/doctor/checks/HashedTraining.h"

namespace isonet::doctor {

Outcome checkGraph(const Subject& subject) {
    if (subject.onCpu())
        return skipped("needs a GPU: the CPU has no graphs");
    constexpr int steps = 12;  // the first few run eagerly, one is captured, the others are replays
    const at::Device device(subject.device);
    const auto config = hashedConfig();
    const auto eager = trainHashed(config, device, steps), again = trainHashed(config, device, steps);
    const auto replayed = trainHashed(config, device, steps, /*graph=*/true);
    double repeat = 0, graph = 0;
    for (const auto& [name, weight] : eager.weights) {
        repeat = std::max(repeat, difference(again.weights.at(name), weight));
        graph = std::max(graph, difference(replayed.weights.at(name), weight));
    }
    if (graph == 0)
        return passed("weights after " + std::to_string(steps) + " steps equal bit for bit");
    // Kernels that add atomically give different sums each time, with or without a graph.
    if (repeat > 0 && graph <= 10 * repeat)
        return passed("weights differ by " + brief(graph) + ", as two runs without a graph do (" + brief(repeat) + ")");
    return failed("weights differ by " + brief(graph) + "; two runs without a graph by " + brief(repeat));
}

}  // namespace isonet::doctor
