// Schedules that follow a changed number of epochs.
#include <QtTest>

#include "training/config/NoteNumber.h"
#include "training/config/ScheduleScale.h"
#include "training/config/Validation.h"
#include "training/sweeps/Presets.h"

using namespace isonet;
using namespace isonet::config;

namespace {

RunConfig paper() {
    RunConfig config = sweeps::defaultPreset().config;
    config.schedule.kind = ScheduleKind::Step;
    config.run.epochs = 100;
    config.schedule.milestones = {30, 60, 90};
    config.schedule.warmupEpochs = 5;
    return config;
}

}  // namespace

class TestScheduleScale : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void milestonesAndWarmupKeepTheirFraction() {
        RunConfig config = paper();
        const QString note = QString::fromStdString(applyOverrides(config, {"run.epochs=1"}));
        QCOMPARE(config.schedule.milestones, (std::vector<double>{0.3, 0.6, 0.9}));
        QCOMPARE(config.schedule.warmupEpochs, 0.05);
        QVERIFY(validate(config).empty());
        QVERIFY2(note.startsWith(QStringLiteral("run.epochs is 1 instead of 100")), qPrintable(note));
        QVERIFY2(note.contains(QStringLiteral("schedule.milestones [0.3, 0.6, 0.9] instead of [30, 60, 90]")),
                 qPrintable(note));
        QVERIFY2(note.contains(QStringLiteral("schedule.warmup_epochs 0.05 instead of 5")), qPrintable(note));
        RunConfig longer = paper();
        applyOverrides(longer, {"run.epochs=200"});
        QCOMPARE(longer.schedule.milestones, (std::vector<double>{60, 120, 180}));
        QCOMPARE(longer.schedule.warmupEpochs, 10.0);
    }

    // The configuration keeps every digit, the note does not show them.
    void notesHaveFewDigits() {
        RunConfig config = paper();
        const QString note = QString::fromStdString(applyOverrides(config, {"run.epochs=7"}));
        QCOMPARE(config.schedule.milestones[0], 30 * 7.0 / 100);
        RunConfig third = paper();
        third.schedule.warmupEpochs = 20.0 / 3;
        const QString thirds = QString::fromStdString(applyOverrides(third, {"run.epochs=50"}));
        QVERIFY2(thirds.contains(QStringLiteral("schedule.warmup_epochs 3.333 instead of 6.667")), qPrintable(thirds));
        QVERIFY2(note.contains(QStringLiteral("[2.1, 4.2, 6.3]")), qPrintable(note));
        QCOMPARE(noteNumber(0.0015625), std::string("0.0015625"));
        QCOMPARE(noteNumber(45000), std::string("45000"));
        QCOMPARE(noteNumber(1e-4), std::string("1e-4"));
    }

    void givenKeysStay_data() {
        QTest::addColumn<QString>("given");
        QTest::addColumn<double>("first");
        QTest::addColumn<double>("warmup");
        QTest::newRow("milestones") << "schedule.milestones=[8, 9]" << 8.0 << 0.5;
        QTest::newRow("warmup") << "schedule.warmup_epochs=2" << 3.0 << 2.0;
        QTest::newRow("another key") << "optimizer.learning_rate=0.1" << 3.0 << 0.5;
    }

    void givenKeysStay() {
        QFETCH(QString, given);
        QFETCH(double, first);
        QFETCH(double, warmup);
        for (const bool before : {true, false}) {
            RunConfig config = paper();
            std::vector<std::string> assignments{"run.epochs=10"};
            assignments.insert(before ? assignments.begin() : assignments.end(), given.toStdString());
            applyOverrides(config, assignments);
            QCOMPARE(config.schedule.milestones.front(), first);
            QCOMPARE(config.schedule.warmupEpochs, warmup);
        }
    }

    void sameEpochsChangeNothing() {
        RunConfig config = paper();
        QVERIFY(applyOverrides(config, {"run.epochs=100", "run.seed=3"}).empty());
        QCOMPARE(config.schedule.milestones, paper().schedule.milestones);
        RunConfig invalid = paper();
        applyOverrides(invalid, {"run.epochs=0"});  // left to validate()
        QCOMPARE(invalid.schedule.milestones, paper().schedule.milestones);
    }

    void everyPresetTrainsForOneEpoch() {
        for (const auto& preset : sweeps::presets()) {
            RunConfig config = preset.config;
            if (config.data.root.empty())
                config.data.root = "/data";
            const auto before = validate(config).size();
            for (const int epochs : {1, 3, 7, 1000}) {
                RunConfig scaled = config;
                applyOverrides(scaled, {"run.epochs=" + std::to_string(epochs)});
                QVERIFY2(validate(scaled).size() == before, preset.name.c_str());
            }
        }
    }
};

QTEST_MAIN(TestScheduleScale)
#include "tst_schedule_scale.moc"
