// Notifies the user outside the window when a run or a queue has ended, and of alerts: a message on the desktop, a
// command, a web address. What is used is kept in the settings. GUI thread only.
#pragma once

#include <QObject>
#include <QString>

#include "training/telemetry/Alerts.h"

class QSystemTrayIcon;
class QTimer;

namespace isonet::workbench {

struct NotificationSettings {
    bool desktop = true;
    QString command;                   // run by the shell; empty: none
    QString webhook;                   // address that receives a POST request with JSON; empty: none
    telemetry::AlertRules rules = {};  // of what
    bool operator==(const NotificationSettings&) const = default;
};

class Notifier : public QObject {
    Q_OBJECT
public:
    explicit Notifier(QObject* parent = nullptr);
    ~Notifier() override;  // waits a moment for commands that run; those that take longer continue

    static NotificationSettings settings();
    static void setSettings(const NotificationSettings& settings);
    // Asks the desktop, for a second at most.
    static QString desktopProblem();  // why there are no messages on this desktop; empty: there are
    static QString webhookProblem();  // why no request can be sent; empty: it can

    // `event`: "finished", "diverged", "failed", "queue-ended", "loss-spike", "dead-channels", "deviation", "test";
    // `run`: a folder; `text`: a sentence.
    void notify(const QString& event, const QString& run, const QString& text);
    // The same with settings that are not stored yet.
    void notify(const NotificationSettings& with, const QString& event, const QString& run, const QString& text);

Q_SIGNALS:
    void failed(const QString& problem);  // a kind of notification did not work
    void sent(const QString& way);        // "desktop", "command", "webhook": it has worked

private:
    void showOnDesktop(const QString& text);
    void showInTray(const QString& text);
    void run(const QString& way, const QString& program, const QStringList& arguments, const QString& event,
             const QString& run, const QString& text, const QByteArray& input);

    QSystemTrayIcon* tray_ = nullptr;
    QTimer* trayEnd_ = nullptr;  // hides it
};

}  // namespace isonet::workbench
