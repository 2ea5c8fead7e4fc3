#include "training/config/ConfigError.h"

#include <algorithm>
#include <utility>

#include "model/base/ShownText.h"

namespace isonet::config {
namespace {

std::string lines(const std::vector<spec::Problem>& problems, const std::vector<std::string>& places) {
    constexpr size_t mostProblems = 50, mostOfField = 100, mostOfMessage = 2000;  // what can be read
    std::string text;
    for (size_t i = 0; i < std::min(problems.size(), mostProblems); ++i) {
        const std::string place = i < places.size() ? places[i] : "";
        text += text.empty() ? "" : "\n";
        text += place + (place.empty() ? "" : ": ");
        text += base::shortened(problems[i].field, mostOfField) + (problems[i].field.empty() ? "" : ": ") +
                base::shortened(problems[i].message, mostOfMessage);
    }
    if (problems.size() > mostProblems)
        text += "\nand " + std::to_string(problems.size() - mostProblems) + " more";
    return text;
}

}  // namespace

ConfigError::ConfigError(std::vector<spec::Problem> problems) : ConfigError(std::move(problems), {}) {}

ConfigError::ConfigError(std::vector<spec::Problem> problems, const std::vector<std::string>& places)
    : std::runtime_error(lines(problems, places)), problems_(std::move(problems)) {}

}  // namespace isonet::config
