#include "app/workbench/window/ExitDeadline.h"

#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <mutex>

namespace isonet::workbench {

ExitDeadline::ExitDeadline(int code, std::chrono::milliseconds limit)
    : thread_([code, limit](const std::stop_token& stop) {
          std::mutex mutex;
          std::condition_variable_any ended;
          std::unique_lock lock(mutex);
          ended.wait_for(lock, stop, limit, [] { return false; });
          if (stop.stop_requested())
              return;
          std::fflush(nullptr);
          ::_exit(code);
      }) {}

}  // namespace isonet::workbench
