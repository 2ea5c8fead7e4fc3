#include "training/config/AutomaticSettings.h"

#include <algorithm>
#include <utility>

namespace isonet::config {

PrecisionChoice automaticPrecision(const DeviceTraits& device) {
    if (!device.isCpu()) {
        const std::string version = std::to_string(device.computeMajor) + "." + std::to_string(device.computeMinor);
        if (device.computeMajor >= 8)
            return {Precision::BFloat16, device.id + " has compute capability " + version};
        return {Precision::Float32,
                device.id + (device.computeMajor > 0 ? " has compute capability " + version + ", below 8.0"
                                                     : " has an unknown compute capability")};
    }
    if (device.amx)
        return {Precision::BFloat16, "the CPU has AMX"};
    if (device.avx512Bfloat16)
        return {Precision::BFloat16, "the CPU has AVX512-BF16"};
    return {Precision::Float32, "the CPU has neither AVX512-BF16 nor AMX"};
}

int automaticWorkersFor(int cores, int localRanks, bool cpu) {
    const int own = std::max(1, cores / std::max(1, localRanks));
    return std::clamp(cpu ? own / 4 : own - 1, 1, 16);
}

ResolvedSettings resolved(RunConfig config, const Machine& machine) {
    std::vector<std::string> notes;
    if (config.run.precision == Precision::Automatic) {
        const PrecisionChoice choice = automaticPrecision(machine.device);
        config.run.precision = choice.precision;
        notes.push_back("run.precision: automatic is " + std::string(spec::name(choice.precision)) + " here, because " +
                        choice.reason + ".");
    }
    if (config.data.workers == automaticWorkers) {
        config.data.workers = automaticWorkersFor(machine.cores, machine.localRanks, machine.device.isCpu());
        notes.push_back("data.workers: automatic is " + std::to_string(config.data.workers) + " here, for " +
                        std::to_string(machine.cores) + (machine.cores == 1 ? " core" : " cores") + " and " +
                        std::to_string(machine.localRanks) + (machine.localRanks == 1 ? " process." : " processes."));
    }
    return {std::move(config), std::move(notes)};
}

RunConfig resolvedAs(const RunConfig& started, RunConfig config) {
    if (config.run.precision == Precision::Automatic)
        config.run.precision = started.run.precision;
    if (config.data.workers == automaticWorkers)
        config.data.workers = started.data.workers;
    return config;
}

}  // namespace isonet::config
