// Collapses many requests into one refresh: at most 25 a second, fewer when a refresh is slow (it never takes more than
// about a fifth of the GUI thread), none while the widget is hidden; the first showing makes up for it.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <functional>

class QWidget;

namespace isonet::widgets {

// GUI thread only. Child of the widget that it refreshes.
class RefreshThrottle : public QObject {
    Q_OBJECT
public:
    RefreshThrottle(QWidget* widget, std::function<void()> refresh);

    void request();     // soon, from the event loop
    void flush();       // at once if something is pending, hidden or not
    void refreshNow();  // at once
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
