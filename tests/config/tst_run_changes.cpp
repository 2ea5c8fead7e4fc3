// The list of changes of a run's configuration.
#include <QtTest>

#include "training/config/ConfigError.h"
#include "training/config/RunChanges.h"
#include "training/sweeps/Presets.h"

using namespace isonet;
using namespace isonet::config;

namespace {

RunHistory steered() {
    RunHistory history{sweeps::defaultPreset().config, {}};
    RunConfig now = history.started;
    now.optimizer.learningRate = 0.005;
    now.penalty.coefficient = 1e-3;
    history.add(120, now);
    now.run.epochs = 7;
    now.schedule.milestones = {2.5, 6};
    now.data.root = "/data/it's \"here\", {or} not: #1\nnext";
    now.run.checkpointActivations = {"s1", "s*"};
    history.add(300, now);
    return history;
}

QString refusalOf(const std::string& yaml) {
    try {
        parseChanges(yaml, "changes.yaml", steered().started);
    } catch (const ConfigError& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

}  // namespace

class TestRunChanges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void changesSurviveTheRoundTrip() {
        const RunHistory history = steered();
        const std::string text = changesYaml(history);
        const auto again = parseChanges(text, "x", history.started);
        QVERIFY2(again == history.changes, text.c_str());
        QVERIFY2(text.find("  - step: 120\n    set: {optimizer.learning_rate: 0.005") != std::string::npos ||
                     text.find("penalty.coefficient: 0.001") != std::string::npos,
                 text.c_str());
        QCOMPARE(history.inForce().run.epochs, 7);
        QCOMPARE(history.started.run.epochs, 2);
    }

    void changesAreListedByKey() {
        const auto keys = changedKeys(steered());
        const auto rate = std::find_if(keys.begin(), keys.end(), [](const ChangedKey& each) {
            return each.difference.key == "optimizer.learning_rate";
        });
        QVERIFY(rate != keys.end());
        QCOMPARE(rate->step, 120);
        QCOMPARE(rate->difference.before, std::string("0.01"));
        QCOMPARE(rate->difference.now, std::string("0.005"));
        QCOMPARE(keys.back().step, 300);
    }

    void aRepeatedStepMovesLaterChanges() {
        RunHistory history = steered();
        RunConfig now = history.inForce();
        now.run.name = "again";
        history.add(200, now);  // resumed from the checkpoint of step 200
        QCOMPARE(history.changes.size(), std::size_t{3});
        QCOMPARE(history.changes[0].step, 120);
        QCOMPARE(history.changes[1].step, 200);
        QCOMPARE(history.changes[2].step, 200);
        history.add(900, history.inForce());
        QCOMPARE(history.changes.size(), std::size_t{3});  // nothing new
    }

    void damagedListsAreNamed_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("expected");
        QTest::newRow("cut") << "version: 1\nchanges:\n  - step: 3\n    set: {run.ep"
                             << "the file is truncated";
        QTest::newRow("no list") << "version: 1\nchanges: 3\nend: true\n"
                                 << "changes.yaml:1: changes";
        QTest::newRow("no step") << "changes:\n  - set: {run.epochs: 3}\n"
                                 << "changes.yaml:2: changes.step";
        QTest::newRow("no map") << "changes:\n  - step: 3\n    set: 4\n"
                                << "changes.set";
        QTest::newRow("unknown key") << "changes:\n  - step: 3\n    set: {run.epoch: 3}\n"
                                     << "run.epoch: unknown key";
        QTest::newRow("value") << "changes:\n  - step: 3\n    set: {run.epochs: many}\n"
                               << "run.epochs";
        QTest::newRow("not YAML") << "changes: [}\n"
                                  << "not valid YAML";
    }

    void damagedListsAreNamed() {
        QFETCH(QString, yaml);
        QFETCH(QString, expected);
        const QString refusal = refusalOf(yaml.toStdString());
        QVERIFY2(refusal.contains(expected) && refusal.startsWith(QStringLiteral("changes.yaml")), qPrintable(refusal));
    }
};

QTEST_MAIN(TestRunChanges)
#include "tst_run_changes.moc"
