#include "training/engine/runtime/HostTuning.h"

#include <ATen/Parallel.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <system_error>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "model/base/Cores.h"

namespace isonet::training {

void shortenThreadSpinning(char** arguments) {
    constexpr const char* variable = "GOMP_SPINCOUNT";
    if (getenv(variable) || getenv("OMP_WAIT_POLICY"))
        return;  // set by the user or by this function
    setenv(variable, "2000", 1);
    // The path of the program instead of /proc/self/exe keeps the process name.
    std::error_code failed;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
    if (!failed)
        execv(program.c_str(), arguments);  // returns only on failure: then continue without it
}

void respectAvailableCores() {
    if (const int cores = base::availableCores(); !getenv("OMP_NUM_THREADS") && cores < at::get_num_threads())
        at::set_num_threads(cores);
}

MemoryReuse::MemoryReuse() {
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the maximum of glibc
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_MXFAST, 0);
#endif
}

MemoryReuse::~MemoryReuse() {
#if defined(__GLIBC__)
    mallopt(M_MXFAST, 16 * sizeof(std::size_t));  // the default
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    malloc_trim(0);
#endif
}

}  // namespace isonet::training
