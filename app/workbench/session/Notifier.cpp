#include "app/workbench/session/Notifier.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusReply>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSettings>
#include <QStandardPaths>
#include <QSystemTrayIcon>
#include <QTimer>
#include <algorithm>
#include <array>
#include <utility>

namespace isonet::workbench {

namespace {

const QString desktopKey = QStringLiteral("notifications/desktop"),
              commandKey = QStringLiteral("notifications/command"),
              webhookKey = QStringLiteral("notifications/webhook");
const QString service = QStringLiteral("org.freedesktop.Notifications");
constexpr int longest = 30000;    // of a command, ms
constexpr int busPatience = 500;  // ms
constexpr int lastWait = 2000;    // for commands when the program ends, ms
constexpr int trayShown = 15000;  // after a message, ms

// Asks the bus itself, which answers at once or, if it is stuck, not at all.
bool isNamed(const QString& list) {
    const auto message =
        QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/org/freedesktop/DBus"),
                                       QStringLiteral("org.freedesktop.DBus"), list);
    const QDBusReply<QStringList> names = QDBusConnection::sessionBus().call(message, QDBus::Block, busPatience);
    return names.isValid() && names.value().contains(service);
}

const QString alertKey = QStringLiteral("notifications/alerts/"), boundKey = QStringLiteral("deviationBound");

std::array<std::pair<QString, bool*>, 5> switchesOf(telemetry::AlertRules& rules) {
    return {{{QStringLiteral("ended"), &rules.ended},
             {QStringLiteral("diverged"), &rules.diverged},
             {QStringLiteral("lossSpike"), &rules.lossSpike},
             {QStringLiteral("deadChannels"), &rules.deadChannels},
             {QStringLiteral("deviation"), &rules.deviation}}};
}

bool hasService() {
    return QDBusConnection::sessionBus().isConnected() &&
           (isNamed(QStringLiteral("ListNames")) || isNamed(QStringLiteral("ListActivatableNames")));
}

QString wayTitle(const QString& way) {
    return way == QLatin1String("command") ? Notifier::tr("command") : Notifier::tr("web request");
}

bool hasTray() {
    return QSystemTrayIcon::isSystemTrayAvailable() && QSystemTrayIcon::supportsMessages();
}

}  // namespace

Notifier::Notifier(QObject* parent) : QObject(parent) {}

// A command of a run that has ended with the window, such as one that sends mail, is not killed: it ends by itself.
Notifier::~Notifier() {
    delete tray_;
    QElapsedTimer waited;
    waited.start();
    for (auto* process : findChildren<QProcess*>()) {
        process->disconnect(this);
        if (process->state() == QProcess::NotRunning ||
            process->waitForFinished(int(std::max<qint64>(0, lastWait - waited.elapsed()))))
            continue;
        process->setParent(nullptr);  // and never deleted, which would kill it
    }
}

NotificationSettings Notifier::settings() {
    const QSettings stored;
    NotificationSettings settings{stored.value(desktopKey, true).toBool(), stored.value(commandKey).toString(),
                                  stored.value(webhookKey).toString()};
    auto& rules = settings.rules;
    for (const auto& [key, on] : switchesOf(rules))
        *on = stored.value(alertKey + key, *on).toBool();
    const double bound = stored.value(alertKey + boundKey, rules.deviationBound).toDouble();
    if (bound > 0)
        rules.deviationBound = bound;
    return settings;
}

void Notifier::setSettings(const NotificationSettings& settings) {
    QSettings stored;
    stored.setValue(desktopKey, settings.desktop);
    stored.setValue(commandKey, settings.command);
    stored.setValue(webhookKey, settings.webhook);
    telemetry::AlertRules rules = settings.rules;
    for (const auto& [key, on] : switchesOf(rules))
        stored.setValue(alertKey + key, *on);
    stored.setValue(alertKey + boundKey, rules.deviationBound);
}

QString Notifier::desktopProblem() {
    return hasService() || hasTray() ? QString()
                                     : tr("This desktop shows no notifications: there is neither the service %1 nor a "
                                          "system tray.")
                                           .arg(service);
}

QString Notifier::webhookProblem() {
    return QStandardPaths::findExecutable(QStringLiteral("curl")).isEmpty()
               ? tr("Requests are sent with curl, which is not installed.")
               : QString();
}

void Notifier::notify(const QString& event, const QString& run, const QString& text) {
    notify(settings(), event, run, text);
}

