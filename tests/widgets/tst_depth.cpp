// Signals and gradients by depth: profile, map, export.
#include <QTemporaryDir>
#include <QtTest>

#include "model/spec/NetworkPlan.h"
#include "training/sweeps/Presets.h"
#include "training/telemetry/Tags.h"
#include "widgets/common/Theme.h"
#include "widgets/live/DepthPlot.h"
#include "widgets/live/LivePlots.h"
#include "widgets/live/RunView.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/plot/StepSlider.h"
#include "widgets/series/RunData.h"

using namespace isonet;
using namespace isonet::widgets;
namespace tags = isonet::telemetry::tags;

class TestDepth : public QObject {
    Q_OBJECT

    static std::vector<telemetry::Record> records(int steps) {
        std::vector<telemetry::Record> all;
        const auto plan = spec::plan(sweeps::defaultPreset().config.model);
        for (int step = 0; step < steps; ++step) {
            double signal = 10;
            for (const auto& layer : plan.activations) {
                signal *= 1 - 0.05 * step;
                all.push_back({tags::signal + layer.name, 100 * step, 1000.0 + step, telemetry::Scalar{signal}});
            }
        }
        return all;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void emptyPanelsExplainWhatIsMissing() {
        RunView view;
        auto* panel = view.panel(QStringLiteral("gradientPanel"));
        QVERIFY(panel->emptyText().contains(QStringLiteral("No run is open")));
        RunData data;
        auto config = sweeps::defaultPreset().config;
        config.telemetry.spectrumSteps = 250;
        data.setConfig(config);
        view.setData(&data);
        QVERIFY2(panel->emptyText().contains(QStringLiteral("every 250 steps")), qPrintable(panel->emptyText()));
        config.run.cudaGraph = true;
        data.setConfig(config);
        panel->refreshNow();
        QVERIFY2(panel->emptyText().contains(QStringLiteral("CUDA graph")), qPrintable(panel->emptyText()));
        config.run.cudaGraph = false;
        data.setConfig(config);
        data.append({{tags::lossTotal, 0, 1000, telemetry::Scalar{2.3}}});
        panel->refreshNow();
        QVERIFY(panel->emptyText().contains(QStringLiteral("has recorded neither signals")));
        view.setData(nullptr);
    }

    void profileAndMapShowEveryLayer() {
        RunData data;
        data.setConfig(sweeps::defaultPreset().config);
        data.append(records(8));
        std::unique_ptr<PlotPanel> panel(signalPlot().makePanel());
        auto* plot = panel->contentAs<DepthPlot>();
        panel->resize(700, 500);
        panel->setData(&data);
        panel->show();
        QCOMPARE(panel->pointCount(), 19 * 8);
        QCOMPARE(panel->shownSeries().size(), 19);
        // Halfway down the second-last of 19 layers, at the latest step.
        const auto* rect = panel->canvas()->axisRect(0);
        const auto at = [&](double row) {
            return QPointF(rect->center().x(), rect->axis(QCPAxis::atLeft)->coordToPixel(row));
        };
        auto text = panel->readout(at(18));
        QCOMPARE(text.title, QStringLiteral("s3.b3.relu"));
        QCOMPARE(text.lines.first().name, QStringLiteral("step 700"));
        QVERIFY(std::abs(text.lines.first().number.value_or(0) - 10 * std::pow(0.65, 19)) < 1e-6);
        QCOMPARE(text.lines.last().name, QStringLiteral("predicted"));
        QVERIFY(text.lines.last().number.value_or(0) > 0);
        QCOMPARE(text.lines[text.lines.size() - 2].name, QStringLiteral("step 0"));
        QVERIFY(text.note.contains(QStringLiteral("0.65")));
        plot->slider()->choose(300);
        panel->refreshNow();
        text = panel->readout(at(0));
        QCOMPARE(text.lines.first().name, QStringLiteral("step 300"));
        plot->setMode(DepthPlot::Mode::Map);
        panel->refreshNow();
        QVERIFY(!plot->slider()->isVisible());
        text = panel->readout(panel->canvas()->axisRect(0)->center());
        QVERIFY(text.crosshair);
        QVERIFY(text.title.startsWith(QStringLiteral("step ")));
        panel->viewOptions().setLayerFilter(QStringLiteral("stage 2"));
        panel->refreshNow();
        QCOMPARE(panel->pointCount(), 6 * 8);
    }

    void valuesAreSavedAsCsv() {
        QTemporaryDir folder;
        RunData data;
        data.setConfig(sweeps::defaultPreset().config);
        data.append(records(3));
        std::unique_ptr<PlotPanel> panel(signalPlot().makePanel());
        panel->setData(&data);
        const QString file = folder.filePath(QStringLiteral("signal.csv"));
        QCOMPARE(panel->exportCsv(file), QString());
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const auto lines = csv.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 1 + 19 * 3);
        QVERIFY(lines[1].startsWith("signal/stem.relu,0,"));
    }
};

QTEST_MAIN(TestDepth)
#include "tst_depth.moc"
