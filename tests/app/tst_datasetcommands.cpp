// The window checks the experiment's dataset in the background; mean, deviation and the list reach the experiment.
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPushButton>
#include <QSignalSpy>
#include <QTextBrowser>
#include <QtTest>

#include "WindowFixture.h"
#include "app/workbench/jobs/BackgroundQueries.h"
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
    void severalDatasetsAreAskedAbout();
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

void TestDatasetCommands::severalDatasetsAreAskedAbout() {
    const auto put = [this](const QString& name, int bytes) {
        QVERIFY(QDir(folder_->path()).mkpath(QFileInfo(name).path()));
        QFile file(folder_->filePath(name));
        QVERIFY(file.open(QFile::WriteOnly));
        file.write(QByteArray(bytes, '\0'));
    };
    for (int i = 1; i <= 5; ++i)
        put(QStringLiteral("cifar-10-batches-bin/data_batch_%1.bin").arg(i), 3073);
    put(QStringLiteral("cifar-10-batches-bin/test_batch.bin"), 3073);
    put(QStringLiteral("cifar-100-binary/train.bin"), 3074);
    put(QStringLiteral("cifar-100-binary/test.bin"), 3074);
    workbench::BackgroundQueries queries;
    QSignalSpy found(&queries, &workbench::BackgroundQueries::dataFound),
        examined(&queries, &workbench::BackgroundQueries::dataExamined);
    auto config = smallRun();
    config.data.root = folder_->path().toStdString();  // of Fashion-MNIST
    queries.findData(config);
    QTRY_COMPARE_WITH_TIMEOUT(examined.count(), 1, timeout);
    QCOMPARE(found[0][0].toString(),
             QStringLiteral("2 datasets are here: CIFAR-10 (cifar10) and CIFAR-100 (cifar100). Choose one of them as "
                            "Dataset."));
    QVERIFY(!found[0][1].toBool());
    QVERIFY(examined[0][0].value<widgets::FoundData>().dataset.empty());  // nothing is filled in
}

QTEST_MAIN(TestDatasetCommands)
#include "tst_datasetcommands.moc"
