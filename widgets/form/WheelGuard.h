// Keeps the mouse wheel from changing editors while a form scrolls.
#pragma once

#include <QObject>

class QWidget;

namespace isonet::widgets {

// Event filter: ignores wheel events for widgets without focus.
class WheelGuard : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override;
};

// The wheel scrolls the form unless `editor` has the focus.
void keepWheelForScrolling(QWidget* editor);

}  // namespace isonet::widgets
