// The workbench's command line.
#pragma once

#include <QSize>
#include <QString>
#include <QStringList>
#include <optional>

namespace isonet::workbench {

struct Options {
    QString source;      // a configuration file, a preset's name, a run directory or a queue; empty: the last draft
    QString runsFolder;  // empty: as remembered, else the default
    QString theme;       // empty: as remembered
    std::optional<QSize> size;
    bool start = false;
    QString screenshot;  // an image file to write after `after` seconds, before quitting
    double after = 3;
};

// Exits with code 2 and a message on invalid usage, with 0 on --help and --version. Needs the QApplication.
Options parseOptions(const QStringList& arguments);

}  // namespace isonet::workbench
