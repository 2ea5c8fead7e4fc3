#include "training/engine/loop/StartedConfig.h"

#include "training/engine/runtime/Machine.h"

namespace isonet::training {

using config::Precision;

config::RunConfig startedConfig(const config::RunConfig& config, const config::RunConfig* saved,
                                const at::Device& device, StatusReporter& reporter, distributed::Group* group) {
    const config::RunConfig known = saved ? config::resolvedAs(*saved, config) : config;
    const bool agreeing = group && known.run.precision == Precision::Automatic;
    config::ResolvedSettings own =
        config::resolved(known, machineOf(device.str(), group ? group->launch().localWorld : 1));
    for (const auto& note : own.notes)
        reporter.message(note);
    if (agreeing && group->any(own.config.run.precision == Precision::Float32) &&
        own.config.run.precision != Precision::Float32) {
        own.config.run.precision = Precision::Float32;
        reporter.message("run.precision: float32 instead, as on another process's device.");
    }
    return std::move(own.config);
}

}  // namespace isonet::training
