#include "training/engine/distributed/Placing.h"

#include <ATen/Parallel.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "model/kernels/CudaPlugin.h"
#include "training/config/AtomicFile.h"

namespace isonet::distributed {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 36;

}  // namespace

std::string localDevice(const std::string& wanted, const Launch& launch) {
    const std::string device = model::resolveDevice(wanted);
    if (!device.starts_with("cuda")) {
        if (!environmentVariable("OMP_NUM_THREADS"))
            at::set_num_threads(
                std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / std::max(1, launch.localWorld)));
        return device;
    }
    const std::string mine = "cuda:" + std::to_string(launch.localRank);
    if (wanted.find(':') != std::string::npos && wanted != mine)
        throw std::invalid_argument("'" + wanted + "' for one of " + std::to_string(launch.world) +
                                    " processes, of which each takes the GPU of its place on its machine, here " +
                                    mine + "; accepted: auto, cpu, cuda");
    return model::resolveDevice(mine);
}

SharedFile::SharedFile(std::filesystem::path file) : path_(std::move(file)) {
    auto* group = Group::current();
    if (!group)
        return;
    std::error_code error;
    const bool there = group->isFirst() && std::filesystem::exists(path_, error);
    const std::string content = group->broadcastText(there ? config::readFile(path_, kLargestFile) : std::string());
    if (group->isFirst())
        return;
    path_ = std::filesystem::temp_directory_path() /
            ("isonet-" + std::to_string(::getpid()) + "-" + std::to_string(group->rank()) + ".pt");
    std::filesystem::remove(path_, error);
    if (content.empty())
        return;
    copied_ = true;
    config::replaceFile(path_, content);
}

SharedFile::~SharedFile() {
    std::error_code error;
    if (copied_)
        std::filesystem::remove(path_, error);
}

LossReport::LossReport(std::function<void(const std::string&)> call) {
    if (auto* group = Group::current())
        group->onLost(std::move(call));
}

LossReport::~LossReport() {
    if (auto* group = Group::current())
        group->onLost({});
}

std::string lostPeer() {
    auto* group = Group::current();
    return group ? group->lostPeer() : std::string();
}

}  // namespace isonet::distributed
