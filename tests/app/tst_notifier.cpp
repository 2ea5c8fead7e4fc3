// Notifications: a command gets what has happened; what does not work is reported.
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "app/workbench/session/Notifier.h"

using isonet::workbench::NotificationSettings;
using isonet::workbench::Notifier;

class TestNotifier : public QObject {
    Q_OBJECT

    static constexpr int timeout = 40000;

    static NotificationSettings ways(const QString& command, const QString& webhook) {
        NotificationSettings with;
        with.desktop = false;
        with.command = command;
        with.webhook = webhook;
        return with;
    }

private Q_SLOTS:
    void aCommandGetsWhatHasHappened() {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("told"));
        Notifier notifier;
        QSignalSpy sent(&notifier, &Notifier::sent), failed(&notifier, &Notifier::failed);
        const QString command =
            QStringLiteral("printenv ISONET_EVENT ISONET_RUN ISONET_TEXT > '") + file + QLatin1Char('\'');
        notifier.notify(ways(command, {}), QStringLiteral("failed"), QStringLiteral("/runs/a; b"),
                        QStringLiteral("It's \"over\" $HOME"));
        QTRY_COMPARE_WITH_TIMEOUT(sent.size() + failed.size(), 1, timeout);
        QVERIFY2(failed.isEmpty(), qPrintable(failed.value(0).value(0).toString()));
        QFile told(file);
        QVERIFY(told.open(QFile::ReadOnly));
        QCOMPARE(told.readAll(), QByteArray("failed\n/runs/a; b\nIt's \"over\" $HOME\n"));
    }

    // Like one that sends mail when the window is closed at the end of a run.
    void aCommandOutlivesTheWindow() {
        const QTemporaryDir folder;
        const QString begun = folder.filePath(QStringLiteral("begun")), told = folder.filePath(QStringLiteral("told")),
                      go = folder.filePath(QStringLiteral("go"));
        {
            Notifier notifier;
            notifier.notify(ways(QStringLiteral("touch '%1'; until [ -e '%2' ]; do sleep 0.1; done; touch '%3'")
                                     .arg(begun, go, told),
                                 {}),
                            QStringLiteral("finished"), {}, {});
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(begun), timeout);
        }
        QVERIFY(QFile(go).open(QFile::WriteOnly));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(told), timeout);
    }

    void aCommandThatFailsIsReported() {
        Notifier notifier;
        QSignalSpy sent(&notifier, &Notifier::sent), failed(&notifier, &Notifier::failed);
        notifier.notify(ways(QStringLiteral("echo broken >&2; exit 7"), {}), QStringLiteral("test"), {}, {});
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, timeout);
        const QString problem = failed.value(0).value(0).toString();
        QVERIFY2(problem.contains(QLatin1Char('7')) && problem.contains(QStringLiteral("broken")), qPrintable(problem));
        QVERIFY(sent.isEmpty());
    }

    // Without curl, the notifier says so.
    void anAddressThatDoesNotAnswerIsReported() {
        Notifier notifier;
        QSignalSpy sent(&notifier, &Notifier::sent), failed(&notifier, &Notifier::failed);
        notifier.notify(ways({}, QStringLiteral("http://127.0.0.1:1/hook")), QStringLiteral("test"), {}, {});
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, timeout);
        QVERIFY(sent.isEmpty());
    }
};

QTEST_MAIN(TestNotifier)
#include "tst_notifier.moc"
