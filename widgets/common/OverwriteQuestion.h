// Asks before a file is replaced.
#pragma once

#include <QString>

class QWidget;

namespace isonet::widgets {

// True if nothing is at `file`, or if the user agrees to replace it.
bool mayWrite(const QString& file, QWidget* parent);

// `text` as part of a file's name: characters that separate folders, or that other systems refuse, become "-".
QString fileNamePart(QString text);

}  // namespace isonet::widgets
