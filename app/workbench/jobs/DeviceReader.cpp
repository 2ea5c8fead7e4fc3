#include "app/workbench/jobs/DeviceReader.h"

#include <QCoreApplication>
#include <fstream>
#include <string>

#include "model/base/Cores.h"
#include "model/kernels/CudaPlugin.h"

namespace isonet::workbench {

namespace {
struct DeviceTexts {
    Q_DECLARE_TR_FUNCTIONS(DeviceTexts)
};
}  // namespace

void DeviceReader::readProcessor(widgets::DeviceSlot& cpu) {
    std::ifstream stat(processes_ / "stat");
    std::string word;
    std::uint64_t all = 0, idle = 0, ticks = 0;
    stat >> word;  // "cpu", of all cores: user nice system idle iowait irq softirq steal
    for (int column = 0; column < 8 && stat >> ticks; ++column) {
        all += ticks;
        idle += column == 3 || column == 4 ? ticks : 0;
    }
    if (all > all_ && all_ > 0)
        cpu.utilization = 100.0 * double(all - idle - busy_) / double(all - all_);
    all_ = all;
    busy_ = all - idle;
    std::ifstream memory(processes_ / "meminfo");
    double total = -1, available = -1, kibibytes = 0;
    for (std::string unit; memory >> word >> kibibytes && std::getline(memory, unit);) {
        if (word == "MemTotal:")
            total = kibibytes * 1024;
        if (word == "MemAvailable:")
            available = kibibytes * 1024;
    }
    if (total > 0 && available >= 0) {
        cpu.memoryTotal = total;
        cpu.memoryUsed = total - available;
    }
}

std::vector<widgets::DeviceSlot> DeviceReader::read() {
    if (!found_) {
        found_ = true;
        for (const auto& device : model::devices()) {
            widgets::DeviceSlot slot;
            slot.id = QString::fromStdString(device.id);
            const int cores = base::availableCores();
            slot.name = device.id != "cpu" ? QString::fromStdString(device.name)
                        : cores == 1       ? DeviceTexts::tr("1 core")
                                           : DeviceTexts::tr("%1 cores").arg(cores);
            slot.memoryTotal = device.id == "cpu" ? -1 : double(device.totalBytes);
            devices_.push_back(slot);
        }
    }
    for (auto& device : devices_) {
        if (device.id == QLatin1String("cpu")) {
            readProcessor(device);
            continue;
        }
        const auto readings = model::readDevice(device.id.toStdString());
        device.utilization = readings ? readings->utilization.value_or(-1) : -1;
        const double memory = readings ? readings->memory.value_or(-1) : -1;
        device.memoryUsed = memory < 0 ? -1 : memory / 100 * device.memoryTotal;
    }
    return devices_;
}

}  // namespace isonet::workbench