void Notifier::notify(const NotificationSettings& with, const QString& event, const QString& run, const QString& text) {
    if (with.desktop)
        showOnDesktop(text);
    if (!with.command.trimmed().isEmpty())
        this->run(QStringLiteral("command"), QStringLiteral("/bin/sh"), {QStringLiteral("-c"), with.command}, event,
                  run, text, {});
    if (with.webhook.trimmed().isEmpty())
        return;
    if (const QString problem = webhookProblem(); !problem.isEmpty()) {
        Q_EMIT failed(problem);
        return;
    }
    const QJsonObject message{
        {QStringLiteral("event"), event}, {QStringLiteral("run"), run}, {QStringLiteral("text"), text}};
    this->run(QStringLiteral("webhook"), QStandardPaths::findExecutable(QStringLiteral("curl")),
              {QStringLiteral("--fail"), QStringLiteral("--silent"), QStringLiteral("--show-error"),
               QStringLiteral("--proto"), QStringLiteral("=http,https"), QStringLiteral("--max-time"),
               QStringLiteral("20"), QStringLiteral("--header"), QStringLiteral("Content-Type: application/json"),
               QStringLiteral("--data-binary"), QStringLiteral("@-"), QStringLiteral("--"), with.webhook.trimmed()},
              event, run, text, QJsonDocument(message).toJson(QJsonDocument::Compact));
}

void Notifier::showInTray(const QString& text) {
    if (!hasTray())
        return;  // this desktop shows no messages, as the dialog says
    if (!tray_) {
        tray_ = new QSystemTrayIcon(QIcon(QStringLiteral(":/icons/workbench.svg")));
        trayEnd_ = new QTimer(this);
        trayEnd_->setSingleShot(true);
        connect(trayEnd_, &QTimer::timeout, tray_, &QSystemTrayIcon::hide);
        connect(tray_, &QSystemTrayIcon::messageClicked, tray_, &QSystemTrayIcon::hide);
    }
    tray_->show();
    tray_->showMessage(tr("ISONet Workbench"), text, QSystemTrayIcon::Information);
    trayEnd_->start(trayShown);
    Q_EMIT sent(QStringLiteral("desktop"));
}

void Notifier::showOnDesktop(const QString& text) {
    if (!QDBusConnection::sessionBus().isConnected()) {
        showInTray(text);
        return;
    }
    auto message = QDBusMessage::createMethodCall(service, QStringLiteral("/org/freedesktop/Notifications"), service,
                                                  QStringLiteral("Notify"));
    // Name, replaced id, icon, title, body (which may have markup), actions, hints, time (-1: the desktop's own).
    message.setArguments({tr("ISONet Workbench"), 0U, QStringLiteral("isonet-workbench"), tr("ISONet Workbench"),
                          text.toHtmlEscaped(), QStringList(), QVariantMap(), -1});
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, text](QDBusPendingCallWatcher* ended) {
        const QDBusPendingReply<uint> reply = *ended;
        if (reply.isError() && reply.error().type() == QDBusError::ServiceUnknown)
            showInTray(text);
        else if (reply.isError())
            Q_EMIT failed(tr("The desktop did not show the message: %1").arg(reply.error().message()));
        else
            Q_EMIT sent(QStringLiteral("desktop"));
        ended->deleteLater();
    });
}

void Notifier::run(const QString& way, const QString& program, const QStringList& arguments, const QString& event,
                   const QString& run, const QString& text, const QByteArray& input) {
    auto* process = new QProcess(this);
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("ISONET_EVENT"), event);
    environment.insert(QStringLiteral("ISONET_RUN"), run);
    environment.insert(QStringLiteral("ISONET_TEXT"), text);
    process->setProcessEnvironment(environment);
    process->setProcessChannelMode(QProcess::MergedChannels);
    connect(process, &QProcess::finished, this, [this, process, way](int code, QProcess::ExitStatus status) {
        if (status == QProcess::NormalExit && code == 0)
            Q_EMIT sent(way);
        else
            Q_EMIT failed(tr("The notification by %1 ended with %2: %3")
                              .arg(wayTitle(way))
                              .arg(status == QProcess::NormalExit ? QString::number(code) : tr("a crash"))
                              .arg(QString::fromLocal8Bit(process->readAll()).trimmed().left(500)));
        process->deleteLater();
    });
    connect(process, &QProcess::errorOccurred, this, [this, process, way](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        Q_EMIT failed(tr("The notification by %1 could not be started: %2").arg(wayTitle(way), process->errorString()));
        process->deleteLater();
    });
    QTimer::singleShot(longest, process, [process] { process->kill(); });
    process->start(program, arguments);
    process->write(input);
    process->closeWriteChannel();
}

}  // namespace isonet::workbench
