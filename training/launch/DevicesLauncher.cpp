#include "training/launch/DevicesLauncher.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "model/base/FreePort.h"
#include "training/launch/PreparedRun.h"

namespace isonet::launch {
namespace {

constexpr std::string_view kGpu = "cuda:";

bool isGpu(const std::string& device) {
    return device.starts_with(kGpu);
}

std::string valueOf(const char* variable) {
    const char* value = std::getenv(variable);
    return value ? value : "";
}

}  // namespace

std::string visibleDevices(const std::vector<std::string>& devices, const std::string& visible) {
    std::vector<std::string> names;
    std::istringstream list(visible);
    for (std::string name; std::getline(list, name, ',');)
        names.push_back(name);
    std::string text;
    for (const std::string& device : devices) {
        const std::string index = device.substr(kGpu.size());
        const auto number = std::strtoul(index.c_str(), nullptr, 10);
        if (!names.empty() && number >= names.size())
            throw LaunchError(device + " does not exist: CUDA_VISIBLE_DEVICES is " + visible + ", which are " +
                              std::to_string(names.size()) + " GPUs, counted from cuda:0.");
        text += (text.empty() ? "" : ",") + (names.empty() ? index : names[number]);
    }
    return text;
}

std::vector<RankOrder> DevicesLauncher::ranks(const Order& order, const PreparedRun& run) const {
    const auto devices = order.devices.empty() ? place().devices : order.devices;
    if (devices.empty())
        throw LaunchError("No devices are named; write devices:cuda:0,cuda:1.");
    const auto gpus = static_cast<std::size_t>(std::ranges::count_if(devices, isGpu));
    if (gpus != 0 && gpus != devices.size())
        throw LaunchError("The ranks of a run train on GPUs or on the CPU, not on both; name one kind of device.");
    const std::string program = programOf(order).string(), world = std::to_string(devices.size());
    const std::string port = std::to_string(base::freePort());
    std::vector<RankOrder> ranks;
    for (std::size_t i = 0; i < devices.size(); ++i) {
        const std::string rank = std::to_string(i);
        RankOrder& next = ranks.emplace_back();
        next.name = "rank " + rank + " (" + devices[i] + ")";
        next.arguments = {program};
        for (auto& argument : run.trainArguments(order))
            next.arguments.push_back(std::move(argument));
        next.arguments.insert(next.arguments.end(), {"--quiet", "--device", gpus == 0 ? "cpu" : "cuda"});
        next.environment = {"RANK=" + rank,          "LOCAL_RANK=" + rank,
                            "WORLD_SIZE=" + world,   "LOCAL_WORLD_SIZE=" + world,
                            "MASTER_ADDR=127.0.0.1", "MASTER_PORT=" + port};
        if (gpus != 0)
            next.environment.push_back("CUDA_VISIBLE_DEVICES=" +
                                       visibleDevices(devices, valueOf("CUDA_VISIBLE_DEVICES")));
        if (order.threads > 0)
            next.environment.push_back("OMP_NUM_THREADS=" + std::to_string(order.threads));
    }
    return ranks;
}

}  // namespace isonet::launch
