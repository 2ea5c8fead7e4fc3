// The steps at which a run will measure, as the training does it (tst_measuring and tst_recording check the training).
#include <QtTest>

#include "training/schedule/Measurements.h"

using namespace isonet;
using schedule::Measured;
using schedule::nextMeasurement;

class TestMeasurements : public QObject {
    Q_OBJECT
    static config::RunConfig run(int scalarSteps, int spectrumSteps, int epochs) {
        config::RunConfig config;
        config.telemetry.scalarSteps = scalarSteps;
        config.telemetry.spectrumSteps = spectrumSteps;
        config.run.epochs = epochs;
        return config;
    }

private Q_SLOTS:
    void nextStep_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("spectrumSteps");
        QTest::addColumn<qint64>("step");
        QTest::addColumn<qint64>("next");  // -1: none
        const auto row = [](const char* name, Measured kind, int spectrumSteps, qint64 step, qint64 next) {
            QTest::newRow(name) << int(kind) << spectrumSteps << step << next;
        };
        // Two epochs of 250 steps, scalars every 10.
        row("the first loss is that of the first step", Measured::Scalars, 200, -1, 0);
        row("losses after the first", Measured::Scalars, 200, 0, 10);
        row("losses between two records", Measured::Scalars, 200, 17, 20);
        row("losses at the end", Measured::Scalars, 200, 495, 500);
        row("none after the end", Measured::Scalars, 200, 500, -1);
        row("spectra are measured before the first step", Measured::Layers, 200, -1, 0);
        row("spectra after the first", Measured::Layers, 200, 0, 200);
        row("spectra at a step that has them", Measured::Layers, 200, 200, 400);
        row("spectra of the final weights", Measured::Layers, 200, 401, 500);
        row("spectra longer apart than the run", Measured::Layers, 10000, 3, 500);
        row("spectra once per epoch", Measured::Layers, 0, 3, 250);
        row("spectra once per epoch, at the start", Measured::Layers, 0, -1, 0);
        row("signals of the first step", Measured::Signals, 200, -1, 0);
        row("signals between", Measured::Signals, 200, 201, 400);
        row("no step follows the last", Measured::Signals, 200, 401, -1);
        row("signals once per epoch", Measured::Signals, 0, 0, 250);
        row("first validation after the first epoch", Measured::Validation, 200, -1, 250);
        row("validation within the first epoch", Measured::Validation, 200, 249, 250);
        row("validation at the end of an epoch", Measured::Validation, 200, 250, 500);
        row("no validation after the last", Measured::Validation, 200, 500, -1);
    }
    void nextStep() {
        QFETCH(int, kind);
        QFETCH(int, spectrumSteps);
        QFETCH(qint64, step);
        QFETCH(qint64, next);
        const auto found = nextMeasurement(run(10, spectrumSteps, 2), Measured(kind), step, 250);
        QCOMPARE(qint64(found.value_or(-1)), next);
    }

    void aGraphRecordsNoSignals() {
        auto config = run(10, 200, 2);
        config.run.cudaGraph = true;
        QVERIFY(!nextMeasurement(config, Measured::Signals, 0, 250));
    }

    void whatDependsOnTheLengthOfTheEpochsIsLeftOpen() {
        QVERIFY(!nextMeasurement(run(10, 200, 2), Measured::Validation, 5, 0));
        QVERIFY(!nextMeasurement(run(10, 0, 2), Measured::Layers, 5, 0));
        QCOMPARE(*nextMeasurement(run(10, 0, 2), Measured::Layers, -1, 0), 0);
        QCOMPARE(*nextMeasurement(run(10, 200, 2), Measured::Layers, 5, 0), 200);
    }
};

QTEST_APPLESS_MAIN(TestMeasurements)
#include "tst_measurements.moc"
