// The results of a queue as a table for papers: Markdown, CSV or LaTeX, in a file or on the clipboard. GUI thread only.
#pragma once

#include <QCoreApplication>
#include <QString>

#include "widgets/sweeps/QueueEntry.h"

class QWidget;

namespace isonet::workbench {

class Notices;

class QueueExport {
    Q_DECLARE_TR_FUNCTIONS(QueueExport)
public:
    static QString toMarkdown(const widgets::QueueEntry& queue);
    // In the format of the file's extension: .md, .csv or .tex. Returns what went wrong; empty: nothing.
    static QString save(const widgets::QueueEntry& queue, const QString& file);
    // Asks for the file first.
    static void askAndSave(const widgets::QueueEntry& queue, Notices& notices, QWidget* parent);
    static void copy(const widgets::QueueEntry& queue, Notices& notices);
};

}  // namespace isonet::workbench
