// The paper's result for a run: that of the row with its settings, or of its row in a queue.
#include <QTemporaryDir>
#include <QtTest>

#include "training/sweeps/PaperResult.h"
#include "training/sweeps/PaperTables.h"
#include "training/sweeps/Queue.h"

using namespace isonet;
namespace fs = std::filesystem;

class TestPaperResult : public QObject {
    Q_OBJECT

    static const sweeps::SweepRow& rowOf(const sweeps::Sweep& table, const std::string& label) {
        for (const auto& row : table.rows)
            if (row.label == label)
                return row;
        qFatal("no row %s", label.c_str());
    }

private Q_SLOTS:
    void theRowWithTheSettingsOfTheRunIsFound() {
        const auto& table = *sweeps::findPaperTable("table1");
        auto config = rowOf(table, "g").config;
        config.data.root = "/data/imagenet";  // where the images are does not matter, nor the device
        config.run.device = "cpu";
        config.telemetry.spectrumSteps = 17;
        const auto result = sweeps::paperResultOf(config);
        QVERIFY(result);
        QCOMPARE(result->score, 70.45);
        QVERIFY(result->sameSettings);
        config.run.epochs = 3;
        QVERIFY(!sweeps::paperResultOf(config));
    }

    void theRowOfAQueueIsFound() {
        const QTemporaryDir folder;
        auto table = *sweeps::findPaperTable("table1");
        const auto& row = rowOf(table, "g");
        const fs::path path = fs::path(folder.path().toStdString()) / "queue";
        sweeps::Queue::create(path, table);
        const auto result = sweeps::paperResultInQueue(path / row.id);
        QVERIFY(result);
        QCOMPARE(result->row, std::string("g"));
        QCOMPARE(result->score, 70.45);
        QVERIFY(!result->sameSettings);
        QVERIFY(!sweeps::paperResultInQueue(path / "another"));
        QVERIFY(!sweeps::paperResultInQueue(path));  // its folder is no queue
    }
};

QTEST_APPLESS_MAIN(TestPaperResult)
#include "tst_paperresult.moc"
