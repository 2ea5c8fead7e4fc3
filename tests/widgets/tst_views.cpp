// Parts of the pages: plot axes and view options, the views of a layer.
#include <QLabel>
#include <QSignalSpy>
#include <QtTest>
#include <cmath>

#include "model/spec/NetworkPlan.h"
#include "tests/widgets/PlotPage.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/Theme.h"
#include "widgets/inspect/InspectView.h"
#include "widgets/live/PenaltyShare.h"
#include "widgets/plot/FactPlot.h"
#include "widgets/plot/HeatMap.h"
#include "widgets/plot/ViewOptions.h"

using namespace isonet;
using namespace isonet::widgets;

class TestViews : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void pageSharesAxisZoomAndCursor() {
        RunData data;
        data.setConfig(test::smallConfig());
        data.append(test::wholeRun(test::smallConfig(), 400));
        RunView view;
        view.setData(&data);
        view.resize(900, 680);
        view.show();
        auto *loss = view.panel("lossPanel"), *deviation = view.panel("deviationPanel");
        for (auto* panel : {loss, deviation})
            panel->refreshNow();
        QCoreApplication::processEvents();
        const auto x = [](PlotPanel* panel) { return panel->canvas()->axisRect(0)->axis(QCPAxis::atBottom)->range(); };
        Q_EMIT loss->xRangeMoved(QCPRange(100, 200));
        QCOMPARE(x(deviation).lower, 100.0);
        QCOMPARE(x(deviation).upper, 200.0);
        Q_EMIT loss->xRangeMoved(std::nullopt);
        QVERIFY(x(deviation).upper > 390);
        view.viewOptions()->setLinkZoom(false);
        Q_EMIT loss->xRangeMoved(QCPRange(100, 200));
        QVERIFY(x(deviation).upper > 390);
        view.viewOptions()->setXAxis(XAxis::Relative);
        loss->refreshNow();
        QCOMPARE(loss->canvas()->axisRects().last()->axis(QCPAxis::atBottom)->label(), xAxisLabel(XAxis::Relative));
        view.viewOptions()->setLogX(true);
        loss->refreshNow();
        QVERIFY(x(loss).lower > 0);
        QCOMPARE(loss->canvas()->axisRect(0)->axis(QCPAxis::atBottom)->scaleType(), QCPAxis::stLogarithmic);
    }

    void outliersCanBeIgnored() {
        RunData data;
        std::vector<telemetry::Record> records;
        for (int step = 0; step < 200; ++step)
            records.push_back(test::scalar("loss/total", step, step == 90 ? 5000 : 1.0 + 0.01 * (step % 7)));
        data.append(records);
        const auto made = test::makePanel(lossPlot());
        auto& panel = *made;
        panel.setData(&data);
        panel.refreshNow();
        const auto* axis = panel.canvas()->axisRect(0)->axis(QCPAxis::atLeft);
        QVERIFY(axis->range().upper > 5000);
        panel.viewOptions().setIgnoreOutliers(true);
        panel.refreshNow();
        QVERIFY2(axis->range().upper < 2, qPrintable(QString::number(axis->range().upper)));
    }

    void changedRateIsTheBaseRateWhereTheScheduleActs() {
        const auto marks = [](double rate) {
            RunData data;
            std::vector<telemetry::Record> records;
            for (int step = 0; step < 20; ++step) {
                records.push_back(test::scalar("loss/total", step, 1));
                records.push_back(test::scalar("schedule/learning_rate", step, step < 9 ? 0.02 : rate));
            }
            data.append(records);
            const auto made = test::makePanel(lossPlot());
            made->setData(&data);
            made->refreshNow();
            data.append({test::scalar("changed/optimizer.learning_rate", 9, 0.05)});
            made->refreshNow();
            QStringList texts;
            for (int i = 0; i < made->canvas()->itemCount(); ++i)
                if (const auto* text = qobject_cast<QCPItemText*>(made->canvas()->item(i)))
                    texts.append(text->text());
            return texts.join(QLatin1Char('|'));
        };
        QVERIFY2(marks(0.05).contains(QStringLiteral("lr set to 0.05")), qPrintable(marks(0.05)));
        QVERIFY(!marks(0.05).contains(QStringLiteral("base")));
        QVERIFY2(marks(0.025).contains(QStringLiteral("base lr set to 0.05")), qPrintable(marks(0.025)));
    }

    void weightedPenaltyIsShownAsRecorded() {
        RunData data;  // without a configuration
        for (int step = 0; step < 3; ++step)
            data.append({test::scalar("loss/penalty", step, 4), test::scalar("loss/weighted_penalty", step, step)});
        QCOMPARE(*scaledPenalty(data, *data.series("loss/penalty")), (QVector<double>{0, 1, 2}));
    }

    void penaltyShareFollowsChangesOfGamma() {
        RunData data;
        auto config = test::smallConfig();
        config.penalty.coefficient = 0.5;  // as in config.yaml after the change
        data.setConfig(config);
        for (int step = 0; step < 4; ++step) {
            const double gamma = step < 2 ? 0.1 : 0.5;
            data.append({test::scalar("loss/cross_entropy", step, 1), test::scalar("loss/penalty", step, 4),
                         test::scalar("loss/total", step, 1 + gamma * 4)});
        }
        const auto& penalty = *data.series("loss/penalty");
        QCOMPARE(*scaledPenalty(data, penalty), QVector<double>(4, 2.0));  // no change recorded: constant gamma
        data.append({test::scalar("changed/penalty.coefficient", 2, 0.5)});
        const auto scaled = *scaledPenalty(data, penalty);
        QVERIFY(std::abs(scaled[0] - 0.4) < 1e-12 && std::abs(scaled[1] - 0.4) < 1e-12);
        QCOMPARE(scaled[2], 2.0);
        QCOMPARE(scaled[3], 2.0);
    }

    void layersAreFilteredByWords_data() {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("layer");
        QTest::addColumn<bool>("shown");
        QTest::newRow("all") << ""
                             << "s1.b1.f.a" << true;
        QTest::newRow("stage") << "stage 2"
                               << "s2.b1.f.a" << true;
        QTest::newRow("another stage") << "s2"
                                       << "s1.b2.f.a" << false;
        QTest::newRow("kind") << "proj"
                              << "s2.b1.proj" << true;
        QTest::newRow("both") << "s3 f.b"
                              << "s3.b1.f.a" << false;
        QTest::newRow("both met") << "S3 f.b"
                                  << "s3.b1.f.b" << true;
    }
    void layersAreFilteredByWords() {
        QFETCH(QString, filter);
        QFETCH(QString, layer);
        QFETCH(bool, shown);
        ViewOptions options;
        options.setLayerFilter(filter);
        QCOMPARE(options.showsLayer(layer), shown);
    }

    void viewOptionsAreRestored() {
        ViewOptions options, other;
        options.setXAxis(XAxis::Wall);
        options.setSmoothing(0.9);
        options.setLinkZoom(false);
        other.setState(options.state());
        QCOMPARE(other.xAxis(), XAxis::Wall);
        QCOMPARE(other.smoothing(), 0.9);
        QVERIFY(!other.linksZoom() && other.linksCursor());
    }

    void layerIsShownInEveryView() {
        InspectView view;
        view.resize(1000, 700);
        view.show();
        QVERIFY(view.kernel()->message().contains("No run is open"));
        view.setSources({"latest", "initial"}, {"/l.pt", "initialized"}, {});
        QCOMPARE(view.source(), QString("/l.pt"));
        QSignalSpy chosen(&view, &InspectView::layerChosen);
        view.setRows({{"stem.conv", {2, 1, 3, 3}, 1, 1, 8, 8, false, 1, 0.5, 0.9, 0.5, 1, 1.5},
                      {"s1.b1.f.a", {2, 2, 3, 3}, 1, 2, 8, 8, true, 0.5, 0.3, 0.4, 0.9, 1, 1.1}},
                     true);
        QCOMPARE(chosen.last().first().toString(), QString("s1.b1.f.a"));
        QVERIFY(view.table()->item(0, 0)->toolTip().contains("stride 1, grid 8"));
        QVERIFY(view.table()->item(1, 0)->toolTip().contains("stride 1, dilation 2, grid 8"));
        model::LayerMaps detail;
        detail.name = "s1.b1.f.a";
        detail.outputs = detail.inputs = detail.channels = 2;
        detail.height = detail.width = 3;
        detail.shiftRows = detail.shiftColumns = 5;
        detail.dilation = 2;
        detail.kernel.resize(36);
        detail.kernel[1 * 18 + 0 * 9 + 2 * 3 + 1] = 7;  // output 1, input 0, y 2, x 1
        detail.residual.resize(4 * 25);
        detail.residual[1 * 25 + 12] = 3;  // channels 0 and 1, no shift
        detail.residual[2 * 25 + 7] = 4;   // channels 1 and 0, one row up
        detail.sigma = {1.2, 1.0, 0.9, 0.8};
        detail.frequencyRows = detail.frequencyColumns = 4;
        detail.sigmaMax.assign(16, 1.2F);
        detail.sigmaMin.assign(16, 0.8F);
        detail.offsets = {-1.0, -0.9};
        view.setDetail(detail);
        QCOMPARE(view.kernel()->rows(), 6);
        QCOMPARE(view.kernel()->cell(5, 1), 7.0F);
        // Axes: whole channels under the tiles, no shift and zero frequency in the middle.
        const auto ticks = [](HeatMap* map, QCPAxis::AxisType type) {
            map->grab();
            const auto* axis = map->findChild<QCustomPlot*>()->axisRect(0)->axis(type);
            QStringList found{axis->label()};
            for (qsizetype i = 0; i < axis->tickVector().size(); ++i)
                found.append(QStringLiteral("%1 at %2").arg(axis->tickVectorLabels()[i]).arg(axis->tickVector()[i]));
            return found.join(QStringLiteral(", "));
        };
        QCOMPARE(ticks(view.kernel(), QCPAxis::atLeft), QString("output channel, 0 at 1, 1 at 4"));
        QCOMPARE(ticks(view.kernel(), QCPAxis::atBottom), QString("input channel, 0 at 1, 1 at 4"));
        QVERIFY2(ticks(view.shiftMap(), QCPAxis::atBottom).startsWith("horizontal shift, pixels"), "label");
        QVERIFY2(ticks(view.shiftMap(), QCPAxis::atBottom).contains("0 at 2"),
                 qPrintable(ticks(view.shiftMap(), QCPAxis::atBottom)));
        QVERIFY2(ticks(view.shiftMap(), QCPAxis::atLeft).contains("4 at 4"),  // dilation 2: two pixels a shift
                 qPrintable(ticks(view.shiftMap(), QCPAxis::atLeft)));
        QVERIFY2(ticks(view.frequencies(), QCPAxis::atBottom).contains("0 at 2"),
                 qPrintable(ticks(view.frequencies(), QCPAxis::atBottom)));
        QCOMPARE(view.shiftMap()->cell(2, 2), 3.0F);
        QCOMPARE(view.shiftMap()->cell(1, 2), 4.0F);
        QCOMPARE(view.channelMap()->cell(0, 1), 3.0F);  // unshifted first
        Q_EMIT view.shiftMap()->clicked(1, 2);
        QCOMPARE(view.channelMap()->cell(1, 0), 4.0F);
        QVERIFY(view.channelMap()->title().contains("-2, 0"));  // pixels
        QVERIFY(view.kernel()->title().contains("dilation 2"));
        model::LayerMaps grouped = detail;
        grouped.groups = 3;  // of 2 channels: two tiles above one
        grouped.residual.assign(3 * 4 * 25, 0);
        grouped.residual[(1 * 4 + 2) * 25 + 12] = 5;  // group 1, its channels 1 and 0
        grouped.residual[(2 * 4 + 1) * 25 + 12] = 6;  // group 2, its channels 0 and 1
        Q_EMIT view.shiftMap()->clicked(2, 2);        // the chosen shift stays
        view.setDetail(grouped);
        QCOMPARE(view.channelMap()->rows(), 4);
        QCOMPARE(view.channelMap()->columns(), 4);
        QCOMPARE(view.channelMap()->cell(1, 2), 5.0F);
        QCOMPARE(view.channelMap()->cell(2, 1), 6.0F);
        QVERIFY(view.channelMap()->title().contains("0 between groups"));
        QCOMPARE(view.shiftMap()->cell(2, 2), std::sqrt(61.0F));
        view.setDetail(detail);
        double count = 0;
        for (const double bar : view.spectrum()->series().first().y)
            count += bar;
        QCOMPARE(count, 4.0);
        QVERIFY(!view.frequencies()->isEmpty());
        QCOMPARE(view.offsets()->series().first().y.size(), 2);
        QCOMPARE(view.deviations()->series().size(), 2);  // the selected one is separate
        view.showFailure("no such file");
        QCOMPARE(view.failure(), QString("no such file"));
    }

    void aLayerThatDoesNotComeIsForgotten() {
        InspectView view;
        const std::vector<model::LayerReport> rows{{"stem.conv", {2, 1, 3, 3}}, {"s1.b1.f.a", {2, 2, 3, 3}}};
        view.showLayer("s2.b1.f.a");
        view.setRows({rows[0]}, false);
        view.setRows(rows, true);
        QCOMPARE(view.layer(), QString("s1.b1.f.a"));
        view.chooseLayer("stem.conv");
        view.showLayer("s3");
        auto more = rows;
        more.push_back({"s2.b1.f.a", {2, 2, 3, 3}});
        more.push_back({"s3.b1.f.a", {2, 2, 3, 3}});
        view.setRows(more, true);
        QCOMPARE(view.layer(), QString("stem.conv"));
        view.clear({});
        view.showLayer("s2");
        view.clear({});  // other weights
        view.setRows(more, true);
        QCOMPARE(view.layer(), QString("s1.b1.f.a"));
        view.showLayer("s3");
        QCOMPARE(view.layer(), QString("s3.b1.f.a"));
    }

    // A delta kernel that doubles the channels with stride 2.
    void aDeviationOf0BesideASigmaOf0IsExplained() {
        InspectView view;
        view.resize(1000, 700);
        view.show();
        model::LayerReport strided{"s2.b1.proj", {4, 2, 3, 3}, 2}, plain{"s1.b1.f.a", {2, 2, 3, 3}, 1};
        strided.deviation = 1e-15, strided.sigmaMin = 0;
        plain.deviation = 0, plain.sigmaMin = 1;
        view.setRows({plain, strided}, true);
        auto* note = view.findChild<QLabel*>("layerNote");
        view.chooseLayer("s2.b1.proj");
        QVERIFY(note->isVisible());
        QVERIFY2(note->text().contains("stride 2"), qPrintable(note->text()));
        for (const int column : {1, 3})
            QCOMPARE(view.table()->item(1, column)->toolTip(), note->text());
        view.chooseLayer("s1.b1.f.a");
        QVERIFY(!note->isVisible());
        QVERIFY(view.table()->item(0, 1)->toolTip().isEmpty());
    }

    // A delta kernel: rounding errors are shown as 0 in the table and on the color bars.
    void roundingErrorIsShownAsZero() {
        InspectView view;
        view.resize(890, 700);
        view.show();
        view.setSources({"initial"}, {"initialized"}, {});
        model::LayerReport row{"s1.b1.f.a", {2, 2, 3, 3}};
        row.deviation = 3.6e-16, row.weightDeviation = 1.2345e-5;
        row.sigmaMin = row.sigmaMean = row.sigmaMax = 1, row.b = {-0.98765, -0.98765, -0.98765};
        view.setRows({row}, true);
        QCOMPARE(view.table()->item(0, 1)->text(), QString("0"));
        QCOMPARE(view.table()->item(0, 2)->text(), QString("1.23e-5"));
        QVERIFY(!view.table()->horizontalScrollBar()->isVisible());
        model::LayerMaps detail;
        detail.name = "s1.b1.f.a";
        detail.outputs = detail.inputs = detail.channels = 2;
        detail.height = detail.width = 3;
        detail.shiftRows = detail.shiftColumns = 5;
        detail.kernel.resize(36);
        detail.residual.assign(4 * 25, 2e-16F);
        detail.sigma = {1 + 2e-16, 1, 1, 1 - 2e-16};
        detail.frequencyRows = detail.frequencyColumns = 4;
        detail.sigmaMax.assign(16, 1.0F);
        detail.sigmaMin.assign(16, 0.5F);
        view.setDetail(detail);
        const auto scale = [](HeatMap* map) {
            map->grab();
            const auto* axis = map->findChild<QCPColorScale*>()->axis();
            return axis->tickVectorLabels();
        };
        QCOMPARE(scale(view.shiftMap()), QVector<QString>{"0"});
        QCOMPARE(scale(view.channelMap()), QVector<QString>{"0"});
        QCOMPARE(scale(view.frequencies()), QVector<QString>{"1"});
        QCOMPARE(scale(view.lowFrequencies()), QVector<QString>{"0.5"});
        // In one bin, not spread by rounding errors.
        const auto bars = view.spectrum()->series().first();
        QCOMPARE(std::ranges::count_if(bars.y, [](double count) { return count > 0; }), 1);
        QVERIFY(bars.x.last() - bars.x.first() > 1e-3);
        detail.sigmaMax[3] = 1.1F;
        view.setDetail(detail);
        QVERIFY(scale(view.frequencies()).size() > 2);
    }

    void detectorLossesAndApAreDrawn() {
        auto config = sweeps::findPreset("detect-small")->config;
        config.penalty.coefficient = 0.5;
        RunData data;
        data.setConfig(config);
        for (int step = 0; step < 4; ++step) {
            double loss = 1;
            for (const char* tag : {"loss/objectness", "loss/proposal_box", "loss/class", "loss/box", "loss/mask"})
                data.append({test::scalar(tag, step, loss++)});
            data.append({test::scalar("loss/penalty", step, 4)});
        }
        data.append(
            {test::scalar("ap/box", 3, 35.5), test::scalar("ap/mask", 3, 31), test::scalar("ap/box_50", 3, 60)});
        const auto made = test::makePanel(lossPlot());
        auto& panel = *made;
        panel.resize(600, 500);
        panel.setData(&data);
        panel.show();
        panel.refreshNow();
        QCOMPARE(panel.shownSeries(), (QStringList{"γ · penalty", "penalty P (right)", "objectness", "proposal box",
                                                   "class", "box", "mask", "box AP", "mask AP"}));
        panel.setSeriesShown(QStringLiteral("box AP50"), true);
        QVERIFY(panel.shownSeries().contains(QStringLiteral("box AP50")));
        // For choosing gamma: the sum of the five losses and gamma * P.
        QCOMPARE(*detectionLoss(data, *data.series("loss/objectness")), QVector<double>(4, 15.0));
        QCOMPARE(scaledPenalty(data, *data.series("loss/penalty"))->last(), 2.0);
        RunView view;
        view.setData(&data);
        auto* balance = view.panel(QStringLiteral("balancePanel"));
        balance->refreshNow();
        QVERIFY(balance->shownSeries().contains(QStringLiteral("detection losses")));
    }
};

QTEST_MAIN(TestViews)
#include "tst_views.moc"
#include "widgets/series/XValues.h"
