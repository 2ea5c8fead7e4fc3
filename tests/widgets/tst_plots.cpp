// The plots of page Learning and what they show: empty, filling, in each of their modes.
#include <QSignalSpy>
#include <QTest>
#include <cmath>
#include <ctime>
#include <numeric>

#include "tests/widgets/PlotPage.h"
#include "widgets/plot/PlotTickers.h"
#include "widgets/plot/StepSlider.h"
#include "widgets/series/HistogramShapes.h"
#include "widgets/series/SeriesMath.h"

using namespace isonet;
using namespace isonet::widgets;
using test::centerOf, test::panelNames, test::PlotPage;

class TestPlots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void logAxisLabelsDoNotOverlap_data() {
        QTest::addColumn<double>("lower");
        QTest::addColumn<double>("upper");
        for (const auto& [lower, upper] : {std::pair(5e-5, 2e-4), std::pair(0.9, 1.1), std::pair(0.3, 2.0),
                                           std::pair(1e-4, 10.0), std::pair(1.0, 1e9)})
            QTest::addRow("%g to %g", lower, upper) << lower << upper;
    }
    void logAxisLabelsDoNotOverlap() {
        QFETCH(double, lower);
        QFETCH(double, upper);
        QCustomPlot plot;
        plot.resize(300, 300);
        plot.show();
        plot.yAxis->setScaleType(QCPAxis::stLogarithmic);
        plot.yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new LogTicker(plot.yAxis)));
        plot.yAxis->setRange(lower, upper);
        plot.replot();
        const auto ticks = plot.yAxis->tickVector();
        QVERIFY2(ticks.size() >= 2 && ticks.size() == plot.yAxis->tickVectorLabels().size(),
                 qPrintable(QString::number(ticks.size())));
        const int height = QFontMetrics(plot.yAxis->tickLabelFont()).height();
        for (qsizetype i = 1; i < ticks.size(); ++i)
            QVERIFY2(std::abs(plot.yAxis->coordToPixel(ticks[i]) - plot.yAxis->coordToPixel(ticks[i - 1])) > height,
                     qPrintable(QString::number(ticks[i])));
    }

    void emptyPanelsShowAnExplanation() {
        PlotPage page(-1);
        for (const auto& name : panelNames) {
            auto* panel = page.view.panel(name);
            QVERIFY(panel->isEmpty());
            QVERIFY2(panel->emptyText().contains("No values yet"), qPrintable(panel->emptyText()));
            QCOMPARE(panel->pointCount(), 0);
            QVERIFY(panel->shownSeries().isEmpty());
        }
        QVERIFY(page.spectrum()->emptyText().contains("step 0"));
        QVERIFY(page.loss()->emptyText().contains(QString::number(page.config.telemetry.scalarSteps)));
        page.view.setData(nullptr);
        QVERIFY(page.loss()->emptyText().contains("No run"));
    }

    void networkWithoutSReluIsExplained() {
        RunData data;
        auto config = test::smallConfig();
        config.model.activation = spec::Activation::ReLU;
        data.setConfig(config);
        const auto made = test::makePanel(offsetPlot());
        auto& panel = *made;
        panel.setData(&data);
        QVERIFY(panel.emptyText().contains("no SReLU"));
    }

    void panelsFillFromRecords() {
        PlotPage page(-1);
        page.data.append(test::wholeRun(page.config, 400));
        for (const auto& name : panelNames) {
            QVERIFY2(!page.view.panel(name)->isEmpty(), qPrintable(name));
            QVERIFY2(page.view.panel(name)->pointCount() > 0, qPrintable(name));
        }
        QCOMPARE(page.loss()->shownSeries(), QStringList({"total", "cross entropy", "γ · penalty", "penalty P (right)",
                                                          "train top-1", "validation top-1"}));
        QCOMPARE(page.deviation()->shownSeries().size(), 18);
        QCOMPARE(page.deviation()->shownSeries().first(), QString("s1.b1.f.a"));
        QCOMPARE(page.spectrum()->shownSeries().size(), 19);
        QCOMPARE(page.spectrum()->shownSeries().first(), QString("stem.conv"));
        QCOMPARE(page.offset()->shownSeries(), QStringList({"stage1", "stage2", "stage3"}));
        QCOMPARE(page.loss()->pointCount(), 4 * 41 + 2 * 4);
    }

    void restartDropsLaterPoints() {
        PlotPage page;
        const int before = page.deviation()->pointCount();
        page.data.dropFrom(200);
        QCOMPARE(page.deviation()->pointCount(), before - 18 * 21);
        page.spectrum()->refreshNow();
        QCOMPARE(page.spectrumPlot()->slider()->step(), 100.0);
    }

    void hiddenPanelsRedrawWhenShown() {
        RunData data;
        data.setConfig(test::smallConfig());
        const auto made = test::makePanel(lossPlot());
        auto& panel = *made;
        panel.setData(&data);
        QTest::qWait(30);  // a new QCustomPlot queues one replot
        QSignalSpy replots(panel.canvas(), &QCustomPlot::afterReplot);
        data.append(test::wholeRun(test::smallConfig(), 100));
        QTest::qWait(60);
        QCOMPARE(replots.count(), 0);
        panel.show();
        QTRY_VERIFY(replots.count() > 0);
        QVERIFY(!panel.isEmpty());
    }

    void manyUpdatesAreMergedIntoFewReplots() {
        PlotPage page;
        QTest::qWait(60);
        QSignalSpy replots(page.loss()->canvas(), &QCustomPlot::afterReplot);
        QElapsedTimer time;
        time.start();
        for (int step = 410; time.elapsed() < 400; step += 10) {
            page.data.append({test::scalar("loss/total", step, 1), test::scalar("loss/cross_entropy", step, 1)});
            QCoreApplication::processEvents();
        }
        QVERIFY2(replots.count() >= 1 && replots.count() <= 12, qPrintable(QString::number(replots.count())));
    }

    void logAxisOmitsNonPositiveValues() {
        PlotPage page;
        auto* panel = page.loss();
        panel->setLogScale(true);
        panel->refreshNow();
        const auto* axis = panel->canvas()->axisRect(0)->axis(QCPAxis::atLeft);
        QCOMPARE(axis->scaleType(), QCPAxis::stLogarithmic);
        QVERIFY(axis->range().lower > 0);
        QVERIFY(axis->range().upper >= 2.3);
        QVERIFY(!panel->canvas()->isHeld());
        // Only zeros: the axis is still valid.
        RunData zeros;
        zeros.append({test::scalar("loss/total", 0, 0), test::scalar("loss/total", 10, -1)});
        panel->setData(&zeros);
        panel->refreshNow();
        axis = panel->canvas()->axisRect(0)->axis(QCPAxis::atLeft);  // without a penalty there are two strips
        QVERIFY(axis->range().lower > 0 && std::isfinite(axis->range().upper));
        QVERIFY(panel->readout(centerOf(panel)).plain().contains("total"));
    }

    void mapShowsZerosOnALogScale() {
        RunData data;
        data.append(
            {test::scalar("isometry/deviation/s1.b1.f.a", 0, 0), test::scalar("isometry/deviation/s1.b1.f.b", 0, 0)});
        const auto made = test::makePanel(deviationPlot());
        auto& panel = *made;
        panel.setData(&data);
        panel.resize(400, 300);
        panel.refreshNow();
        auto* map = panel.canvas()->plottable(0);
        auto* colors = qobject_cast<QCPColorMap*>(map);
        QVERIFY(colors);
        QVERIFY(colors->dataRange().lower > 0);
        QVERIFY(colors->data()->cell(0, 0) >= colors->dataRange().lower);
        QVERIFY(colors->data()->keyRange().size() > 0);
    }

    void mapKeepsPeaksNarrowerThanAColumn() {
        RunData data;
        std::vector<telemetry::Record> records;
        for (int step = 0; step < 5000; ++step)
            records.push_back(test::scalar("isometry/deviation/s1.b1.f.a", step, step == 3333 ? 50.0 : 1.0));
        data.append(records);
        const auto made = test::makePanel(deviationPlot());
        auto& panel = *made;
        panel.setData(&data);
        panel.refreshNow();
        const auto* map = qobject_cast<QCPColorMap*>(panel.canvas()->plottable(0));
        QVERIFY(map->data()->keySize() <= 600);
        QCOMPARE(map->dataRange().upper, 50.0);
    }

    void seriesColorsHaveEnoughContrast() {
        const auto luminance = [](const QColor& color) {
            const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
            return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
        };
        QPalette dark;
        dark.setColor(QPalette::Base, QColor("#1b1d23"));
        dark.setColor(QPalette::Text, Qt::white);
        for (const auto& colors : {PlotColors::print(), PlotColors::of(dark)})
            for (int i = 0; i < 7; ++i) {
                const double a = luminance(colors.series(i)), b = luminance(colors.background);
                QVERIFY2((std::max(a, b) + 0.05) / (std::min(a, b) + 0.05) >= 3, qPrintable(QString::number(i)));
            }
    }

    void deviationSwitchesBetweenMapAndLines() {
        PlotPage page;
        auto* panel = page.deviation();
        QVERIFY(qobject_cast<QCPColorMap*>(panel->canvas()->plottable(0)));
        page.deviationPlot()->setMode(DeviationPlot::Mode::Lines);
        panel->refreshNow();
        QCOMPARE(panel->canvas()->graphCount(), 2 * 18);  // with the raw values behind smoothed lines
        QCOMPARE(panel->shownSeries().size(), 18);
        page.deviationPlot()->setMode(DeviationPlot::Mode::Map);
        panel->refreshNow();
        QCOMPARE(panel->canvas()->graphCount(), 0);
        QCOMPARE(panel->pointCount(), 18 * 41);
    }

    void normalizingDividesByTheSize() {
        PlotPage page;
        QVERIFY(page.deviation()->readout(centerOf(page.deviation())).lines.first().value == "0.11");
        page.deviationPlot()->setNormalized(true);
        page.deviation()->refreshNow();
        QCOMPARE(page.deviation()->readout(centerOf(page.deviation())).lines.first().value, QString("0.0275"));
    }

    void offsetsCanBeShownByLayer() {
        PlotPage page;
        page.offsetPlot()->showLayers();
        QCOMPARE(page.offset()->shownSeries().size(), 19);
        QCOMPARE(page.offset()->shownSeries().first(), QString("stem.relu"));
    }

    void smoothingIsBiasCorrected() {
        const auto means = smoothed({4, 4, std::nan(""), 4, 8}, 0.9);
        QCOMPARE(means[0], 4.0);
        QCOMPARE(means[1], 4.0);
        QVERIFY(std::isnan(means[2]));
        QCOMPARE(means[3], 4.0);
        QVERIFY(means[4] > 4 && means[4] < 8);
        QCOMPARE(smoothed({1, 2}, 0), QVector<double>({1, 2}));
    }

    void histogramStatisticsAreCorrect() {
        std::vector<double> values;
        for (int i = 0; i <= 1000; ++i)
            values.push_back(i / 1000.0);
        const auto histogram = telemetry::histogramOf(values);
        QVERIFY(std::abs(quantile(histogram, 0.25) - 0.25) < 0.01);
        QVERIFY(std::abs(quantile(histogram, 0.5) - 0.5) < 0.01);
        QCOMPARE(quantile(histogram, 1), 1.0);
        QVERIFY(std::abs(shareWithin(histogram, 0.4, 0.6) - 0.2) < 0.01);
        QVERIFY(std::abs(deviationOf(histogram) - std::sqrt(1 / 12.0)) < 0.01);
        const auto coarse = coarsened(histogram, 10);
        QVERIFY(coarse.counts.size() <= 10);
        QCOMPARE(std::accumulate(coarse.counts.begin(), coarse.counts.end(), 0.0), 1001.0);
        const auto equal = telemetry::histogramOf({1, 1, 1});
        QCOMPARE(quantile(equal, 0.5), 1.0);
        QCOMPARE(staircaseOf(equal, 0.1).x.size(), 4);
        QVERIFY(std::isnan(quantile({}, 0.5)));
    }

    void longRunReplotsFast() {
        RunData data;
        std::vector<telemetry::Record> records;
        for (int step = 0; step < 100'000; ++step)
            for (const char* tag : {"loss/total", "loss/cross_entropy", "loss/penalty"})
                records.push_back(test::scalar(tag, step, 1 + std::sin(step * 0.37) * std::exp(-step / 3e4)));
        data.append(records);
        const auto made = test::makePanel(lossPlot());
        auto& panel = *made;
        panel.setData(&data);
        panel.resize(600, 400);
        panel.show();
        panel.refreshNow();
        QCOMPARE(panel.pointCount(), 300'000);
        panel.refreshNow();                       // with the final layout
        const std::clock_t start = std::clock();  // CPU time, independent of other programs
        for (int i = 0; i < 5; ++i)
            panel.canvas()->replot();
        const double each = 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / 5;
        qInfo("replot of 3 x 100,000 points: %.1f ms", each);
        QVERIFY2(each < 30, qPrintable(QString::number(each)));
    }
};

QTEST_MAIN(TestPlots)
#include "tst_plots.moc"
