// Writes the report of runs to a file, as HTML or PDF. Any thread; takes as long as reading the runs.
#pragma once

#include <QPageSize>
#include <QString>
#include <QStringList>
#include <optional>

namespace isonet::workbench {

struct ReportFormat {
    std::optional<QPageSize::PageSizeId> pages;  // of a PDF; none: HTML
};

// Replaces the file atomically. `footer`: the program and its version. Throws telemetry::StorageError: a folder is no
// run, the file belongs to a run or cannot be written.
void writeReport(const QStringList& runs, const QString& file, const ReportFormat& format, const QString& footer);

}  // namespace isonet::workbench
