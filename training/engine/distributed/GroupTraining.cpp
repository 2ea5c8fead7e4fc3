#include "training/engine/distributed/GroupTraining.h"

#include <ATen/Parallel.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "model/base/AtomicFile.h"
#include "model/base/Cores.h"
#include "model/kernels/CudaPlugin.h"
#include "training/engine/distributed/DeviceAgreement.h"

namespace isonet::distributed {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 36;

}  // namespace

std::string localDevice(const std::string& requested, Group& group) {
    const Launch& launch = group.launch();
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    RankDevices mine{requested, host.data(), launch.localRank, {}, {}};
    if (requested != "cpu") {
        mine.gpus = model::deviceIdentities();
        mine.reason = mine.gpus.empty() ? model::cudaStatus() : "";
    }
    std::vector<RankDevices> ranks;
    for (const auto& text : group.exchange(toText(mine)))
        ranks.push_back(rankDevices(text));
    const std::string device = agreedDevice(launch.rank, ranks);
    if (device == "cpu" && !environmentVariable("OMP_NUM_THREADS"))
        at::set_num_threads(std::max(1, base::availableCores() / std::max(1, launch.localWorld)));
    return model::resolveDevice(device);
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
