// One self-test of `isonet doctor`, and what it found. No torch here: the window shows the results, too.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace isonet::doctor {

enum class Verdict { Passed, Failed, Skipped };

struct Outcome {
    Verdict verdict = Verdict::Passed;
    std::string text;  // one line: what was measured, what differs, or why the check does not apply here
};

inline Outcome passed(std::string text) {
    return {Verdict::Passed, std::move(text)};
}
inline Outcome failed(std::string text) {
    return {Verdict::Failed, std::move(text)};
}
inline Outcome skipped(std::string text) {
    return {Verdict::Skipped, std::move(text)};
}

struct Subject {
    std::string device;            // as returned by model::resolveDevice
    std::filesystem::path folder;  // empty and writable, for this check alone
    std::stop_token stop;
    bool onCpu() const { return device == "cpu"; }
};

struct Check {
    std::string name;                          // in the JSON: "kernels"
    std::string title;                         // "Kernels"
    bool quick = false;                        // part of `--quick`
    Outcome (*run)(const Subject&) = nullptr;  // an exception counts as failed, with its message
};

// In the order in which they run.
const std::vector<Check>& checks();

}  // namespace isonet::doctor
