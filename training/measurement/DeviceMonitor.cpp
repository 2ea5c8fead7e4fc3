#include "training/measurement/DeviceMonitor.h"

#include <utility>

#include "model/base/BackgroundThread.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/Tags.h"

namespace isonet::training {

DeviceMonitor::DeviceMonitor(Read read, std::chrono::milliseconds interval)
    : thread_([this, read = std::move(read), interval](const std::stop_token& stop) {
          base::runInBackground();
          while (!stop.stop_requested()) {
              const auto readings = read();
              if (!readings)
                  return;
              std::unique_lock lock(mutex_);
              add(*readings);
              stopped_.wait_for(lock, stop, interval, [] { return false; });
          }
      }) {}

DeviceMonitor::~DeviceMonitor() = default;

void DeviceMonitor::add(const model::DeviceReadings& readings) {
    const auto addTo = [](Mean& mean, std::optional<double> value) {
        if (!value)
            return;
        mean.sum += *value;
        ++mean.count;
    };
    addTo(utilization_, readings.utilization);
    addTo(memory_, readings.memory);
    addTo(temperature_, readings.temperature);
    addTo(power_, readings.power);
}

std::vector<telemetry::Record> DeviceMonitor::take(std::int64_t step) {
    std::vector<telemetry::Record> records;
    const std::scoped_lock lock(mutex_);
    const auto takeMean = [&](const std::string& tag, Mean& mean) {
        if (mean.count > 0)
            records.push_back({tag, step, telemetry::secondsNow(), telemetry::Scalar{mean.sum / mean.count}});
        mean = {};
    };
    takeMean(telemetry::tags::deviceUtilization, utilization_);
    takeMean(telemetry::tags::deviceMemory, memory_);
    takeMean(telemetry::tags::deviceTemperature, temperature_);
    takeMean(telemetry::tags::devicePower, power_);
    return records;
}

}  // namespace isonet::training
