#include "training/engine/loop/SpeedRecorder.h"

#include <utility>

#include "model/base/NumberText.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/Tags.h"

namespace isonet::training {
namespace {

constexpr double noticeableShare = 0.2;
constexpr std::chrono::seconds noticeableTime{15};

}  // namespace

SpeedRecorder::SpeedRecorder(const std::string& device, int workers, int cores)
    : SpeedRecorder([device] { return model::readDevice(device); }, workers, cores) {}

SpeedRecorder::SpeedRecorder(DeviceMonitor::Read read, int workers, int cores)
    : monitor_(std::move(read)), workers_(workers), cores_(cores) {}

std::vector<telemetry::Record> SpeedRecorder::records(std::int64_t step, const StepClock& clock) {
    auto records = monitor_.take(step);
    if (clock.imagesPerSecond() > 0)
        records.push_back(
            {telemetry::tags::dataWait, step, telemetry::secondsNow(), telemetry::Scalar{100 * clock.dataWaitShare()}});
    return records;
}

std::optional<std::string> SpeedRecorder::notice(const StepClock& clock, StepClock::Clock::time_point now) {
    if (said_)
        return std::nullopt;
    if (clock.dataWaitShare() < noticeableShare) {
        waitingSince_.reset();
        return std::nullopt;
    }
    if (!waitingSince_)
        waitingSince_ = now;
    if (now - *waitingSince_ < noticeableTime)
        return std::nullopt;
    said_ = true;
    return "Data-bound: " + base::fixed(100 * clock.dataWaitShare(), 0) +
           " % of the time of a step is spent waiting for images (data.workers: " + std::to_string(workers_) +
           "; cores: " + std::to_string(cores_) + ").";
}

}  // namespace isonet::training
