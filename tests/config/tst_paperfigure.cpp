// The paper's result for a run: that of the row with its settings, or of its row in a queue.
#include <QTemporaryDir>
#include <QtTest>

#include "training/sweeps/PaperFigure.h"
#include "training/sweeps/PaperTables.h"
#include "training/sweeps/Queue.h"

using namespace isonet;
namespace fs = std::filesystem;

class TestPaperFigure : public QObject {
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
        const auto figure = sweeps::paperFigureOf(config);
        QVERIFY(figure);
        QCOMPARE(figure->score, 70.45);
        QVERIFY(figure->sameSettings);
        config.run.epochs = 3;
        QVERIFY(!sweeps::paperFigureOf(config));
    }

    void theRowOfAQueueIsFound() {
        const QTemporaryDir folder;
        auto table = *sweeps::findPaperTable("table1");
        const auto& row = rowOf(table, "g");
        const fs::path path = fs::path(folder.path().toStdString()) / "queue";
        sweeps::Queue::create(path, table);
        const auto figure = sweeps::paperFigureInQueue(path / row.id);
        QVERIFY(figure);
        QCOMPARE(figure->row, std::string("g"));
        QCOMPARE(figure->score, 70.45);
        QVERIFY(!figure->sameSettings);
        QVERIFY(!sweeps::paperFigureInQueue(path / "another"));
        QVERIFY(!sweeps::paperFigureInQueue(path));  // its folder is no queue
    }
};

QTEST_APPLESS_MAIN(TestPaperFigure)
#include "tst_paperfigure.moc"
