#include "model/base/ResourceLimits.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "model/base/NumberText.h"

namespace isonet::base {
namespace {

// VmPeak of /proc/self/status, in bytes; 0 if unknown.
double peakOfAddressSpace() {
    const int descriptor = ::open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    std::array<char, 4096> text{};
    const bool read = descriptor >= 0 && ::read(descriptor, text.data(), text.size() - 1) > 0;
    if (descriptor >= 0)
        ::close(descriptor);
    constexpr const char* key = "VmPeak:";
    const char* found = read ? std::strstr(text.data(), key) : nullptr;
    return found ? 1024.0 * static_cast<double>(std::strtoll(found + std::strlen(key), nullptr, 10)) : 0;
}

std::string withLimits(const std::string& message) {
    const std::string limits = memoryLimitText();
    return limits.empty() ? message : message + " " + limits;
}

// The constructor of std::thread; errors of files name their file.
bool isOfAThread(const std::system_error& error) {
    return error.code() == std::errc::resource_unavailable_try_again && error.what() == error.code().message();
}

}  // namespace

std::string bytesText(double bytes) {
    for (const auto& [unit, size] : {std::pair{" GiB", 0x1p30}, {" MiB", 0x1p20}})
        if (bytes >= size / 100)
            return fixed(bytes / size, 2) + unit;
    return fixed(bytes / 0x1p10, 2) + " KiB";
}

bool AddressSpace::isNearlyUsed() const {
    return limit - peak < std::max(0.1 * limit, 0x1p27);
}

std::optional<AddressSpace> limitedAddressSpace() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return std::nullopt;
    return AddressSpace{static_cast<double>(limit.rlim_cur), peakOfAddressSpace()};
}

std::string memoryLimitText() {
    const auto space = limitedAddressSpace();
    return space ? "This process may use " + bytesText(space->limit) + " of address space (ulimit -v) and has used " +
                       bytesText(space->peak) + "."
                 : std::string();
}

std::string shortageMessage(const std::exception& error) {
    if (dynamic_cast<const std::bad_alloc*>(&error))
        return withLimits("Not enough memory.");
    if (dynamic_cast<const std::length_error*>(&error))
        return withLimits("Not enough memory: more was needed than a program can address (" +
                          std::string(error.what()) + ").");
    const auto* system = dynamic_cast<const std::system_error*>(&error);
    if (!system || !isOfAThread(*system))
        return {};
    rlimit threads{};
    ::getrlimit(RLIMIT_NPROC, &threads);
    return withLimits("A thread could not be started: " + system->code().message() + "." +
                      (threads.rlim_cur == RLIM_INFINITY ? std::string()
                                                         : " A user may have " + std::to_string(threads.rlim_cur) +
                                                               " processes and threads (ulimit -u)."));
}

}  // namespace isonet::base
