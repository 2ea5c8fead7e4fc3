// Queues: rows run in order, resume after a stop, results tables.
#include <torch/types.h>

#include <ATen/Parallel.h>

#include <QtTest>

#include "CocoFolder.h"
#include "FreshFolders.h"
#include "SmallSweep.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "model/base/DataError.h"
#include "model/base/NumberText.h"
#include "model/detection/Operators.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/ResultsTable.h"
#include "training/sweeps/Scale.h"
#include "training/sweeps/runner/QueueRunner.h"
#include "training/telemetry/Tags.h"

using namespace isonet;
using namespace isonet::sweeps;
namespace fs = std::filesystem;

namespace {

std::string contentOf(const fs::path& file) {
    QFile text(QString::fromStdString(file.string()));
    return text.open(QIODevice::ReadOnly) ? text.readAll().toStdString() : "";
}

}  // namespace

class TestQueue : public QObject, private test::FreshFolders {
    Q_OBJECT
    fs::path data_;
    Sweep sweepOf(const std::vector<double>& rates) const { return test::sweepOf(data_, rates); }

private Q_SLOTS:
    void initTestCase();
    void rowsRunAndResultsAreWritten();
    void rowWithoutDataFailsAndTheQueueContinues();
    void stoppedQueueResumes();
    void queueFileCanBeEdited();
    void rowsMayBeReorderedWhileRunning();
    void detectionTableHasTwoMetrics();
    void queueRunsInOneProcessAtATime();
    void foldersThatAreNotQueuesAreRejected();
};

void TestQueue::initTestCase() {
    at::set_num_threads(1);
    data_ = temporaryPath() / "data";
    test::writeFashionFolder(data_, 60, 40);
}

void TestQueue::rowsRunAndResultsAreWritten() {
    auto sweep = sweepOf({0.02, 1e-9, 60});
    sweep.rows[0].config.run.epochs = 8;  // enough to learn some classes
    for (auto& row : sweep.rows)
        row.config.telemetry.finalSpectra = true;
    auto queue = Queue::create(freshPath(), sweep);
    test::Watcher watcher;
    training::TrainingControl control;
    std::vector<std::size_t> started;
    QueueEvents events;
    events.rowStarted = [&](std::size_t row) { started.push_back(row); };
    QVERIFY(runQueue(queue, watcher, control, {}, events) == QueueEnd::Done);
    QCOMPARE(started, (std::vector<std::size_t>{0, 1, 2}));
    const auto results = queue.results();
    QVERIFY(results[0].state == RowState::Finished);
    QVERIFY2(results[0].metrics[0] >= 15 && !results[0].failed, qPrintable(QString::number(results[0].metrics[0])));
    QVERIFY(results[1].state == RowState::Finished);
    QVERIFY2(results[1].metrics[0] < 15 && results[1].failed, qPrintable(QString::number(results[1].metrics[0])));
    QVERIFY(results[2].state == RowState::Diverged && results[2].failed);
    for (std::size_t i = 0; i < 3; ++i) {
        QCOMPARE(results[i].run, queue.folder() / queue.sweep().rows[i].id);
        QVERIFY(telemetry::isRun(results[i].run));  // an ordinary run directory
    }

    const auto table = resultTable(queue.sweep(), results);
    QCOMPARE(table.header, (std::vector<std::string>{"row", "method", "depth", "rate", "top-1", "paper", "deviation",
                                                     "distance", "ms per step", "paper's depth", "note"}));
    QCOMPARE(QString::fromStdString(table.rows[0][4]), QString::number(results[0].metrics[0], 'f', 2));
    QCOMPARE(table.rows[1][4], std::string("N/A"));
    QVERIFY(QString::fromStdString(table.rows[1][10]).endsWith("below 15"));
    QCOMPARE(table.rows[2][4], std::string("N/A"));
    QVERIFY(QString::fromStdString(table.rows[2][10]).startsWith("diverged at step"));
    QCOMPARE(table.rows[2][5], std::string("70.00"));
    // The mean of the last recorded deviations, also of a row that did not learn; a diverged one has no last weights.
    for (std::size_t i = 0; i < 2; ++i) {
        double sum = 0;
        int layers = 0;
        for (const auto& [tag, records] : test::valuesIn(results[i].run))
            if (tag.starts_with(telemetry::tags::deviation)) {
                sum += records.rbegin()->second;
                ++layers;
            }
        QVERIFY(layers > 5);
        QVERIFY2(std::abs(results[i].deviation - sum / layers) <= 1e-6 * sum,
                 qPrintable(QString::number(sum / layers)));
        QCOMPARE(table.rows[i][6], base::significant(results[i].deviation, 3));
        QVERIFY(QString::fromStdString(table.rows[i][8]).toDouble() > 0);
    }
    QVERIFY(results[2].deviation < 0 && table.rows[2][6].empty());

    const auto markdown = QString::fromStdString(contentOf(queue.folder() / "results.md"));
    QVERIFY2(markdown.contains("| N/A | 70.00 |"), qPrintable(markdown));
    QVERIFY(markdown.contains("ISONet \\| 0.02"));
    const auto csv = QString::fromStdString(contentOf(queue.folder() / "results.csv")).split('\n');
    QCOMPARE(csv.size(), 5);
    QVERIFY2(csv[0].endsWith(",run,optimizer.learning_rate,run.epochs"), qPrintable(csv[0]));
    QVERIFY2(csv[2].contains(",finished,true,") && csv[2].endsWith(",1e-9,2"), qPrintable(csv[2]));
    const auto latex = QString::fromStdString(contentOf(queue.folder() / "results.tex"));
    QVERIFY(latex.contains("\\begin{tabular}{lllllllllll}") && latex.contains("\\bottomrule"));

    started.clear();  // no rows are left
    QVERIFY(runQueue(queue, watcher, control, {}, events) == QueueEnd::Done);
    QVERIFY(started.empty());
}

