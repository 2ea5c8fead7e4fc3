#include "widgets/form/UndoGuard.h"

#include <QEvent>
#include <QKeyEvent>
#include <QWidget>

namespace isonet::widgets {

bool UndoGuard::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            key->ignore();
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

void leaveUndoToWindow(QWidget* parent) {
    auto* guard = new UndoGuard(parent);
    parent->installEventFilter(guard);
    for (auto* editor : parent->findChildren<QWidget*>())
        editor->installEventFilter(guard);
}

}  // namespace isonet::widgets
