// Asks for the note about a run. GUI thread only.
#pragma once

#include <QString>
#include <optional>

class QWidget;

namespace isonet::widgets {

// Several lines; Tab moves to the buttons, Ctrl+Return saves. Returns the trimmed text; nothing: canceled. The dialog's
// object name is "noteDialog".
std::optional<QString> askForNote(QWidget* parent, const QString& run, const QString& note);

}  // namespace isonet::widgets
