#include "training/sweeps/SweepProblems.h"

#include "training/config/RunConfigYaml.h"

namespace isonet::sweeps {

void SweepProblems::add(int line, const std::string& path, const std::string& message) {
    const spec::Problem problem{path, message};
    const std::string place = line > 0 ? source_ + ":" + std::to_string(line) : source_;
    // A wrong key shared by all rows is reported once.
    for (std::size_t i = 0; i < problems_.size(); ++i)
        if (problems_[i] == problem && places_[i] == place)
            return;
    problems_.push_back(problem);
    places_.push_back(place);
}

void SweepProblems::finish() const {
    if (!problems_.empty())
        throw config::ConfigError(problems_, places_);
}

}  // namespace isonet::sweeps
