// Reads a GPU's utilization, memory, temperature and power once a second while a run trains.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "model/kernels/CudaPlugin.h"
#include "training/telemetry/Record.h"

namespace isonet::training {

class DeviceMonitor {
public:
    using Read = std::function<std::optional<model::DeviceReadings>()>;

    // `read` is called on a thread of the monitor. After it has returned nothing, it is not called again: the CPU, or
    // no management library.
    explicit DeviceMonitor(Read read, std::chrono::milliseconds interval = std::chrono::seconds(1));
    ~DeviceMonitor();
    DeviceMonitor(const DeviceMonitor&) = delete;
    DeviceMonitor& operator=(const DeviceMonitor&) = delete;

    // The means of the readings since the last call; empty if there were none. Thread-safe.
    std::vector<telemetry::Record> take(std::int64_t step);

private:
    struct Mean {
        double sum = 0;
        int count = 0;
    };
    void add(const model::DeviceReadings& readings);

    std::mutex mutex_;
    std::condition_variable_any stopped_;
    Mean utilization_, memory_, temperature_, power_;  // under the mutex
    std::jthread thread_;                              // last: it uses the members above
};

}  // namespace isonet::training
