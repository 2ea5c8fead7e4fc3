#include "app/workbench/jobs/Mailbox.h"

#include <QCoreApplication>
#include <QEvent>
#include <utility>

namespace isonet::workbench {
namespace {

QEvent::Type posted() {
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}

}  // namespace

Mailbox::~Mailbox() {
    const std::lock_guard lock(mutex_);
    functions_.clear();
}

void Mailbox::post(std::function<void()> function) {
    // The event is made and posted under the mutex: this orders it before its deletion by the receiving thread.
    const std::lock_guard lock(mutex_);
    functions_.push_back(std::move(function));
    QCoreApplication::postEvent(this, new QEvent(posted()));
}

// One function per event, so that functions and other events keep their order.
bool Mailbox::event(QEvent* event) {
    if (event->type() != posted())
        return QObject::event(event);
    std::function<void()> function;
    {
        const std::lock_guard lock(mutex_);
        function = std::move(functions_.front());
        functions_.pop_front();
    }
    function();  // may delete this mailbox
    return true;
}

}  // namespace isonet::workbench
