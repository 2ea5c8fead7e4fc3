// How busy the devices of this computer are: utilization and memory of the CPU and of each GPU. Any thread, one at a
// time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "widgets/jobs/JobRow.h"

namespace isonet::workbench {

class DeviceReader {
public:
    // `processes`: the folder that is /proc. The first read() finds the devices, which takes a moment with a GPU.
    explicit DeviceReader(std::filesystem::path processes = "/proc") : processes_(std::move(processes)) {}

    // Without runs, with one slot each. The CPU's utilization is that since the last call, of all programs; -1 in the
    // first call. What cannot be read is -1.
    std::vector<widgets::DeviceSlot> read();

private:
    void readProcessor(widgets::DeviceSlot& cpu);

    const std::filesystem::path processes_;
    std::vector<widgets::DeviceSlot> devices_;
    bool found_ = false;
    std::uint64_t busy_ = 0, all_ = 0;  // clock ticks of all cores at the last call
};

}  // namespace isonet::workbench
