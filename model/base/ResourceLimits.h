// The limits of this process on memory, and what it means when the system refuses memory or a thread. See getrlimit(2).
#pragma once

#include <exception>
#include <optional>
#include <string>

namespace isonet::base {

std::string bytesText(double bytes);  // "2.00 GiB", "5.34 MiB", "4.00 KiB"

struct AddressSpace {
    double limit = 0, peak = 0;  // bytes: what the process may use, and the most it has used so far
    // Whether a request of ordinary size may have failed at the limit: under a tenth is left, or under the 128 MiB that
    // the C library reserves for a thread.
    bool isNearlyUsed() const;
};

// Nothing if the address space is not limited (RLIMIT_AS; ulimit -v). Allocates no memory.
std::optional<AddressSpace> limitedAddressSpace();

// "This process may use 0.86 GiB of address space (ulimit -v) and has used 0.84 GiB." Empty without such a limit.
std::string memoryLimitText();

// One sentence or two for std::bad_alloc, std::length_error and a std::thread that could not be started; empty for
// other errors.
std::string shortageMessage(const std::exception& error);

}  // namespace isonet::base
