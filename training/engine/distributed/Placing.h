// What train() does otherwise where a process is one of many.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "training/engine/distributed/Group.h"

namespace isonet::distributed {

// As model::resolveDevice(), with the GPU of this process's place on its machine: rank 3 of 4 on one takes cuda:3. On
// the CPU the processes of a machine share its processors, unless OMP_NUM_THREADS says otherwise. Throws
// std::invalid_argument.
std::string localDevice(const std::string& wanted, const Launch& launch);

// A file of the first rank's that all are to read. Alone: the file itself. On the others: a copy in the folder for
// temporary files, gone with this object; no file where the first has none. Collective; throws PeerError,
// std::system_error.
class SharedFile {
public:
    explicit SharedFile(std::filesystem::path file);
    ~SharedFile();
    SharedFile(const SharedFile&) = delete;
    SharedFile& operator=(const SharedFile&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    bool copied_ = false;
};

// While it lives, `call` is made before the process ends because another rank is lost (Group::onLost).
class LossReport {
public:
    explicit LossReport(std::function<void(const std::string&)> call);
    ~LossReport();
    LossReport(const LossReport&) = delete;
    LossReport& operator=(const LossReport&) = delete;
};

// After an error: what became of another rank. Empty: alone, or all are well.
std::string lostPeer();

}  // namespace isonet::distributed
