#include "widgets/plot/RefreshThrottle.h"

#include <QEvent>
#include <QWidget>
#include <algorithm>

namespace isonet::widgets {

RefreshThrottle::RefreshThrottle(QWidget* widget, std::function<void()> refresh)
    : QObject(widget), widget_(widget), refresh_(std::move(refresh)) {
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, [this] {
        if (pending_ && widget_->isVisible())
            refreshNow();
    });
    widget_->installEventFilter(this);
}

void RefreshThrottle::request() {
    pending_ = true;
    if (widget_->isVisible())
        schedule();
}

void RefreshThrottle::flush() {
    if (pending_)
        refreshNow();
}

void RefreshThrottle::refreshNow() {
    timer_.stop();
    pending_ = false;
    QElapsedTimer cost;
    cost.start();
    refresh_();
    interval_ = std::max<qint64>(shortestInterval, 5 * cost.elapsed());
    sinceLast_.start();
}

void RefreshThrottle::schedule() {
    if (timer_.isActive())
        return;
    const qint64 passed = sinceLast_.isValid() ? sinceLast_.elapsed() : interval_;
    timer_.start(static_cast<int>(std::max<qint64>(0, interval_ - passed)));
}

bool RefreshThrottle::eventFilter(QObject* watched, QEvent* event) {
    if (watched == widget_ && event->type() == QEvent::Show && pending_)
        schedule();
    return QObject::eventFilter(watched, event);
}

}  // namespace isonet::widgets
