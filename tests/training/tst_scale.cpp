// The paper's tables at another scale: data, depths, epochs, rows, and invalid requests.
#include <QtTest>
#include <algorithm>

#include "SmallSweep.h"
#include "training/sweeps/PaperTables.h"
#include "training/sweeps/Queue.h"
#include "training/sweeps/ResultsTable.h"
#include "training/sweeps/Scale.h"

using namespace isonet;
using namespace isonet::sweeps;
namespace fs = std::filesystem;

namespace {

const SweepRow& rowOf(const Sweep& sweep, const std::string& label, int paperDepth = 34) {
    for (const auto& row : sweep.rows)
        if (row.label == label && row.paperDepth == paperDepth)
            return row;
    throw std::runtime_error("no row " + label);
}

}  // namespace

class TestScale : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scaleFollowsItsRules();
    void depthTablesUseNewDepthsInOrder();
    void rowsRepeatForEveryDepth();
    void invalidScalesAreReported();
    void tableSixIsScaled();
    void timeLimitsScaleTheirRows();
};

void TestScale::scaleFollowsItsRules() {
    Scale scale;
    scale.dataset = "fashion-mnist";
    scale.depths = {20};
    scale.epochs = 2;
    scale.images = 10000;
    const auto table = scaled(*findPaperTable("table1"), scale);
    QCOMPARE(table.rows.size(), std::size_t{7});
    const auto& isonet = rowOf(table, "g").config;
    QCOMPARE(spec::networkName(isonet.model), std::string("ISONet-20"));
    QVERIFY(isonet.model.family == spec::Family::Small);
    QCOMPARE(isonet.model.channels, 1);
    QCOMPARE(isonet.model.classes, 10);
    QCOMPARE(isonet.model.height, 32);
    QCOMPARE(isonet.run.batchSize, 128);
    QCOMPARE(isonet.optimizer.learningRate, 0.01);  // same as the preset
    QCOMPARE(isonet.schedule.warmupEpochs, 0.5);
    QVERIFY(isonet.schedule.kind == config::ScheduleKind::Cosine && isonet.schedule.milestones.empty());
    QCOMPARE(isonet.data.trainImages, std::int64_t{10000});
    QCOMPARE(isonet.penalty.coefficient, 1e-4);
    QCOMPARE(rowOf(table, "a").config.optimizer.learningRate, 0.05);
    QCOMPARE(rowOf(table, "b").config.optimizer.learningRate, 0.01);
    QCOMPARE(QString::fromStdString(rowOf(table, "g").id), "g-isonet-20");
    QString notes;
    for (const auto& note : table.notes)
        notes += QString::fromStdString(note) + "\n";
    scale.assignments = {"run.seed=3", "g:optimizer.momentum=0.8", "run.precision=float32"};
    const auto assigned = scaled(*findPaperTable("table1"), scale).notes;
    const auto has = [&](const char* note) { return std::ranges::count(assigned, note) == 1; };
    QVERIFY(has("Set for all rows: run.seed=3, run.precision=float32."));
    QVERIFY(has("Set for one row: g:optimizer.momentum=0.8."));
    scale.assignments.clear();
    scale.epochs = 20;
    const auto longer = rowOf(scaled(*findPaperTable("table1"), scale), "g").config;
    QVERIFY(longer.schedule.kind == config::ScheduleKind::Step);
    QCOMPARE(longer.schedule.milestones, (std::vector<double>{6, 12, 18}));
    QCOMPARE(longer.schedule.warmupEpochs, 1.0);
    for (const char* expected : {"Fashion-MNIST instead of ImageNet", "depth 6n + 2", "10000 for training, all for",
                                 "2 instead of 100; cosine", "128 instead of 256", "0.01, 0.05 instead of 0.02, 0.1"})
        QVERIFY2(notes.contains(expected), qPrintable(notes));
}

void TestScale::depthTablesUseNewDepthsInOrder() {
    Scale scale;
    scale.dataset = "fashion-mnist";
    const auto nearest = scaled(*findPaperTable("table4"), scale);
    QCOMPARE(nearest.rows.size(), std::size_t{24});
    for (const auto& [paper, here] : {std::pair(18, 20), std::pair(34, 32), std::pair(50, 50), std::pair(101, 104)})
        QCOMPARE(rowOf(nearest, "e", paper).config.model.depth, here);
    QCOMPARE(rowOf(nearest, "e", 101).config.penalty.coefficient, 3e-4);
    scale.depths = {8, 14};
    scale.rows = {"c", "e"};
    const auto two = scaled(*findPaperTable("table4"), scale);
    QCOMPARE(two.rows.size(), std::size_t{4});
    QCOMPARE(rowOf(two, "c", 18).config.model.depth, 8);
    QCOMPARE(rowOf(two, "e", 34).config.model.depth, 14);
    QCOMPARE(rowOf(two, "e", 34).paper, std::vector<double>{70.45});
}

void TestScale::rowsRepeatForEveryDepth() {
    Scale scale;
    scale.depths = {8, 14};
    scale.batchSize = 5;
    const auto sweep = scaled(test::sweepOf("data", {0.02, 0.04}), scale);
    QCOMPARE(sweep.rows.size(), std::size_t{4});
    QCOMPARE(sweep.rows[2].config.model.depth, 14);
    QCOMPARE(sweep.rows[2].config.optimizer.learningRate, 0.01);
    QCOMPARE(QString::fromStdString(sweep.rows[3].id), "b-isonet-14");
}

