// A CommandRunner that runs nothing: a test gives the answers and reads what was called.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "training/launch/CommandRunner.h"

namespace isonet::test {

class FakeCommands : public launch::CommandRunner {
public:
    struct Call {
        std::vector<std::string> arguments;
        std::string input;
        bool has(const std::string& argument) const {
            return std::ranges::find(arguments, argument) != arguments.end();
        }
        std::string line() const {
            std::string text;
            for (const auto& argument : arguments)
                text += (text.empty() ? "" : " ") + argument;
            return text;
        }
    };

    launch::CommandResult run(const std::vector<std::string>& arguments, std::chrono::milliseconds,
                              const std::string& input) override {
        calls.push_back({arguments, input});
        return answer(calls.back());
    }

    // Of the calls of one program.
    std::vector<Call> callsOf(const std::string& program) const {
        std::vector<Call> found;
        std::ranges::copy_if(calls, std::back_inserter(found),
                             [&](const Call& call) { return call.arguments.front() == program; });
        return found;
    }

    std::function<launch::CommandResult(const Call&)> answer = [](const Call&) { return launch::CommandResult{}; };
    std::vector<Call> calls;
};

inline launch::CommandResult says(const std::string& output, int code = 0, const std::string& errors = {}) {
    launch::CommandResult result;
    result.exitCode = code;
    result.output = output;
    result.errors = errors;
    return result;
}

inline launch::CommandResult absent() {
    launch::CommandResult result;
    result.started = false;
    result.exitCode = 127;
    result.errors = "No such file or directory";
    return result;
}

}  // namespace isonet::test
