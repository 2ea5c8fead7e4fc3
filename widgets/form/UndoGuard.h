// Leaves undo and redo to the window, where they act on the whole experiment; an editor would use them for its text.
#pragma once

#include <QObject>

class QWidget;

namespace isonet::widgets {

// Event filter: ignores the shortcuts of undo and redo.
class UndoGuard : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override;
};

// For `parent` and all editors below it.
void leaveUndoToWindow(QWidget* parent);

}  // namespace isonet::widgets