void TestScale::invalidScalesAreReported() {
    const auto& table = *findPaperTable("table4");
    const auto message = [&](const Scale& scale) { return test::messageOf([&] { scaled(table, scale); }); };
    Scale scale;
    scale.dataset = "fashion-mnits";
    QVERIFY(message(scale).contains("'fashion-mnits' is not a dataset"));
    QVERIFY(message(scale).contains("did you mean 'fashion-mnist'?"));
    scale.dataset = "fashion-mnist";
    scale.depths = {20, 21};
    QVERIFY2(message(scale).contains("row a-resnet-34: model.depth: depth is 21"), qPrintable(message(scale)));
    scale.depths = {21};  // a problem of all rows is reported once
    QVERIFY2(message(scale).startsWith("model.depth: depth is 21") && message(scale).count('\n') == 0,
             qPrintable(message(scale)));
    scale.depths = {8, 14, 20, 26, 32};
    QVERIFY2(message(scale).contains("5 depths, but table4 has 4"), qPrintable(message(scale)));
    scale.depths = {};
    scale.rows = {"k"};
    QVERIFY2(message(scale).contains("'k' is not a row of table4"), qPrintable(message(scale)));
    scale.rows = {};
    scale.assignments = {"run.epoch=1"};
    QVERIFY2(message(scale).contains("run.epoch"), qPrintable(message(scale)));
}

// Warmup keeps its share of a run that its time limit ends; other rows follow the epochs.
void TestScale::timeLimitsScaleTheirRows() {
    Sweep sweep = test::sweepOf("data", {0.02, 0.04});
    Scale scale;
    scale.epochs = 2;
    scale.timeLimit = 5;
    const auto message = [&] { return test::messageOf([&] { scaled(sweep, scale); }); };
    QVERIFY2(message().contains("has a time limit"), qPrintable(message()));
    auto& limited = sweep.rows[1].config;
    limited.run.timeLimit = 0.5;
    limited.run.epochs = 40;
    limited.schedule.warmupEpochs = 1;
    const auto longer = scaled(sweep, scale);
    QCOMPARE(longer.rows[0].config.run.epochs, 2);
    QCOMPARE(longer.rows[0].config.run.timeLimit, 0.0);
    QCOMPARE(longer.rows[1].config.run.epochs, 400);
    QCOMPARE(longer.rows[1].config.run.timeLimit, 5.0);
    QCOMPARE(longer.rows[1].config.schedule.warmupEpochs, 10.0);
    QVERIFY(std::ranges::count(longer.notes, "Time limit of the rows that have one: 5 minutes.") == 1);
    scale.timeLimit = 0;
    QVERIFY2(message().contains("0 minutes; accepted: more than 0"), qPrintable(message()));
}

void TestScale::tableSixIsScaled() {
    const auto& table = *findPaperTable("table6");
    const auto message = [](const Sweep& sweep, const Scale& scale) {
        return test::messageOf([&] { scaled(sweep, scale); });
    };
    const QTemporaryDir folder;
    Scale scale;
    QVERIFY(message(table, scale).contains("data.root"));
    scale.root = "/coco";
    scale.depths = {18};
    scale.epochs = 2;
    scale.iterations = 200;
    scale.assignments = {"resnet-34:detection.weights=/w/resnet", "r-isonet:detection.weights=/w/isonet"};
    const auto small = scaled(table, scale);
    QCOMPARE(small.rows.size(), std::size_t{2});
    QCOMPARE(QString::fromStdString(spec::networkName(small.rows[0].config.model)), "ResNet-18");
    QCOMPARE(QString::fromStdString(small.rows[0].config.detection.weights), "/w/resnet");
    QCOMPARE(QString::fromStdString(small.rows[1].config.detection.weights), "/w/isonet");
    QCOMPARE(small.rows[0].config.detection.epochBatches, 800);  // eight batches per update
    QVERIFY(small.rows[0].config.schedule.kind == config::ScheduleKind::Cosine);
    QCOMPARE(small.rows[0].config.schedule.warmupEpochs, 0.2);  // its fraction would be shorter
    QVERIFY(QString::fromStdString(
                toMarkdown(small, Queue::create(fs::path(folder.path().toStdString()) / "queue", small).results()))
                .contains("Updates: 200 instead of 90000."));
    scale.iterations = 1;
    QVERIFY(message(table, scale).contains("1 updates for 2 epochs"));
    scale.assignments = {"resnet-18:run.seed=2"};
    QVERIFY(message(table, scale).contains("'resnet-18' is not a row of table6"));
    scale = {};
    scale.dataset = "fashion-mnist";
    QVERIFY2(message(table, scale).contains("trains detectors; accepted: coco"), qPrintable(message(table, scale)));
    scale.dataset = "coco";
    QVERIFY(message(*findPaperTable("table1"), scale).contains("trains classifiers"));
    scale = {};
    scale.dataset = "fashion-mnist";
    scale.iterations = 10;
    QVERIFY(message(*findPaperTable("table1"), scale).contains("--iterations"));
}

QTEST_GUILESS_MAIN(TestScale)
#include "tst_scale.moc"