void TestQueue::rowWithoutDataFailsAndTheQueueContinues() {
    auto sweep = sweepOf({0.02, 0.03});
    const auto data = sweep.rows[0].config.data.root;
    sweep.rows[0].config.data.root = data + "-elsewhere";
    auto queue = Queue::create(freshPath(), sweep);
    test::Watcher watcher;
    training::TrainingControl control;
    std::vector<std::string> failed;
    QueueEvents events;
    events.rowFailed = [&](const SweepRow& row, const std::exception_ptr& error) {
        failed.push_back(row.id);
        QVERIFY_EXCEPTION_THROWN(std::rethrow_exception(error), training::DataError);
    };
    QVERIFY(runQueue(queue, watcher, control, {}, events) == QueueEnd::Done);
    QCOMPARE(failed, std::vector<std::string>{queue.sweep().rows[0].id});
    auto results = queue.results();
    QVERIFY(results[0].state == RowState::Failed);
    QVERIFY2(QString::fromStdString(results[0].message).contains("-elsewhere"), results[0].message.c_str());
    QVERIFY(results[1].state == RowState::Finished);

    std::filesystem::create_directory_symlink(data, data + "-elsewhere");  // now the data exists
    QVERIFY(runQueue(queue, watcher, control, {}, events) == QueueEnd::Done);
    QCOMPARE(failed.size(), std::size_t{1});
    QVERIFY(queue.results()[0].state == RowState::Finished);
}

void TestQueue::stoppedQueueResumes() {
    const auto sweep = sweepOf({0.02, 0.03, 0.01});
    auto reference = Queue::create(freshPath(), sweep);
    training::TrainingControl control;
    test::Watcher watcher;
    QVERIFY(runQueue(reference, watcher, control, {}) == QueueEnd::Done);

    const auto folder = freshPath();
    {
        auto queue = Queue::create(folder, sweep);
        std::stop_source stop;
        std::size_t running = 0;
        QueueEvents events;
        events.rowStarted = [&](std::size_t row) { running = row; };
        watcher.stepped = [&](std::int64_t done) {
            if (running == 1 && done == 5)
                stop.request_stop();
        };
        QVERIFY(runQueue(queue, watcher, control, stop.get_token(), events) == QueueEnd::Interrupted);
        const auto results = queue.results();
        QVERIFY(results[0].state == RowState::Finished);
        QVERIFY(results[1].state == RowState::Interrupted);
        QCOMPARE(results[1].step, 5);
        QVERIFY(results[2].state == RowState::Waiting);
        QVERIFY(contentOf(folder / "results.md").find("interrupted, step 5 of 12") != std::string::npos);
    }
    watcher.stepped = nullptr;
    const auto before = contentOf(folder / "a-isonet-8" / "status.json");
    auto queue = Queue::open(folder);
    QVERIFY(queue.sweep() == sweep);
    std::vector<std::size_t> started;
    QueueEvents events;
    events.rowStarted = [&](std::size_t row) { started.push_back(row); };
    QVERIFY(runQueue(queue, watcher, control, {}, events) == QueueEnd::Done);
    QCOMPARE(started, (std::vector<std::size_t>{1, 2}));
    QCOMPARE(contentOf(folder / "a-isonet-8" / "status.json"), before);
    const auto expected = reference.results(), results = queue.results();
    for (std::size_t i = 0; i < 3; ++i) {
        QVERIFY(results[i].state == RowState::Finished);
        QCOMPARE(results[i].metrics, expected[i].metrics);
    }
    const auto losses = test::valuesIn(results[1].run).at(telemetry::tags::lossTotal);
    QVERIFY(losses == test::valuesIn(expected[1].run).at(telemetry::tags::lossTotal));
}

void TestQueue::queueFileCanBeEdited() {
    auto queue = Queue::create(freshPath(), sweepOf({0.02, 0.03}));
    auto changed = queue.sweep();
    std::swap(changed.rows[0], changed.rows[1]);
    changed.rows[1].config.run.epochs = 1;
    queue.change(changed);
    const auto again = Queue::open(queue.folder());
    QVERIFY(again.sweep() == changed);
    QCOMPARE(again.sweep().rows[0].config.optimizer.learningRate, 0.03);
    QVERIFY(isQueue(queue.folder()));
}

