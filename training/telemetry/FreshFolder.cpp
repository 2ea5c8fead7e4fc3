#include "training/telemetry/FreshFolder.h"

#include <string>
#include <system_error>

#include "model/base/OutputFile.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/RunFiles.h"
#include "training/telemetry/RunLock.h"

namespace isonet::telemetry {
namespace {

namespace fs = std::filesystem;

bool isRunFile(const std::string& name) {
    for (const char* own : {kConfigFile, kChangesFile, kStatusFile, kEnvironmentFile, kLogFile, kCheckpointFolder,
                            kControlFolder, kLockFile})
        if (name == own)
            return true;
    return isEventFileName(name) || base::isTemporaryName(name);
}

}  // namespace

FreshFolder::FreshFolder(const fs::path& run) : run_(run.has_filename() ? run : run.parent_path()) {
    std::error_code error;
    for (fs::path at = run_; !at.empty() && !fs::exists(fs::symlink_status(at, error)); at = at.parent_path())
        missing_.push_back(at);
}

void FreshFolder::removeRun() const {
    std::error_code error, ignored;
    std::vector<fs::path> own;
    for (fs::directory_iterator entry(run_, error), end; !error && entry != end; entry.increment(error))
        if (isRunFile(entry->path().filename().string()))
            own.push_back(entry->path());
    for (const auto& file : own)
        fs::remove_all(file, ignored);
    for (const auto& folder : missing_)
        if (!fs::remove(folder, ignored))
            break;
}

}  // namespace isonet::telemetry
