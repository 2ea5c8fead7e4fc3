// Merges many requests into one refresh: at most 25 per second, fewer if a refresh is slow (at most about a fifth of
// the GUI thread's time), none while the widget is hidden; a pending one runs when it is shown.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <functional>

class QWidget;

namespace isonet::widgets {

// GUI thread only. Child of the widget it refreshes.
class RefreshThrottle : public QObject {
    Q_OBJECT
public:
    RefreshThrottle(QWidget* widget, std::function<void()> refresh);

    void request();     // soon, from the event loop
    void flush();       // now if a request is pending, even if hidden
    void refreshNow();  // now
    bool isPending() const { return pending_; }

    static constexpr int shortestInterval = 40;  // milliseconds

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void schedule();

    QWidget* widget_;
    std::function<void()> refresh_;
    QTimer timer_;
    QElapsedTimer sinceLast_;
    qint64 interval_ = shortestInterval;
    bool pending_ = false;
};

}  // namespace isonet::widgets
