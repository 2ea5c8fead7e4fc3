// Fields whose editor is a path with a browse button.
#pragma once

#include <QCoreApplication>

#include "widgets/form/FormFieldMaker.h"

namespace isonet::widgets {

class PathFields {
    Q_DECLARE_TR_FUNCTIONS(PathFields)
public:
    enum class Kind { File, Folder };
    struct Options {
        Kind kind = Kind::File;
        QString filter;               // of the file dialog
        bool relativeToData = false;  // a path inside data.root is stored relative to it
        QString placeholder;
    };
    static FormField& add(FormFieldMaker& maker, const char* key, const QString& label,
                          FormFieldMaker::Place<std::string> place, const Options& options, const QString& tooltip);
    // The folder of the dataset; its default is the placeholder.
    static FormField& addDataRoot(FormFieldMaker& maker);
};

}  // namespace isonet::widgets
