#include "training/engine/Environment.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <sys/utsname.h>
#include <torch/version.h>

#include "model/kernels/CudaPlugin.h"

namespace isonet::training {
namespace {

std::string versionText(long number, long majorUnit, long minorUnit) {
    return std::to_string(number / majorUnit) + "." + std::to_string(number % majorUnit / minorUnit);
}

}  // namespace

std::map<std::string, std::string> environmentFacts(const config::RunConfig& config, const std::string& device) {
    std::map<std::string, std::string> facts{
        {"isonet", ISONET_VERSION},
        {"torch", TORCH_VERSION},
        {"device", device},
        {"threads", std::to_string(at::get_num_threads())},
        {"seed", std::to_string(config.run.seed)},
        {"precision", std::string(spec::name(config.run.precision))},
        {"dataset", config.data.dataset},
    };
    utsname system{};
    if (uname(&system) == 0) {
        facts["host"] = system.nodename;
        facts["system"] = std::string(system.sysname) + " " + system.release + " " + system.machine;
    }
    for (const auto& info : model::devices()) {
        if (info.id == device)
            facts["device_name"] = info.name;
        if (info.id == "cpu")
            facts["processor"] = info.name;
    }
    if (at::hasCUDA()) {
        facts["cuda"] = versionText(at::detail::getCUDAHooks().versionCUDART(), 1000, 10);
        facts["cudnn"] = std::to_string(at::detail::getCUDAHooks().versionCuDNN());
    } else {
        facts["cuda"] = model::cudaStatus();
    }
    return facts;
}

}  // namespace isonet::training
