// The Design page: the network diagram, its export, and the cost summary.
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "model/spec/NetworkPlan.h"
#include "tests/widgets/RunRecords.h"
#include "training/config/MemoryEstimate.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/Theme.h"
#include "widgets/design/DesignView.h"
#include "widgets/design/NetworkDiagram.h"

using namespace isonet;
using namespace isonet::widgets;

class TestDesign : public QObject {
    Q_OBJECT

    static config::RunConfig residual() {
        auto config = test::smallConfig();
        config.model.shortcut = true;
        config.model.multiplier = spec::ResidualMultiplier::Scalar;
        return config;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void diagramContainsEveryLayerOfThePlan_data() {
        QTest::addColumn<config::RunConfig>("config");
        auto plain = test::smallConfig();
        QTest::newRow("ISONet-20") << plain;
        QTest::newRow("R-ISONet-20") << residual();
        auto large = residual();
        large.model.family = spec::Family::ImageNet;
        large.model.depth = 50;
        large.model.channels = 3;
        large.model.height = large.model.width = 224;
        QTest::newRow("R-ISONet-50") << large;
    }
    void diagramContainsEveryLayerOfThePlan() {
        QFETCH(config::RunConfig, config);
        NetworkDiagram diagram;
        diagram.resize(800, 600);
        QVERIFY(diagram.setConfig(config));
        const auto names = diagram.layers();
        const auto plan = spec::plan(config.model);
        for (const auto& layer : plan.convolutions)
            QVERIFY2(names.contains(QString::fromStdString(layer.name)), layer.name.c_str());
        for (const auto& layer : plan.activations)
            QVERIFY2(names.contains(QString::fromStdString(layer.name)), layer.name.c_str());
        QCOMPARE(names.size(), qsizetype(plan.convolutions.size() + plan.activations.size()));
    }

    void diagramFindsSelectsAndFollowsEdits() {
        NetworkDiagram diagram;
        diagram.resize(800, 600);
        diagram.setConfig(residual());
        QSignalSpy chosen(&diagram, &NetworkDiagram::layerChosen);
        diagram.choose("s2.b1.f.a");
        QCOMPARE(diagram.chosen(), QString("s2.b1.f.a"));
        QVERIFY(chosen.count() > 0);
        QCOMPARE(diagram.find("proj"), 2);
        diagram.showNextFound();
        QCOMPARE(diagram.chosen(), QString("s2.b1.proj"));
        diagram.showNextFound();
        QCOMPARE(diagram.chosen(), QString("s3.b1.proj"));
        auto other = residual();
        other.model.depth = 14;
        diagram.setConfig(other);
        QVERIFY(!diagram.layers().contains("s1.b3.f.a"));
        QCOMPARE(diagram.chosen(), QString("s3.b1.proj"));  // still there
        other.model.depth = 15;
        QVERIFY(!diagram.setConfig(other));
        QVERIFY(!diagram.layers().isEmpty());
    }

    void diagramExportsSvgPdfAndPng() {
        QTemporaryDir folder;
        NetworkDiagram diagram;
        diagram.setConfig(residual());
        for (const char* name : {"net.svg", "net.png", "net.pdf"}) {
            const QString file = folder.filePath(name);
            QCOMPARE(diagram.exportImage(file, {QSize(900, 500), 2}), QString());
            QVERIFY(QFile(file).size() > 5000);
        }
        QImage image(folder.filePath("net.png"));
        QCOMPARE(image.size(), QSize(1800, 1000));
        QCOMPARE(image.pixelColor(2, 2), QColor(Qt::white));
        QFile svg(folder.filePath("net.svg"));
        QVERIFY(svg.open(QIODevice::ReadOnly) && svg.readAll().contains("Stage 1"));
        QVERIFY(!diagram.exportImage("/nowhere/at/all.svg", {}).isEmpty());
    }

    void costsReportWhetherTheBatchFits() {
        DesignView view({});
        auto config = test::smallConfig();
        config.run.device = "cuda:0";
        config.run.batchSize = 128;
        view.setConfig(config, "The paper's row: 70.45 %");
        QVERIFY(view.costs().contains("ISONet-20") && view.costs().contains("70.45"));
        const double needed = trainingBytes(config, true);
        QVERIFY(needed > 128.0 * double(spec::plan(config.model).activationBytes));
        view.setDevices({{"cuda:0", "a GPU", 4 * needed}});
        QVERIFY2(view.costs().contains(">fits<"), qPrintable(view.costs()));
        view.setDevices({{"cuda:0", "a GPU", 0.65e9}});
        QVERIFY2(view.costs().contains("does not fit; reduce the batch size to"), qPrintable(view.costs()));
        view.setDevices({{"cpu", "CPU", 8e9}});
        config.run.device = "cpu";
        view.setConfig(config, {});
        QVERIFY2(view.costs().contains("in passes of 64 images"), qPrintable(view.costs()));
        QVERIFY(trainingBytes(config, false) < needed);
        view.setInitial({{"s1.b1.f.a", {16, 16, 3, 3}, 1, 1, 32, 32, true, 0.25, 0.06, 0.2, 0.9, 1, 1.1}}, "measured");
        QCOMPARE(view.layers()->item(0, 1)->text(), QString("0.25"));
    }

    void costsTellWhatAutomaticSettingsAre() {
        DesignView view({});
        auto config = test::smallConfig();
        config.run.device = "auto";
        const DeviceChoice cpu{"cpu", "CPU", 8e9, {"cpu", 0, 0, false, false}, 8};
        const DeviceChoice gpu{"cuda:0", "a GPU", 80e9, {"cuda:0", 9, 0, false, false}, 8};
        view.setDevices({cpu, gpu});
        view.setConfig(config, {});
        QVERIFY2(!view.costs().contains("Automatic"), qPrintable(view.costs()));
        config.run.precision = config::Precision::Automatic;
        config.data.workers = config::automaticWorkers;
        view.setConfig(config, {});
        QVERIFY2(
            view.costs().contains("Automatic precision: <b>bfloat16</b>, because cuda:0 has compute capability 9.0."),
            qPrintable(view.costs()));
        QVERIFY2(view.costs().contains("Automatic loader threads: <b>7</b>, for 8 cores."), qPrintable(view.costs()));
        config.run.device = "cpu";
        view.setConfig(config, {});
        QVERIFY2(view.costs().contains(
                     "Automatic precision: <b>float32</b>, because the CPU has neither AVX512-BF16 nor AMX."),
                 qPrintable(view.costs()));
        QVERIFY2(view.costs().contains("Automatic loader threads: <b>2</b>, for 8 cores."), qPrintable(view.costs()));
        view.setDevices({});
        QVERIFY(!view.costs().contains("Automatic"));
    }

    void aDetectorsDiagramEndsInItsBranches() {
        DesignView view({});
        view.resize(900, 600);
        const auto config = sweeps::findPreset("table6-r-isonet-34")->config;
        view.setConfig(config, {});
        QVERIFY2(view.costs().contains(QStringLiteral("R-ISONet-34 detector")), qPrintable(view.costs()));
        QVERIFY2(view.costs().contains(QStringLiteral("63,000 anchors")), qPrintable(view.costs()));
        view.setDevices({{"cpu", "CPU", 64e9}});
        QVERIFY2(view.costs().contains(QStringLiteral("fits")), qPrintable(view.costs()));
        view.setDevices({{"cpu", "CPU", 1e9}});
        QVERIFY2(view.costs().contains(QStringLiteral("does not fit")), qPrintable(view.costs()));
        // Activation memory scales with the image area; frozen stages keep no activations.
        auto smaller = config;
        smaller.detection.shortSide = 400;
        smaller.detection.longSide = 667;
        QVERIFY(trainingBytes(smaller, false) < trainingBytes(config, false));
        auto learning = config;
        learning.detection.detector.frozenStages = 0;
        QVERIFY(trainingBytes(learning, false) > trainingBytes(config, false));
        auto one = config;
        one.model.classes = 1;
        view.setConfig(one, {});
        QVERIFY2(view.costs().contains(QStringLiteral("detector")), qPrintable(view.costs()));
    }
};

QTEST_MAIN(TestDesign)
#include "tst_design.moc"
