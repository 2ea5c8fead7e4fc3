#include "training/scheduler/WorkerId.h"

#include <unistd.h>

#include <filesystem>
#include <sstream>
#include <system_error>

#include "model/base/AtomicFile.h"
#include "training/telemetry/EventFolder.h"

namespace isonet::scheduler {
namespace {

constexpr std::size_t kLongestFact = 4096;  // bytes

// The start time is the 22nd field; the second one, in parentheses, may contain spaces. 0: no such process.
std::int64_t startOf(std::int64_t process) {
    try {
        const std::string text = base::readFile("/proc/" + std::to_string(process) + "/stat", kLongestFact);
        const auto end = text.rfind(')');
        if (end == std::string::npos)
            return 0;
        std::istringstream fields(text.substr(end + 1));
        std::string skipped;
        for (int field = 3; field < 22; ++field) {
            fields >> skipped;
            if (field == 3 && (skipped == "Z" || skipped == "X"))
                return 0;  // has ended; its parent has not waited for it yet
        }
        std::int64_t start = 0;
        return fields >> start ? start : 0;
    } catch (const std::system_error&) {
        return 0;
    }
}

std::string thisBoot() {
    std::string boot;
    try {
        boot = base::readFile("/proc/sys/kernel/random/boot_id", kLongestFact);
        boot.erase(boot.find_last_not_of(" \n") + 1);
    } catch (const std::system_error&) {  // no such file system: then nothing is known of other processes
        return {};
    }
    std::error_code error;
    const auto space = std::filesystem::read_symlink("/proc/self/ns/pid", error);
    return error ? std::string() : boot + " " + space.string();
}

}  // namespace

WorkerId thisWorker() {
    return {telemetry::hostName(), thisBoot(), ::getpid(), startOf(::getpid())};
}

bool hasEnded(const WorkerId& worker) {
    if (worker.process <= 0 || worker.boot.empty() || worker.boot != thisBoot() || worker.host != telemetry::hostName())
        return false;
    return startOf(worker.process) != worker.started;
}

std::string workerText(const WorkerId& worker) {
    if (worker.host.empty())
        return "nobody";
    return "process " + std::to_string(worker.process) + " on " + worker.host;
}

}  // namespace isonet::scheduler
