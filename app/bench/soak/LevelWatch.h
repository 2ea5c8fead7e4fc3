// Whether a quantity of a long-lived process, such as its memory, stays level.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace isonet::benchmarks {

// Samples that only ever rise are a leak; a higher level after a warmup, or peaks, are not.
class LevelWatch {
public:
    // `allowance`: the rise that is accepted, in the unit of the values.
    LevelWatch(std::string name, double allowance) : name_(std::move(name)), allowance_(allowance) {}
    void add(double value) { values_.push_back(value); }
    double peak() const;
    // From 16 samples on: by how much the lowest of the last quarter exceeds the highest of the second quarter, if
    // that is above the allowance, as a sentence.
    std::optional<std::string> rise() const;

private:
    std::string name_;
    double allowance_;
    std::vector<double> values_;
};

double residentBytes(pid_t process);  // 0 if there is no such process
double openDescriptors(pid_t process);

// Memory and descriptors of one process.
class ProcessLevels {
public:
    explicit ProcessLevels(const std::string& name);
    void sample(pid_t process);
    double peakBytes() const { return memory_.peak(); }
    std::vector<std::string> faults() const;

private:
    LevelWatch memory_, descriptors_;
};

}  // namespace isonet::benchmarks
