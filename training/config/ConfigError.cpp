#include "training/config/ConfigError.h"

#include <utility>

namespace isonet::config {
namespace {

std::string lines(const std::vector<spec::Problem>& problems, const std::vector<std::string>& places) {
    std::string text;
    for (size_t i = 0; i < problems.size(); ++i) {
        const std::string place = i < places.size() ? places[i] : "";
        text += text.empty() ? "" : "\n";
        text += place + (place.empty() ? "" : ": ");
        text += problems[i].field + (problems[i].field.empty() ? "" : ": ") + problems[i].message;
    }
    return text;
}

}  // namespace

ConfigError::ConfigError(std::vector<spec::Problem> problems) : ConfigError(std::move(problems), {}) {}

ConfigError::ConfigError(std::vector<spec::Problem> problems, const std::vector<std::string>& places)
    : std::runtime_error(lines(problems, places)), problems_(std::move(problems)) {}

}  // namespace isonet::config
