#include "training/report/ReportFile.h"

#include "training/report/HtmlReport.h"
#include "training/report/RecordedRun.h"
#include "training/report/RunReport.h"
#include "training/telemetry/RunReading.h"
#include "training/telemetry/StorageError.h"

namespace isonet::report {

namespace fs = std::filesystem;

void writeHtml(const std::vector<fs::path>& runs, const fs::path& file, bool replace, const std::string& footer) {
    telemetry::refuseFilesOfRuns(file);
    std::error_code error;
    const auto status = fs::symlink_status(file, error);
    if (fs::is_directory(file, error))
        throw telemetry::StorageError(file.string() + ": a folder. Name the HTML file to write last.");
    if (fs::exists(status) && !replace)
        throw telemetry::StorageError(file.string() +
                                      ": exists already. Choose another name, or replace it with --force.");
    std::vector<RecordedRun> read;
    for (const auto& run : runs)
        read.push_back(readRun(run));
    telemetry::writeFileAtomically(file, htmlOf(reportOf(read), footer));
}

}  // namespace isonet::report
