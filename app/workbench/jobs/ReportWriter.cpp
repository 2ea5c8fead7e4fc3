#include "app/workbench/jobs/ReportWriter.h"

#include <filesystem>
#include <vector>

#include "training/report/RecordedRun.h"
#include "training/report/ReportFile.h"
#include "training/report/RunReport.h"
#include "training/telemetry/RunReading.h"
#include "training/telemetry/StorageError.h"
#include "widgets/common/PathText.h"
#include "widgets/report/ReportPdf.h"

namespace isonet::workbench {

void writeReport(const QStringList& runs, const QString& file, const ReportFormat& format, const QString& footer) {
    std::vector<std::filesystem::path> folders;
    for (const auto& run : runs)
        folders.emplace_back(widgets::pathBytes(run));
    const std::filesystem::path target = widgets::pathBytes(file);
    if (!format.pages) {
        report::writeHtml(folders, target, true, footer.toStdString());
        return;
    }
    telemetry::refuseFilesOfRuns(target);
    std::vector<report::RecordedRun> read;
    for (const auto& folder : folders)
        read.push_back(report::readRun(folder));
    const QByteArray bytes = widgets::reportPdf(report::reportOf(read), *format.pages, footer);
    telemetry::writeFileAtomically(target, bytes.toStdString());
}

}  // namespace isonet::workbench
