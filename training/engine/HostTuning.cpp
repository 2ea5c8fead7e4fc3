#include "training/engine/HostTuning.h"

#include <stdlib.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <system_error>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace isonet::training {

void shortenThreadSpinning(char** arguments) {
    constexpr const char* variable = "GOMP_SPINCOUNT";
    if (getenv(variable) || getenv("OMP_WAIT_POLICY"))
        return;  // chosen already, by the person or by this function
    setenv(variable, "2000", 1);
    // The program's own path, not /proc/self/exe, so that the process keeps its name.
    std::error_code failed;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
    if (!failed)
        execv(program.c_str(), arguments);  // comes back only where it fails: then it goes on as it is
}

MemoryReuse::MemoryReuse() {
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that glibc accepts
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_MXFAST, 0);
#endif
}

MemoryReuse::~MemoryReuse() {
#if defined(__GLIBC__)
    mallopt(M_MXFAST, 16 * sizeof(std::size_t));  // its default
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    malloc_trim(0);
#endif
}

}  // namespace isonet::training