void TestQueue::rowsMayBeReorderedWhileRunning() {
    auto queue = Queue::create(freshPath(), sweepOf({0.02, 0.03, 0.01}));
    test::Watcher watcher;
    training::TrainingControl control;
    QStringList order;
    QueueEvents events;
    events.rowStarted = [&](std::size_t row) {
        order << QString::fromStdString(queue.sweep().rows[row].label);
        if (order.size() > 1)
            return;
        auto window = Queue::open(queue.folder());  // another process
        auto changed = window.sweep();
        std::swap(changed.rows[1], changed.rows[2]);
        window.change(changed);
    };
    QVERIFY(runQueue(queue, watcher, control, {}, events) == QueueEnd::Done);
    QCOMPARE(order, (QStringList{"a", "c", "b"}));
    const auto markdown = QString::fromStdString(contentOf(queue.folder() / "results.md"));
    QVERIFY(markdown.indexOf("| c |") < markdown.indexOf("| b |"));
}

void TestQueue::detectionTableHasTwoMetrics() {
    try {
        model::loadDetectionOperators();
    } catch (const model::OperatorsMissing& error) {
        QSKIP(error.what());
    }
    const auto folder = freshPath();
    test::writeCocoFolder(folder, 4);
    Sweep sweep;
    sweep.name = "detectors";
    for (const char* name : {"resnet", "r-isonet"}) {
        SweepRow row;
        row.name = row.method = name;
        row.paper = {35, 32.25};
        row.paperDepth = 34;
        row.config = test::detectionConfig(folder);
        row.config.telemetry.finalSpectra = true;
        sweep.rows.push_back(row);
    }
    nameRows(sweep);
    Scale scale;
    scale.epochs = 1;
    scale.iterations = 3;
    scale.assignments = {"resnet:optimizer.learning_rate=0.02"};
    auto queue = Queue::create(freshPath(), scaled(sweep, scale));
    test::Watcher watcher;
    training::TrainingControl control;
    QVERIFY(runQueue(queue, watcher, control, {}) == QueueEnd::Done);
    const auto results = queue.results();
    for (const auto& result : results) {
        QVERIFY(result.state == RowState::Finished && !result.failed);
        QCOMPARE(result.steps, 3);
        QCOMPARE(result.metrics.size(), std::size_t{2});
        const auto values = test::valuesIn(result.run);
        QCOMPARE(result.metrics[0], values.at(telemetry::tags::boxAp).rbegin()->second);
        QCOMPARE(result.metrics[1], values.at(telemetry::tags::maskAp).rbegin()->second);
    }
    const auto table = resultTable(queue.sweep(), results);
    QCOMPARE(table.header,
             (std::vector<std::string>{"method", "depth", "rate", "box AP", "paper's box AP", "mask AP",
                                       "paper's mask AP", "deviation", "distance", "ms per step", "paper's depth"}));
    QCOMPARE(table.rows[0][2], std::string("0.02"));
    QCOMPARE(table.rows[1][2], std::string("0.01"));
    QCOMPARE(QString::fromStdString(table.rows[0][3]), QString::number(results[0].metrics[0], 'f', 1));
    QCOMPARE(table.rows[0][4], std::string("35.0"));
    const auto csv = QString::fromStdString(contentOf(queue.folder() / "results.csv"));
    QVERIFY2(
        csv.contains(
            ",box_ap,mask_ap,best_box_ap,mean_deviation,mean_distance,step_milliseconds,paper_box_ap,paper_mask_ap,"),
        qPrintable(csv));
}

void TestQueue::queueRunsInOneProcessAtATime() {
    auto queue = Queue::create(freshPath(), sweepOf({0.02}));
    test::Watcher watcher;
    training::TrainingControl control;
    QString message;
    watcher.stepped = [&](std::int64_t done) {
        if (done == 1)
            message = test::messageOf([&] { runQueue(queue, watcher, control, {}); });
    };
    QVERIFY(runQueue(queue, watcher, control, {}) == QueueEnd::Done);
    QVERIFY2(message.contains("in use"), qPrintable(message));
}

void TestQueue::foldersThatAreNotQueuesAreRejected() {
    const auto folder = freshPath();
    QVERIFY(test::messageOf([&] { Queue::open(folder); }).contains("not a queue"));
    Queue::create(folder, sweepOf({0.02}));
    QVERIFY(test::messageOf([&] { Queue::create(folder, sweepOf({0.02})); }).contains("already contains a queue"));
    QVERIFY(test::messageOf([&] { Queue::create(data_, sweepOf({0.02})); }).contains("not empty"));
    QVERIFY(test::messageOf([&] {
                Queue::create(data_ / "t10k-labels-idx1-ubyte.gz", sweepOf({0.02}));
            }).contains("not a folder"));
    QFile damaged(QString::fromStdString((folder / kSweepFile).string()));
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write("rows: 3");
    damaged.close();
    QVERIFY(test::messageOf([&] { Queue::open(folder); }).contains("experiment.yaml:1"));
}

QTEST_GUILESS_MAIN(TestQueue)
#include "tst_queue.moc"
