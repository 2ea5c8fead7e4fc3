#include "training/launch/Ticket.h"

#include <nlohmann/json.hpp>

#include "model/base/AtomicFile.h"
#include "model/base/JsonText.h"
#include "training/telemetry/RunFiles.h"
#include "training/telemetry/StorageError.h"

namespace isonet::launch {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargest = 64u << 10;  // bytes

}  // namespace

std::string ticketJson(const Ticket& ticket) {
    return base::jsonText(Json{{"place", ticket.place},
                               {"host", ticket.host},
                               {"process", ticket.process},
                               {"process_start", ticket.processStart},
                               {"boot", ticket.boot},
                               {"job_id", ticket.jobId},
                               {"remote_folder", ticket.remoteFolder},
                               {"program_version", ticket.programVersion},
                               {"token", ticket.token},
                               {"earlier_session", ticket.earlierSession},
                               {"launched", ticket.launched}}) +
           "\n";
}

std::optional<Ticket> ticketOf(std::string_view text) {
    try {
        const Json json = Json::parse(text);
        Ticket ticket;
        ticket.place = json.at("place").get<std::string>();
        ticket.host = json.value("host", ticket.host);
        ticket.process = json.value("process", ticket.process);
        ticket.processStart = json.value("process_start", ticket.processStart);
        ticket.boot = json.value("boot", ticket.boot);
        ticket.jobId = json.value("job_id", ticket.jobId);
        ticket.remoteFolder = json.value("remote_folder", ticket.remoteFolder);
        ticket.programVersion = json.value("program_version", ticket.programVersion);
        ticket.token = json.value("token", ticket.token);
        ticket.earlierSession = json.value("earlier_session", ticket.earlierSession);
        ticket.launched = json.value("launched", ticket.launched);
        return ticket;
    } catch (const Json::exception&) {  // cut, or of another program
        return std::nullopt;
    }
}

void writeTicket(const std::filesystem::path& run, const Ticket& ticket) {
    telemetry::writeFileAtomically(run / telemetry::kTicketFile, ticketJson(ticket));
}

std::optional<Ticket> readTicket(const std::filesystem::path& run) {
    try {
        return ticketOf(base::readFile(run / telemetry::kTicketFile, kLargest));
    } catch (const std::system_error&) {  // none
        return std::nullopt;
    }
}

}  // namespace isonet::launch
