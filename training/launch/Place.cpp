#include "training/launch/Place.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "model/base/ShownText.h"
#include "model/base/Suggestion.h"
#include "training/launch/PlaceOptions.h"

namespace isonet::launch {
namespace {

constexpr std::array<std::string_view, 5> kKinds{"here", "process", "devices", "slurm", "ssh"};  // as PlaceKind
constexpr int kMostDevices = 64;

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
    throw std::invalid_argument("'" + base::shownName(text) + "' is not a place: " + why);
}

bool isNumber(std::string_view text) {
    return !text.empty() && text.size() <= 4 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

int numberOf(std::string_view text) {
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::vector<std::string_view> splitAt(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

std::string joinedDevices(const std::vector<std::string>& devices) {
    std::string text;
    for (const std::string& device : devices)
        text += (text.empty() ? "" : ",") + device;
    return text;
}

void addDevice(std::vector<std::string>& devices, std::string_view text) {
    constexpr std::string_view cuda = "cuda:";
    const auto refuseDevice = [&] {
        throw std::invalid_argument("'" + base::shownName(text) +
                                    "' is not a device; accepted: cpu, cuda:0, cuda:0-3, several with commas");
    };
    if (text == "cpu") {
        devices.emplace_back(text);
        return;
    }
    const std::string_view range = text.starts_with(cuda) ? text.substr(cuda.size()) : "";
    const auto ends = splitAt(range, '-');
    if (ends.size() > 2 || !isNumber(ends.front()) || !isNumber(ends.back()))
        refuseDevice();
    const int first = numberOf(ends.front()), last = numberOf(ends.back());
    if (last < first || last - first >= kMostDevices)
        refuseDevice();
    for (int index = first; index <= last; ++index) {
        std::string name = "cuda:" + std::to_string(index);
        if (std::ranges::find(devices, name) != devices.end())
            throw std::invalid_argument(name + " is named twice; every rank needs a device for itself");
        devices.push_back(std::move(name));
    }
}

// A name that ssh takes for a host and never for an option.
bool isHost(std::string_view text) {
    return !text.empty() && text.front() != '-' && text.size() <= 255 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("._-@:%[]").find(c) != std::string_view::npos;
    });
}

Place sshPlace(std::string_view all, std::string_view rest) {
    Place place{PlaceKind::Ssh, {}, {}, {}};
    const auto comma = rest.find(',');
    place.ssh.host = rest.substr(0, comma);
    if (!isHost(place.ssh.host))
        refuse(all, "ssh needs a host: ssh:host or ssh:user@host");
    if (comma != std::string_view::npos)
        readOptions(rest.substr(comma + 1), sshOptions(place.ssh), all);
    if (!place.ssh.on.empty()) {
        const Place there = parsePlace(place.ssh.on);
        if (there.kind != PlaceKind::Process && there.kind != PlaceKind::Devices)
            refuse(all, "on=" + place.ssh.on + " is not accepted; accepted: process, devices:...");
    }
    return place;
}

}  // namespace

std::string_view kindName(PlaceKind kind) {
    return kKinds.at(static_cast<std::size_t>(kind));
}

std::vector<std::string> parseDevices(std::string_view text) {
    std::vector<std::string> devices;
    for (const std::string_view part : splitAt(text, ','))
        addDevice(devices, part);
    if (devices.size() > kMostDevices)
        throw std::invalid_argument(std::to_string(devices.size()) + " devices are too many; at most " +
                                    std::to_string(kMostDevices));
    return devices;
}

Place parsePlace(std::string_view text) {
    const auto colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    const std::string_view rest = colon == std::string_view::npos ? "" : text.substr(colon + 1);
    const auto found = std::ranges::find(kKinds, name);
    if (found == kKinds.end())
        refuse(text, "accepted: " + base::joined(kKinds) + base::didYouMean(name, kKinds));
    Place place;
    place.kind = static_cast<PlaceKind>(found - kKinds.begin());
    switch (place.kind) {
        case PlaceKind::Here:
            if (colon != std::string_view::npos)
                refuse(text, "'here' has no options");
            return place;
        case PlaceKind::Process:
            if (colon != std::string_view::npos)
                place.devices = parseDevices(rest);
            if (place.devices.size() > 1)
                refuse(text, "a process trains on one device; for several write devices:" + std::string(rest));
            return place;
        case PlaceKind::Devices:
            if (rest.empty())
                refuse(text, "name the devices, as in devices:cuda:0,cuda:1");
            place.devices = parseDevices(rest);
            return place;
        case PlaceKind::Slurm:
            readOptions(rest, slurmOptions(place.slurm), text);
            return place;
        default:
            return sshPlace(text, rest);
    }
}

std::string placeText(const Place& place) {
    std::string text(kindName(place.kind));
    if (!place.devices.empty())
        text += ":" + joinedDevices(place.devices);
    if (place.kind == PlaceKind::Slurm) {
        SlurmOptions slurm = place.slurm;
        const std::string options = writeOptions(slurmOptions(slurm));
        text += (options.empty() ? "" : ":") + options;
    } else if (place.kind == PlaceKind::Ssh) {
        SshOptions ssh = place.ssh;
        const std::string options = writeOptions(sshOptions(ssh));
        text += ":" + ssh.host + (options.empty() ? "" : ",") + options;
    }
    return text;
}

}  // namespace isonet::launch
