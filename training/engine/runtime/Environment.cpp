#include "training/engine/runtime/Environment.h"

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

std::map<std::string, std::string> environmentInfo(const config::RunConfig& config, const std::string& device) {
    std::map<std::string, std::string> info{
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
        info["host"] = system.nodename;
        info["system"] = std::string(system.sysname) + " " + system.release + " " + system.machine;
    }
    for (const auto& each : model::devices()) {
        if (each.id == device)
            info["device_name"] = each.name;
        if (each.id == "cpu")
            info["processor"] = each.name;
    }
    if (at::hasCUDA()) {
        info["cuda"] = versionText(at::detail::getCUDAHooks().versionCUDART(), 1000, 10);
        info["cudnn"] = std::to_string(at::detail::getCUDAHooks().versionCuDNN());
    } else {
        info["cuda"] = model::cudaStatus();
    }
    return info;
}

}  // namespace isonet::training
