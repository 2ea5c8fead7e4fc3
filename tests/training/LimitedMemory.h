// Limits the memory this process can allocate, to test out-of-memory errors.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace isonet::test {

class LimitedMemory {
public:
    // `more`: bytes of address space beyond the current use.
    explicit LimitedMemory(rlim_t more) {
        rlim_t pages = 0;
        std::ifstream("/proc/self/statm") >> pages;
        getrlimit(RLIMIT_AS, &before_);
        const rlimit limit{pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + more, before_.rlim_max};
        held_ = pages > 0 && setrlimit(RLIMIT_AS, &limit) == 0;
    }
    ~LimitedMemory() { setrlimit(RLIMIT_AS, &before_); }
    LimitedMemory(const LimitedMemory&) = delete;
    LimitedMemory& operator=(const LimitedMemory&) = delete;
    bool held() const { return held_; }

private:
    rlimit before_{};
    bool held_ = false;
};

}  // namespace isonet::test
