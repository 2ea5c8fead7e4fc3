#include "tests/fuzz/Reading.h"

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

#include "model/base/DataError.h"
#include "model/interop/FormatError.h"
#include "tests/fuzz/Mutation.h"
#include "training/config/ConfigError.h"
#include "training/data/images/CounterRandom.h"
#include "training/telemetry/StorageError.h"

namespace isonet::fuzz {
namespace {

std::uint64_t hashOf(const std::string& text) {
    std::uint64_t hash = 0;
    for (const char c : text)
        hash = training::mixBits(hash ^ static_cast<unsigned char>(c));
    return hash;
}

double statusBytes(const char* key) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(key))
            return 1024 * std::atof(line.c_str() + std::strlen(key));
    return 0;
}

// Resets the peak of the resident memory; where the system does not allow it, the watching process polls the size.
double restartPeak() {
    malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << "5";
    return statusBytes("VmRSS:");
}

Outcome outcomeOf(const Target& target, const std::filesystem::path& file, std::string& message) {
    try {
        target.read(file);
        return Outcome::Accepted;
    } catch (const std::exception& error) {
        message = error.what();
        const bool promised =
            dynamic_cast<const training::DataError*>(&error) || dynamic_cast<const interop::FormatError*>(&error) ||
            dynamic_cast<const config::ConfigError*>(&error) || dynamic_cast<const telemetry::StorageError*>(&error);
        return promised ? Outcome::Refused : Outcome::Escaped;
    } catch (...) {
        message = "not a standard exception";
        return Outcome::Escaped;
    }
}

}  // namespace

const char* outcomeName(Outcome outcome) {
    constexpr const char* names[] = {"not run",           "accepted", "refused",   "another exception",
                                     "valid but refused", "crashed",  "over 10 s", "over 1 GiB"};
    return names[static_cast<std::size_t>(outcome)];
}

Bytes Inputs::input(std::int64_t index) const {
    const std::uint64_t seed = training::mixKeys({seed_, hashOf(target_.name), static_cast<std::uint64_t>(index)});
    Bytes bytes = isSample(index) ? samples_[static_cast<std::size_t>(index)] : mutated(samples_, target_.words, seed);
    if (target_.seal && (target_.alwaysSealed || (!isSample(index) && training::mixBits(seed) % 2 == 0)))
        target_.seal(bytes);
    return bytes;
}

void readInput(const Target& target, const Inputs& inputs, std::int64_t index, Result& result) {
    const auto file = scratchPath(".input");
    const Bytes bytes = inputs.input(index);
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    const double before = restartPeak();
    const auto start = std::chrono::steady_clock::now();
    std::string message;
    Outcome outcome = outcomeOf(target, file, message);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    result.seconds = passed.count();
    result.bytes = std::max(result.bytes, statusBytes("VmHWM:") - before);
    std::snprintf(result.message, sizeof result.message, "%s", message.c_str());
    if (outcome == Outcome::Refused && inputs.isSample(index))
        outcome = Outcome::WasRefused;
    if (result.bytes > mostBytes)
        outcome = Outcome::TooLarge;
    if (result.seconds > mostSeconds)
        outcome = Outcome::TooSlow;
    result.outcome = outcome;
    std::error_code error;
    std::filesystem::remove(file, error);
}

double residentBytes(int process) {
    std::ifstream sizes("/proc/" + std::to_string(process) + "/statm");
    double all = 0, resident = 0;
    sizes >> all >> resident;
    return 4096 * resident;
}

}  // namespace isonet::fuzz
