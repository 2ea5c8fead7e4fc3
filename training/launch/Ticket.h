// What is known of a launched run, stored as <run>/launch.json by the process that launched it and read by any that
// comes later.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace isonet::launch {

struct Ticket {
    std::string place = {};           // Place.h; its kind selects the launcher
    std::string host = {};            // machine of the process
    std::int64_t process = 0;         // that trains or watches the ranks; 0: none known
    std::int64_t processStart = 0;    // clock ticks from the machine's start to the process's
    std::string boot = {};            // which start of the machine: its boot id
    std::string jobId = {};           // of SLURM: "123" or "123_4"
    std::string remoteFolder = {};    // of ssh: the run's folder there
    std::string programVersion = {};  // that was started
    std::string token = {};           // of the row's lease; empty: none
    std::string earlierSession = {};  // RunStatus::session at the launch: a status with it is not yet of this launch
    double launched = 0;              // seconds since 1970

    bool operator==(const Ticket&) const = default;
};

std::string ticketJson(const Ticket& ticket);
std::optional<Ticket> ticketOf(std::string_view json);

// Throws telemetry::StorageError.
void writeTicket(const std::filesystem::path& run, const Ticket& ticket);
// Nothing if there is no file or it cannot be read as one.
std::optional<Ticket> readTicket(const std::filesystem::path& run);

}  // namespace isonet::launch
