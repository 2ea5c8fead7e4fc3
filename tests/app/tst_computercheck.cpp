// Help > Check this computer shows what the command prints, and how it ended.
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QtTest>

#include "app/workbench/window/ComputerCheck.h"

using isonet::workbench::ComputerCheck;

class TestComputerCheck : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void outputAndOutcomeAreShown_data();
    void outputAndOutcomeAreShown();
    void stopEndsTheProcess();
    void missingProgramIsReported();

private:
    QString script(const QByteArray& body);
    QTemporaryDir folder_;
};

QString TestComputerCheck::script(const QByteArray& body) {
    QFile file(folder_.filePath(QStringLiteral("isonet")));
    if (file.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
        file.write("#!/bin/sh\n" + body);
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    return file.fileName();
}

void TestComputerCheck::outputAndOutcomeAreShown_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("state");
    QTest::newRow("sound") << QByteArray("echo $*\n") << "No check failed.";
    QTest::newRow("failure") << QByteArray("echo $*\nexit 1\n") << "At least one check failed.";
    QTest::newRow("crash") << QByteArray("echo $*\nkill -9 $$\n")
                           << "The check ended unexpectedly. The last line above names the last check that completed.";
}

void TestComputerCheck::outputAndOutcomeAreShown() {
    QFETCH(QByteArray, body);
    QFETCH(QString, state);
    ComputerCheck check(nullptr, script(body));
    check.show();
    auto* text = check.findChild<QPlainTextEdit*>();
    auto* label = check.findChild<QLabel*>(QStringLiteral("checkState"));
    auto* quick = check.findChild<QPushButton*>(QStringLiteral("quickCheck"));
    QTest::mouseClick(quick, Qt::LeftButton);
    QVERIFY(!quick->isEnabled());
    QTRY_COMPARE(label->text(), state);
    QCOMPARE(text->toPlainText().trimmed(), QString("doctor --quick"));
    QVERIFY(quick->isEnabled());
    QTest::mouseClick(check.findChild<QPushButton*>(QStringLiteral("fullCheck")), Qt::LeftButton);
    QTRY_VERIFY(quick->isEnabled());
    QCOMPARE(text->toPlainText().trimmed(), QString("doctor"));
}

void TestComputerCheck::stopEndsTheProcess() {
    ComputerCheck check(nullptr, script("echo working\nexec sleep 100\n"));
    check.show();
    check.start(false);
    auto* text = check.findChild<QPlainTextEdit*>();
    QTRY_COMPARE(text->toPlainText().trimmed(), QString("working"));
    QTest::mouseClick(check.findChild<QPushButton*>(QStringLiteral("stopCheck")), Qt::LeftButton);
    QTRY_COMPARE(check.findChild<QLabel*>(QStringLiteral("checkState"))->text(), QString("Stopped."));
}

void TestComputerCheck::missingProgramIsReported() {
    ComputerCheck check(nullptr, folder_.filePath(QStringLiteral("absent")));
    check.start(true);
    QTRY_VERIFY(check.findChild<QLabel*>(QStringLiteral("checkState"))->text().contains("cannot be started"));
    QVERIFY(check.findChild<QPushButton*>(QStringLiteral("quickCheck"))->isEnabled());
}

QTEST_MAIN(TestComputerCheck)
#include "tst_computercheck.moc"
