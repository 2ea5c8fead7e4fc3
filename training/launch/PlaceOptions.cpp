#include "training/launch/PlaceOptions.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "model/base/ShownText.h"
#include "model/base/Suggestion.h"

namespace isonet::launch {
namespace {

[[noreturn]] void refuseOption(std::string_view place, const std::string& why) {
    throw std::invalid_argument("'" + base::shownName(place) + "' is not a place: " + why);
}

// Takes "key=value" or "key="a,b"" and the comma behind it from the front of `text`.
std::pair<std::string_view, std::string> takeOption(std::string_view& text, std::string_view place) {
    const auto equals = text.find('=');
    const std::string_view key = text.substr(0, equals);
    if (equals == std::string_view::npos || key.find(',') != std::string_view::npos)
        refuseOption(place, "'" + base::shownName(text.substr(0, text.find(','))) + "' has no value; write key=value");
    text.remove_prefix(equals + 1);
    std::string value;
    if (text.starts_with('"')) {
        const auto end = text.find('"', 1);
        if (end == std::string_view::npos)
            refuseOption(place, "a quote is not closed");
        value = text.substr(1, end - 1);
        text.remove_prefix(end + 1);
        if (!text.empty() && text.front() != ',')
            refuseOption(place, "a comma is missing after \"" + base::shownName(value) + "\"");
    } else {
        value = text.substr(0, text.find(','));
        text.remove_prefix(value.size());
    }
    if (!text.empty())
        text.remove_prefix(1);
    return {key, value};
}

int optionNumber(const std::string& value, const PlaceOption& option, std::string_view place) {
    int number = 0;
    const char* end = value.data() + value.size();
    const auto parsed = std::from_chars(value.data(), end, number);
    if (parsed.ec != std::errc() || parsed.ptr != end || number < option.lowest || number > option.highest)
        refuseOption(place, std::string(option.key) + "=" + base::shownName(value) + " is not accepted; accepted: " +
                                std::to_string(option.lowest) + " to " + std::to_string(option.highest));
    return number;
}

void setOption(const PlaceOption& option, const std::string& value, std::string_view place) {
    const bool control = std::ranges::any_of(value, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (value.empty() || control || value.find('"') != std::string::npos)
        refuseOption(place, std::string(option.key) + " is empty or has quotes or line breaks in it");
    if (auto* const* const number = std::get_if<int*>(&option.value))
        **number = optionNumber(value, option, place);
    else if (auto* const* const text = std::get_if<std::string*>(&option.value))
        **text = value;
    else
        std::get<std::vector<std::string>*>(option.value)->push_back(value);
}

void append(std::string& text, std::string_view key, const std::string& value) {
    const bool quoted = value.find(',') != std::string::npos;
    text += (text.empty() ? "" : ",") + std::string(key) + "=" + (quoted ? "\"" + value + "\"" : value);
}

}  // namespace

std::vector<PlaceOption> slurmOptions(SlurmOptions& slurm) {
    return {{"partition", &slurm.partition}, {"nodes", &slurm.nodes, 1, 10000},
            {"gpus", &slurm.gpus, 0, 64},    {"cpus", &slurm.cpus, 0, 4096},
            {"time", &slurm.time},           {"account", &slurm.account},
            {"program", &slurm.program},     {"extra", &slurm.extra}};
}

std::vector<PlaceOption> sshOptions(SshOptions& ssh) {
    return {{"folder", &ssh.folder}, {"program", &ssh.program}, {"on", &ssh.on}};
}

void readOptions(std::string_view text, const std::vector<PlaceOption>& options, std::string_view place) {
    while (!text.empty()) {
        const auto [key, value] = takeOption(text, place);
        const auto option = std::ranges::find(options, key, &PlaceOption::key);
        if (option == options.end()) {
            std::vector<std::string_view> keys;
            for (const PlaceOption& known : options)
                keys.push_back(known.key);
            refuseOption(place, "unknown option '" + base::shownName(key) + "'; accepted: " + base::joined(keys) +
                                    base::didYouMean(key, keys));
        }
        setOption(*option, value, place);
    }
}

std::string writeOptions(const std::vector<PlaceOption>& options) {
    std::string text;
    for (const PlaceOption& option : options) {
        if (auto* const* const number = std::get_if<int*>(&option.value)) {
            if (**number != option.lowest)  // the defaults are the lowest values
                append(text, option.key, std::to_string(**number));
        } else if (auto* const* const value = std::get_if<std::string*>(&option.value)) {
            if (!(*value)->empty())
                append(text, option.key, **value);
        } else {
            for (const std::string& line : *std::get<std::vector<std::string>*>(option.value))
                append(text, option.key, line);
        }
    }
    return text;
}

}  // namespace isonet::launch
