#include "training/launch/KnownLaunches.h"

#include <filesystem>
#include <span>
#include <string>
#include <system_error>

#include "model/base/AtomicFile.h"
#include "model/base/Sha256.h"
#include "training/config/UserFolders.h"

namespace isonet::launch {
namespace {

namespace fs = std::filesystem;

// Named by a hash of the fields that select machine, job, process and folder. Other fields of a ticket, including
// future ones, do not count.
fs::path recordOf(const Ticket& ticket) {
    base::Sha256 hash;
    for (const std::string& part :
         {ticket.place, ticket.host, std::to_string(ticket.process), std::to_string(ticket.processStart), ticket.boot,
          ticket.jobId, ticket.remoteFolder}) {
        const std::string text = std::to_string(part.size()) + ":" + part;
        hash.add({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }
    return fs::path(config::userFolder()) / "launches" / hash.finish();
}

}  // namespace

void rememberLaunch(const Ticket& ticket) {
    const fs::path record = recordOf(ticket);
    std::error_code error;
    fs::create_directories(record.parent_path(), error);
    try {
        base::replaceFile(record, ticket.place + "\n");
    } catch (const std::system_error&) {  // a full or read-only home
    }
}

bool isKnownLaunch(const Ticket& ticket) {
    std::error_code error;
    return fs::is_regular_file(recordOf(ticket), error);
}

}  // namespace isonet::launch
