// The window checks the experiment's dataset in the background; mean, deviation and the list reach the experiment.
#include <QPushButton>
#include <QSignalSpy>
#include <QTextBrowser>
#include <QtTest>

#include "WindowFixture.h"
#include "app/workbench/jobs/DatasetChecker.h"
#include "training/config/RunConfigYaml.h"
#include "training/data/images/ImageNames.h"
#include "widgets/data/DatasetCheckDialog.h"
#include "widgets/form/ConfigForm.h"

using namespace isonet;
using workbench::DatasetChecker;

class TestDatasetCommands : public QObject, private WindowFixture {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { prepareApplication("tst_datasetcommands"); }
    void init() { resetFixture(); }
    void theReportReachesTheExperiment();
    void theListIsWritten();
    void anAbsentDatasetIsReported();
};

void TestDatasetCommands::theReportReachesTheExperiment() {
    const auto w = window();
    const auto file = folder_->filePath("run.yaml");
    config::saveRunConfig(smallRun(), file.toStdString());
    w->openSource(file);
    auto* form = w->findChild<widgets::ConfigForm*>();
    QCOMPARE(form->config().data.root, dataFolder());
    w->findChild<QAbstractButton*>("checkDataButton")->click();
    auto* dialog = w->findChild<widgets::DatasetCheckDialog*>();
    QVERIFY(dialog);
    auto* use = dialog->findChild<QPushButton*>("useNormalization");
    QTRY_VERIFY_WITH_TIMEOUT(use->isEnabled(), timeout);
    const QString text = dialog->findChild<QTextBrowser*>("checkSummary")->toPlainText();
    QVERIFY2(text.contains("400") && text.contains("200"), qPrintable(text));
    use->click();
    const auto mean = form->config().data.mean, deviation = form->config().data.deviation;
    QCOMPARE(mean.size(), std::size_t{1});
    QVERIFY2(text.contains(QString::number(mean[0], 'f', 4)), qPrintable(text));
    QVERIFY2(text.contains(QString::number(deviation[0], 'f', 4)), qPrintable(text));
    action(*w, "undo")->trigger();
    QVERIFY(form->config().data.mean.empty());
}

void TestDatasetCommands::theListIsWritten() {
    DatasetChecker checker;
    QSignalSpy finished(&checker, &DatasetChecker::finished), written(&checker, &DatasetChecker::listWritten);
    checker.check(smallRun().data);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, timeout);
    const auto info = finished[0][0].value<widgets::CheckInfo>();
    const QString list = folder_->filePath("leave out.txt");
    checker.writeList(list);
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, timeout);
    QCOMPARE(std::int64_t(training::readImageNames(list.toStdString()).size()), info.leaveOut);
}

void TestDatasetCommands::anAbsentDatasetIsReported() {
    DatasetChecker checker;
    QSignalSpy failed(&checker, &DatasetChecker::failed);
    auto data = smallRun().data;
    data.root = folder_->filePath("nowhere").toStdString();
    checker.check(data);
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, timeout);
    QVERIFY(failed[0][0].toString().contains("nowhere"));
}

QTEST_MAIN(TestDatasetCommands)
#include "tst_datasetcommands.moc"
