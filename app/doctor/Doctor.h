// Examines this computer: facts for a bug report, then self-tests with a verdict each. No torch here.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/doctor/Check.h"
#include "app/doctor/Facts.h"

namespace isonet::doctor {

struct Line {
    std::string name, title;
    Outcome outcome;
    double seconds = 0;
};

struct Report {
    std::string device;
    std::vector<Fact> facts;
    std::vector<Line> lines;
    bool complete = true;  // false: stopped

    bool sound() const;  // complete, and nothing failed
};

struct Examination {
    std::string device = "auto";
    bool quick = false;             // only checks that take a few seconds
    std::vector<std::string> only;  // names of checks; empty: all
    std::stop_token stop = {};
    // Called from examine()'s thread: before a check starts, and with each finished line.
    std::function<void(const std::vector<Fact>&)> onFacts = {};
    std::function<void(const Check&)> onStart = {};
    std::function<void(const Line&)> onLine = {};
};

// Blocks until done or stopped. Works in a new folder below the system's temporary one, and removes it. Restores
// torch's number of threads and precision flags. Throws std::invalid_argument for an unknown device or check.
Report examine(const Examination& examination);

}  // namespace isonet::doctor
