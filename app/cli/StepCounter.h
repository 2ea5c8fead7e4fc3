// A progress counter on one terminal line, cleared at the end. Silent if stderr is not a terminal.
#pragma once

#include <string>

namespace isonet::cli {

class StepCounter {
public:
    explicit StepCounter(std::string name);
    ~StepCounter();
    StepCounter(const StepCounter&) = delete;
    StepCounter& operator=(const StepCounter&) = delete;
    void show(const std::string& state);
    void show(int done, int all);  // "3 of 34"

private:
    std::string name_;
    bool terminal_, shown_ = false;
};

}  // namespace isonet::cli
