#include "training/engine/distributed/Placing.h"

#include <ATen/Parallel.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "model/base/AtomicFile.h"
#include "model/kernels/CudaPlugin.h"

namespace isonet::distributed {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 36;

}  // namespace

std::string localDevice(const std::string& requested, const Launch& launch) {
    const std::string device = model::resolveDevice(requested);
    if (!device.starts_with("cuda")) {
        if (!environmentVariable("OMP_NUM_THREADS"))
            at::set_num_threads(
                std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / std::max(1, launch.localWorld)));
        return device;
    }
    const std::string mine = "cuda:" + std::to_string(launch.localRank);
    if (requested.find(':') != std::string::npos && requested != mine)
        throw std::invalid_argument("'" + requested + "' cannot be used with " + std::to_string(launch.world) +
                                    " processes: each takes the GPU of its local rank, here " + mine +
                                    "; accepted: auto, cpu, cuda");
    return model::resolveDevice(mine);
}

SharedFile::SharedFile(std::filesystem::path file, Group* group) : path_(std::move(file)) {
    if (!group)
        return;
    std::error_code error;
    const bool exists = group->isFirst() && std::filesystem::exists(path_, error);
    const std::string content = group->broadcastText(exists ? base::readFile(path_, kLargestFile) : std::string());
    if (group->isFirst())
        return;
    path_ = std::filesystem::temp_directory_path() /
            ("isonet-" + std::to_string(::getpid()) + "-" + std::to_string(group->rank()) + ".pt");
    std::filesystem::remove(path_, error);
    if (content.empty())
        return;
    copied_ = true;
    base::replaceFile(path_, content);
}

SharedFile::~SharedFile() {
    std::error_code error;
    if (copied_)
        std::filesystem::remove(path_, error);
}

LossReport::LossReport(Group* group, std::function<void(const std::string&)> call) : group_(group) {
    if (group_)
        group_->onLost(std::move(call));
}

LossReport::~LossReport() {
    if (group_)
        group_->onLost({});
}

std::string lostPeer(Group* group) {
    return group ? group->lostPeer() : std::string();
}

}  // namespace isonet::distributed
