#include "model/base/Cores.h"

#include <sched.h>

#include <algorithm>
#include <thread>

#include "model/base/ControlGroups.h"

namespace isonet::base {
namespace {

int coresInMask() {
    // The kernel refuses a set smaller than its own: more than 1024 cores need a larger one.
    for (std::size_t cores = 1024; cores <= (std::size_t{1} << 18); cores *= 2) {
        cpu_set_t* set = CPU_ALLOC(cores);
        if (!set)
            break;
        const std::size_t bytes = CPU_ALLOC_SIZE(cores);
        const bool known = sched_getaffinity(0, bytes, set) == 0;
        const int count = known ? CPU_COUNT_S(bytes, set) : 0;
        CPU_FREE(set);
        if (known && count > 0)
            return count;
    }
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace

int coresWithinQuotas(int inMask, const std::filesystem::path& root) {
    const double within = std::min<double>(inMask, processorQuota(root).value_or(inMask));
    return std::max(1, static_cast<int>(within));
}

int availableCores(const std::filesystem::path& root) {
    return coresWithinQuotas(coresInMask(), root);
}

}  // namespace isonet::base
