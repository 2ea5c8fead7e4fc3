// The report of a dataset's check: progress, summary, findings, and which buttons can be used when.
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTextBrowser>
#include <QtTest>

#include "widgets/data/DatasetCheckDialog.h"

using namespace isonet::widgets;

class TestDatasetCheckDialog : public QObject {
    Q_OBJECT
    static CheckInfo report() {
        CheckInfo info;
        info.title = "Image folder";
        info.where = "/data/<birds>";
        info.parts = {{"Training", 12000, 3, 1, 11996, 4, "2 truncated, 1 empty", "20 / 40 / 60", "30"},
                      {"Validation", 100, 0, 0, 100, 1, {}, "40", "30"}};
        info.classes = {{"owl & co", {7000, 50}}, {"jay", {5000, 50}}};
        info.mean = {0.48512, 0.456, 0.40649};
        info.deviation = {0.2, 0.21, 0.22};
        info.grayMean = 0.46;
        info.grayDeviation = 0.23;
        info.findings = {{CheckFinding::Kind::Corrupt, "train/owl/1.jpg is empty"},
                         {CheckFinding::Kind::InBothParts, "train/owl/2.jpg (owl)\nval/owl/7.jpg (owl)"}};
        info.allFindings = 40;
        info.leaveOut = 4;
        return info;
    }

private Q_SLOTS:
    void progressIsShownUntilTheReport();
    void theReportIsReadable();
    void buttonsFollowTheReport();
    void stopAndCloseEndTheCheck();
};

void TestDatasetCheckDialog::progressIsShownUntilTheReport() {
    DatasetCheckDialog dialog;
    dialog.show();
    auto* progress = dialog.findChild<QProgressBar*>("checkProgress");
    dialog.showProgress(3025, 12100);
    QCOMPARE(progress->value(), 250);
    QCOMPARE(dialog.findChild<QLabel*>("datasetCheckState")->text(), QString("3,025 of 12,100 images read"));
    dialog.showReport(report());
    QVERIFY(!progress->isVisible());
    QVERIFY(!dialog.findChild<QPushButton*>("stopDatasetCheck")->isEnabled());
}

void TestDatasetCheckDialog::theReportIsReadable() {
    DatasetCheckDialog dialog;
    dialog.showReport(report());
    const QString text = dialog.findChild<QTextBrowser*>("checkSummary")->toPlainText();
    for (const char* part : {"/data/<birds>", "12,000", "2 truncated, 1 empty", "20 / 40 / 60", "owl & co", "7,000",
                             "0.4851, 0.4560, 0.4065", "0.4600"})
        QVERIFY2(text.contains(QLatin1String(part)), qPrintable(part + QString(" in ") + text));
    auto* findings = dialog.findChild<QListWidget*>("checkFindings");
    QCOMPARE(findings->count(), 3);
    QVERIFY(findings->item(1)->text().contains("val/owl/7.jpg"));
    QCOMPARE(findings->item(2)->text(), QString("and 38 more"));
    QImage green(56, 56, QImage::Format_RGB32);
    green.fill(Qt::green);
    dialog.showThumbnail(1, green);
    dialog.showThumbnail(99, green);
    QCOMPARE(findings->item(1)->icon().pixmap(56, 56).toImage().pixelColor(28, 28), QColor(Qt::green));
}

void TestDatasetCheckDialog::buttonsFollowTheReport() {
    DatasetCheckDialog dialog;
    auto* use = dialog.findChild<QPushButton*>("useNormalization");
    auto* leave = dialog.findChild<QPushButton*>("leaveOutImages");
    QVERIFY(!use->isEnabled() && !leave->isEnabled());
    CheckInfo info = report();
    info.leaveOut = 0;
    dialog.showReport(info);
    QVERIFY(use->isEnabled() && !leave->isEnabled());
    dialog.showReport(report());
    QVERIFY(leave->isEnabled());
    QSignalSpy used(&dialog, &DatasetCheckDialog::normalizationRequested);
    QSignalSpy listed(&dialog, &DatasetCheckDialog::listRequested);
    use->click();
    leave->click();
    QCOMPARE(used.count(), 1);
    QCOMPARE(listed.count(), 1);
}

void TestDatasetCheckDialog::stopAndCloseEndTheCheck() {
    DatasetCheckDialog dialog;
    dialog.show();
    QSignalSpy stops(&dialog, &DatasetCheckDialog::stopRequested);
    dialog.findChild<QPushButton*>("stopDatasetCheck")->click();
    QCOMPARE(stops.count(), 1);
    dialog.reject();
    QCOMPARE(stops.count(), 2);
}

QTEST_MAIN(TestDatasetCheckDialog)
#include "tst_datasetcheckdialog.moc"
