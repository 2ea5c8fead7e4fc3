// What the user opens by a name: a file, a folder or a preset. Reads the disk and may take long: call it off the GUI
// thread (BackgroundRead). Needs no torch.
#pragma once

#include <QString>
#include <optional>

#include "training/config/RunConfig.h"

namespace isonet::workbench {

struct Source {
    enum class Kind {
        Missing,
        Preset,         // `config`
        Configuration,  // `config`, or `problem`
        Sweep,
        Weights,
        Run,
        Queue,
        OtherFolder,
    };
    Kind kind = Kind::Missing;
    QString path;   // absolute
    QString title;  // a preset's title, else the name without folders
    std::optional<config::RunConfig> config;
    QString problem;       // why there is no configuration
    bool invalid = false;  // the file was read, but its content is not accepted
};

Source readSource(const QString& source);
Source readConfiguration(const QString& file);  // never another kind

}  // namespace isonet::workbench
