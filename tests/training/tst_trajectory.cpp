// The training step against the published implementation: cross entropy and penalty over successive updates.
#include <torch/types.h>

#include <QFile>
#include <QJsonDocument>
#include <QtTest>

#include <cmath>

#include "model/interop/HashedNetwork.h"
#include "tests/model/GoldenCase.h"
#include "training/engine/loop/TrainingStep.h"
#include "training/engine/tasks/Classification.h"

using namespace isonet;

class TestTrajectory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }
    void updatesFollowThePublishedTrajectory_data();
    void updatesFollowThePublishedTrajectory();
};

// ISONET_GOLDEN may name another file of the same format.
void TestTrajectory::updatesFollowThePublishedTrajectory_data() {
    QTest::addColumn<QJsonObject>("golden");
    QFile file(qEnvironmentVariable("ISONET_GOLDEN", ISONET_TEST_DATA "/parity.json"));
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll());
    for (const auto& value : document.isArray() ? document.array() : document["cases"].toArray()) {
        const QJsonObject golden = value.toObject();
        if (golden.contains("sgd_trajectory_ce_ortho"))
            QTest::newRow(qPrintable(golden["name"].toString())) << golden;
    }
}

void TestTrajectory::updatesFollowThePublishedTrajectory() {
    QFETCH(QJsonObject, golden);
    const QJsonObject keys = golden["config"].toObject();
    config::RunConfig config;
    config.model = testing::goldenSpec(golden);
    config.penalty.coefficient = keys["ISON.ORTHO_COEFF"].toDouble(1e-4);
    model::Network network(config.model);
    interop::fillHashed(network);
    training::placeNetwork(network, at::kCPU);
    network->train();
    training::Classification task(network, config, at::kCPU);
    training::TrainingStep step(task, config, at::kCPU);
    const QJsonArray trajectory = golden["sgd_trajectory_ce_ortho"].toArray();
    // Published tolerance: 1e-4, larger for the deepest networks.
    const double tolerance = config.model.depth > 50 ? 1e-3 : 1e-4;
    QVERIFY(trajectory.size() >= 2);
    for (int i = 0; i < trajectory.size(); ++i) {
        const auto batch = interop::hashedBatch(network, golden["batch"].toInt(), i);
        const auto result = step.run({{batch.labels.size(0), {batch.images, batch.labels}}},
                                     keys["SOLVER.BASE_LR"].toDouble(), /*measureDeviations=*/true);
        for (int part = 0; part < 2; ++part) {
            const double got = result.numbers[part].item<double>();
            const double expected = trajectory[i].toArray()[part].toDouble();
            QVERIFY2(
                std::abs(got - expected) <= tolerance * expected,
                qPrintable(QString("step %1, number %2: %3, published %4").arg(i).arg(part).arg(got).arg(expected)));
        }
    }
}

QTEST_GUILESS_MAIN(TestTrajectory)
#include "tst_trajectory.moc"
