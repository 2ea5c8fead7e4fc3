// The workbench's command line.
#pragma once

#include <QSize>
#include <QString>
#include <QStringList>
#include <optional>

namespace isonet::workbench {

struct Options {
    QString source;      // a configuration file, a preset's name or a run directory; empty: the ready experiment
    QString runsFolder;  // empty: as remembered, else the default
    QString theme;       // empty: as remembered
    std::optional<QSize> size;
    bool start = false;
    QString screenshot;  // a file to write after `after` seconds, then quit
    double after = 3;
};

// Exits with code 2 and a message for wrong usage, 0 for --help and --version. Needs the QApplication.
Options parseOptions(const QStringList& arguments);

}  // namespace isonet::workbench
