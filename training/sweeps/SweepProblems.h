// Problems found in a sweep file, each with its line.
#pragma once

#include <string>
#include <vector>

#include "model/spec/ModelSpec.h"

namespace isonet::sweeps {

class SweepProblems {
public:
    // `source`: the file's name, for messages.
    explicit SweepProblems(std::string source) : source_(std::move(source)) {}
    void add(int line, const std::string& path, const std::string& message);  // line 0: the whole file
    bool empty() const { return problems_.empty(); }
    void finish() const;  // throws config::ConfigError if there are problems
    const std::string& source() const { return source_; }

private:
    std::string source_;
    std::vector<spec::Problem> problems_;
    std::vector<std::string> places_;
};

}  // namespace isonet::sweeps
