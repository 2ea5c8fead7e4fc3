#include "app/workbench/runs/RunRename.h"

#include <unistd.h>

#include <QCoreApplication>
#include <algorithm>
#include <filesystem>
#include <string>

#include "training/launch/Launcher.h"
#include "training/launch/RunSigns.h"
#include "training/scheduler/QueueRows.h"
#include "training/telemetry/RunDirectory.h"
#include "training/telemetry/RunFiles.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {
namespace {

namespace fs = std::filesystem;

constexpr qsizetype longestRunName = 200;  // bytes

QString renameText(const char* text) {
    return QCoreApplication::translate("RunRename", text);
}

// Why the run has to keep its name for now; empty: it does not.
QString keepReason(const fs::path& run, const QString& name) {
    std::error_code none;
    if (!fs::is_regular_file(run / telemetry::kConfigFile, none))
        return renameText(
                   "%1 was written by another program, which may still use its folder. Rename the folder in a file "
                   "manager when nothing writes it.")
            .arg(name);
    if (telemetry::isInUse(run))
        return renameText("%1 is being trained. Stop it first.").arg(name);
    const auto ticket = launch::readTicket(run);
    if (!ticket)
        return {};
    const auto report = launch::look(*ticket, run);
    switch (report.state) {
        case launch::JobState::Pending:
        case launch::JobState::Running:
        case launch::JobState::Silent:
            return renameText("%1 has been launched and has not ended. Stop it first.").arg(name);
        case launch::JobState::Unknown: {
            const auto status = launch::readSigns(run, *ticket).status;
            if (!status || !launch::isFinal(*status))
                return renameText(
                           "%1 has been launched, and whether it has ended cannot be determined: %2 Try again when it "
                           "can.")
                    .arg(name, QString::fromStdString(report.detail));
            return {};
        }
        default:
            return {};
    }
}

bool isRowOf(const fs::path& queue, const std::string& id) {
    if (!sweeps::isQueue(queue))
        return false;
    const auto rows = sweeps::Queue::open(queue).sweep().rows;
    return std::ranges::find(rows, id, &sweeps::SweepRow::id) != rows.end();
}

// Under the run's lock, which stays with the folder when it is renamed.
void moveFolder(const fs::path& from, const fs::path& to) {
    const int lock = telemetry::lockRun(from);
    std::error_code error;
    fs::rename(from, to, error);
    ::close(lock);
    if (error)
        throw telemetry::storageError(from, "cannot be renamed", error);
}

}  // namespace

QString nameProblem(const QString& name) {
    if (name.isEmpty())
        return renameText("The name is empty.");
    if (name.contains(QLatin1Char('/')))
        return renameText("The name contains \"/\". Use letters, digits and other characters.");
    if (name.startsWith(QLatin1Char('.')))
        return renameText("The name begins with a dot. Such folders are not listed; begin with another character.");
    if (std::ranges::any_of(name, [](QChar sign) { return sign.category() == QChar::Other_Control; }))
        return renameText("The name contains a control character. Use letters, digits and other characters.");
    if (const auto bytes = qsizetype(widgets::pathBytes(name).size()); bytes > longestRunName)
        return renameText("The name has %1 bytes. Use at most %2.").arg(bytes).arg(longestRunName);
    return {};
}

RenameResult renameRun(const QString& run, const QString& name) {
    const fs::path from(widgets::pathBytes(run));
    const fs::path to = from.parent_path() / widgets::pathBytes(name);
    RenameResult result{run, nameProblem(name)};
    if (!result.problem.isEmpty() || to == from)
        return result;
    const QString old = widgets::pathText(from.filename().string());
    try {
        std::error_code error;
        if (fs::exists(fs::symlink_status(to, error)))
            result.problem = renameText("%1 already exists. Choose another name.").arg(widgets::pathText(to.string()));
        else
            result.problem = keepReason(from, old);
        if (!result.problem.isEmpty())
            return result;
        if (isRowOf(from.parent_path(), from.filename().string()))
            scheduler::renameRow(from.parent_path(), from.filename().string(), to.filename().string());
        else
            moveFolder(from, to);
        result.path = widgets::pathText(to.string());
    } catch (const std::exception& e) {
        result.problem = QString::fromUtf8(e.what());
    }
    return result;
}

}  // namespace isonet::workbench
