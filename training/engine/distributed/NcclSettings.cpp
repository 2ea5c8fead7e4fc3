#include "training/engine/distributed/NcclSettings.h"

#include <c10/util/env.h>

namespace isonet::distributed {
namespace {

constexpr NcclSetting kSettings[] = {
    {"TORCH_NCCL_ASYNC_ERROR_HANDLING", "0"},  // a failed collective is recorded, and does not end the process
    {"TORCH_NCCL_RETHROW_CUDA_ERRORS", "0"},   // an error of the driver reaches the training thread, which reports it
    {"TORCH_NCCL_ENABLE_MONITORING", "0"},     // a stuck watchdog does not end the process
    {"TORCH_NCCL_DUMP_ON_TIMEOUT", "0"},       // no files in /tmp
    {"TORCH_NCCL_WAIT_TIMEOUT_DUMP_MILSEC", "250"},  // four times of which the watchdog sleeps after an error
};

}  // namespace

std::span<const NcclSetting> ncclSettings() {
    return kSettings;
}

void applyNcclSettings() {
    for (const NcclSetting& setting : kSettings)
        c10::utils::set_env(setting.name, setting.value, /*overwrite=*/false);
}

}  // namespace isonet::distributed
