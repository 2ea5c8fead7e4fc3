#include "training/engine/runtime/OutOfMemory.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace isonet::training {
namespace {

// The CPU's allocator: "... you tried to allocate 1073741824 bytes. ..."
constexpr std::string_view cpuAmount = "tried to allocate ";
// CUDA's: "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.11 GiB of which 1.44 GiB is
// free. ...", followed by advice for programmers.
constexpr std::string_view cudaAmount = "Tried to allocate ", cudaFree = " is free";

std::string amountIn(const std::string& detail) {
    if (const auto from = detail.find(cudaAmount); from != std::string::npos) {
        const auto free = detail.find(cudaFree, from);
        const auto end = free == std::string::npos ? detail.find_first_of("\n", from) : free + cudaFree.size();
        return ": t" + detail.substr(from + 1, end == std::string::npos ? end : end - from - 1);
    }
    if (const auto from = detail.find(cpuAmount); from != std::string::npos) {
        const double bytes = std::strtod(detail.c_str() + from + cpuAmount.size(), nullptr);
        char text[64];
        std::snprintf(text, sizeof text, ": tried to allocate %.2f GiB", bytes / (1024.0 * 1024 * 1024));
        return text;
    }
    return {};
}

}  // namespace

bool isOutOfMemory(const c10::Error& error) {
    if (dynamic_cast<const c10::OutOfMemoryError*>(&error))
        return true;
    const std::string text = error.what_without_backtrace();
    for (const char* phrase : {"can't allocate memory", "not enough memory", "out of memory"})
        if (text.find(phrase) != std::string::npos)
            return true;
    return false;
}

std::string outOfMemoryMessage(const config::RunConfig& config, const std::string& device, const std::string& detail) {
    return "Not enough memory on " + device + " for " + spec::networkName(config.model) + " with batches of " +
           std::to_string(config.run.batchSize) + " images" + amountIn(detail) +
           ". Reduce run.batch_size (optimizer.accumulate_batches keeps the update the same)" +
           (config.run.precision == config::Precision::Float32 ? " or set run.precision to bfloat16" : "") + ".";
}

}  // namespace isonet::training
