#include "training/scheduler/LeaseKeeper.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace isonet::scheduler {

LeaseKeeper::LeaseKeeper(Lease lease)
    : lease_(std::move(lease)), thread_([this](std::stop_token stop) {
          std::mutex mutex;
          std::condition_variable_any never;
          const std::chrono::duration<double> interval(lease_.seconds() / 6);
          while (!stop.stop_requested() && lease_.beat()) {
              std::unique_lock lock(mutex);
              never.wait_for(lock, stop, interval, [] { return false; });
          }
          lost_ = !stop.stop_requested();
      }) {}

}  // namespace isonet::scheduler
