// How torch's NCCL backend treats errors.
#pragma once

#include <span>
#include <string>

namespace isonet::distributed {

// An environment variable that torch reads when it makes an NCCL group.
struct NcclSetting {
    const char* name;
    const char* value;
};

// By default a thread of torch ends the process with std::abort() when a collective fails, when the driver reports an
// error or when that thread itself is stuck: before the group could say which rank is lost, and without a word in the
// run directory. With these settings it only records the error, which Watch reads (Group.cpp); Watch names the lost
// rank and ends the process. Source: ProcessGroupNCCL.hpp of LibTorch 2.11.
std::span<const NcclSetting> ncclSettings();

// Sets those the user has not set. Call before the process has other threads.
void applyNcclSettings();

}  // namespace isonet::distributed
