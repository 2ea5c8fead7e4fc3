#include "training/launch/Launcher.h"

#include <array>

#include "training/launch/DevicesLauncher.h"
#include "training/launch/ProcessLauncher.h"
#include "training/launch/RunSigns.h"
#include "training/launch/SlurmLauncher.h"
#include "training/launch/SshLauncher.h"

namespace isonet::launch {
namespace {

template <typename Kind>
std::unique_ptr<Launcher> make(const Place& place, CommandRunner& commands) {
    return std::make_unique<Kind>(place, commands);
}

struct LauncherKind {
    PlaceKind kind;
    std::unique_ptr<Launcher> (*make)(const Place& place, CommandRunner& commands);
};
constexpr std::array<LauncherKind, 4> kLaunchers{{{PlaceKind::Process, make<ProcessLauncher>},
                                                  {PlaceKind::Devices, make<DevicesLauncher>},
                                                  {PlaceKind::Slurm, make<SlurmLauncher>},
                                                  {PlaceKind::Ssh, make<SshLauncher>}}};
// As JobState.
constexpr std::array<std::string_view, 6> kStateNames{"pending", "running", "ended", "silent", "dead", "unknown"};

}  // namespace

Launcher::~Launcher() = default;

std::string_view stateName(JobState state) {
    return kStateNames.at(static_cast<std::size_t>(state));
}

std::unique_ptr<Launcher> makeLauncher(const Place& place, CommandRunner& commands) {
    for (const LauncherKind& launcher : kLaunchers)
        if (launcher.kind == place.kind)
            return launcher.make(place, commands);
    throw std::invalid_argument(
        "'here' launches nothing: the workbench trains in its own thread; accepted: process, "
        "devices, slurm, ssh");
}

JobReport look(const Ticket& ticket, const std::filesystem::path& run, CommandRunner& commands) {
    try {
        return makeLauncher(parsePlace(ticket.place), commands)->look(ticket, run);
    } catch (const std::invalid_argument&) {  // of a later version, or "here"
        return reportOf(readSigns(run, ticket), ticket, run, Existence::Unknown,
                        "launch.json names a place that this version does not know.");
    }
}

}  // namespace isonet::launch
