#include "training/engine/runtime/DeviceError.h"

#include <sstream>

namespace isonet::training {
namespace {

// Starts of the lines that torch adds for programmers.
constexpr const char* kAdvice[] = {"Search for `cudaError", "CUDA kernel errors might be asynchronously reported",
                                   "For debugging consider passing CUDA_LAUNCH_BLOCKING",
                                   "Compile with `TORCH_USE_CUDA_DSA`",
                                   "Device-side assertion tracking was not enabled"};
// CUDA's errors that leave the process without a usable context. Source: the CUDA Runtime API's description of
// cudaError: "the process must be terminated and relaunched".
constexpr const char* kFinal[] = {"illegal memory access",     "device-side assert",   "unspecified launch failure",
                                  "launch timed out",          "misaligned address",   "illegal instruction",
                                  "invalid program counter",   "hardware stack error", "uncorrectable ECC error",
                                  "uncorrectable NVLink error"};

template <std::size_t N>
bool contains(const std::string& text, const char* const (&phrases)[N]) {
    for (const char* phrase : phrases)
        if (text.find(phrase) != std::string::npos)
            return true;
    return false;
}

}  // namespace

std::string deviceFailureMessage(const std::string& device, const std::string& message) {
    std::string kept;
    std::istringstream lines(message);
    for (std::string line; std::getline(lines, line);)
        if (!line.empty() && !contains(line, kAdvice))
            kept += (kept.empty() ? "" : "\n") + line;
    if (kept.find("CUDA error") == std::string::npos)
        return kept;
    if (kept.find(device) == std::string::npos)
        kept = device + ": " + kept;
    if (contains(kept, kFinal))
        kept += (kept.ends_with('.') ? " " : ". ") +
                std::string("This process cannot use the GPU again: restart the program.");
    return kept;
}

}  // namespace isonet::training
