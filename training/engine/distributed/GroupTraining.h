// What train() does differently in a group of processes. `group` is null in a single process.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "training/engine/distributed/Group.h"

namespace isonet::distributed {

// Like model::resolveDevice(), but the ranks agree first (DeviceAgreement.h): all on the CPU, or each on a GPU that no
// other uses. On the CPU the processes of a machine divide the cores they may use (base::availableCores()), unless
// OMP_NUM_THREADS is set. Collective, and before Group::attach(), whose backend follows from it; throws
// std::invalid_argument, the same on every rank, and PeerError.
std::string localDevice(const std::string& requested, Group& group);

// A file of the first rank that all ranks read. On the first rank and in a single process: the file itself. On the
// other ranks: a copy in the temporary folder, removed with this object; no file if the first rank has none.
// Collective; throws PeerError, std::system_error.
class SharedFile {
public:
    SharedFile(std::filesystem::path file, Group* group);
    ~SharedFile();
    SharedFile(const SharedFile&) = delete;
    SharedFile& operator=(const SharedFile&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    bool copied_ = false;
};

// During its lifetime, `call` runs before the process exits because another rank is lost (Group::onLost).
class LossReport {
public:
    LossReport(Group* group, std::function<void(const std::string&)> call);
    ~LossReport();
    LossReport(const LossReport&) = delete;
    LossReport& operator=(const LossReport&) = delete;

private:
    Group* const group_;
};

// After an error: which rank was lost, and why. Empty in a single process, or if no rank was lost.
std::string lostPeer(Group* group);

}  // namespace isonet::distributed
