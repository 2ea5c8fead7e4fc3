// Training by several processes: one per GPU over NCCL, two on the CPU over Gloo; and a group of this process alone.
#include "model/kernels/CudaPlugin.h"

#include <algorithm>

#include "app/doctor/Check.h"
#include "app/doctor/checks/Agreement.h"
#include "app/doctor/checks/RankProcesses.h"
#include "app/doctor/checks/SampleRun.h"
#include "model/base/AtomicFile.h"
#include "training/config/RunConfigYaml.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/distributed/Group.h"

namespace isonet::doctor {

Outcome checkRanks(const Subject& subject) {
    if (!distributed::Group::supported())
        return skipped("this build has no process groups");
    const auto program = commandProgram();
    if (!program)
        return skipped("needs the command isonet beside this program");
    const auto devices = model::devices();
    const auto gpus = int(std::ranges::count_if(devices, [](const auto& each) { return each.id != "cpu"; }));
    if (!subject.onCpu() && gpus < 2)
        return skipped("needs two GPUs; this machine has one");
    const int ranks = subject.onCpu() ? 2 : gpus;

    writeSampleImages(subject.folder / "images", 10 * ranks * 10, 40);
    auto config = sampleConfig(subject.folder / "images", subject.onCpu() ? "cpu" : "cuda");
    config.run.batchSize = 10 * ranks;
    const auto single = [&] {
        auto alone = config;
        alone.run.device = subject.device;
        return sampleRun(subject.folder / "single", alone, subject.stop);
    }();
    const auto file = subject.folder / "config.yaml";
    base::replaceFile(file, config::toYaml(config));
    const auto run = subject.folder / "ranks";
    constexpr int seconds = 60;
    if (const auto failure = trainAsRanks(*program, file, run, ranks, seconds, subject.stop); !failure.empty())
        return failed(failure);
    const auto together = training::loadNetwork((run / "checkpoints" / "latest.pt").string());
    double worst = 0;
    for (const auto& parameter : together.network->named_parameters())
        worst = std::max(worst, difference(parameter.value(), single.weights.at(parameter.key())));
    constexpr double bound = 1e-3;  // sums in another order, over all steps
    const std::string text = std::to_string(ranks) + " processes over " + (subject.onCpu() ? "Gloo" : "NCCL") + ", " +
                             std::to_string(together.step) + " steps: weights differ from a single process by " +
                             brief(worst) + " (at most " + brief(bound) + ")";
    return worst <= bound && together.step == single.step ? passed(text) : failed(text);
}

}  // namespace isonet::doctor
