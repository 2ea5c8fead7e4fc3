#include "app/bench/soak/LevelWatch.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "model/base/NumberText.h"

namespace isonet::benchmarks {
namespace {

constexpr std::size_t samplesNeeded = 16;
constexpr double memoryAllowance = 32 << 20, descriptorAllowance = 4;

std::filesystem::path processFolder(pid_t process) {
    return std::filesystem::path("/proc") / std::to_string(process);
}

}  // namespace

double LevelWatch::peak() const {
    return values_.empty() ? 0 : *std::ranges::max_element(values_);
}

std::optional<std::string> LevelWatch::rise() const {
    if (values_.size() < samplesNeeded)
        return std::nullopt;
    const auto quarter = static_cast<std::ptrdiff_t>(values_.size() / 4);
    const double before = *std::max_element(values_.begin() + quarter, values_.begin() + 2 * quarter);
    const double after = *std::min_element(values_.end() - quarter, values_.end());
    if (after - before <= allowance_)
        return std::nullopt;
    return name_ + " rose from " + base::numberText(before) + " to " + base::numberText(after) + " over " +
           std::to_string(values_.size()) + " rounds";
}

double residentBytes(pid_t process) {
    std::ifstream file(processFolder(process) / "status");
    constexpr std::string_view key = "VmRSS:";
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(key))
            return 1024 * std::stod(line.substr(key.size()));
    return 0;
}

double openDescriptors(pid_t process) {
    std::error_code error;
    double count = 0;
    for (std::filesystem::directory_iterator entry(processFolder(process) / "fd", error), end; !error && entry != end;
         entry.increment(error))
        ++count;
    return count;
}

ProcessLevels::ProcessLevels(const std::string& name)
    : memory_(name + ": memory in bytes", memoryAllowance),
      descriptors_(name + ": open descriptors", descriptorAllowance) {}

void ProcessLevels::sample(pid_t process) {
    memory_.add(residentBytes(process));
    descriptors_.add(openDescriptors(process));
}

std::vector<std::string> ProcessLevels::faults() const {
    std::vector<std::string> faults;
    for (const auto* watch : {&memory_, &descriptors_})
        if (auto rise = watch->rise())
            faults.push_back(std::move(*rise));
    return faults;
}

}  // namespace isonet::benchmarks
