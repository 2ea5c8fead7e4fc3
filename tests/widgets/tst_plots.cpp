// The four plot panels as a person meets them: empty, filling, zoomed, read, exported, dark.
#include <QApplication>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>
#include <cmath>
#include <ctime>
#include <numeric>

#include "tests/widgets/RunRecords.h"
#include "widgets/DeviationPanel.h"
#include "widgets/HistogramShapes.h"
#include "widgets/LossPanel.h"
#include "widgets/OffsetPanel.h"
#include "widgets/PlotTickers.h"
#include "widgets/RunData.h"
#include "widgets/RunView.h"
#include "widgets/SeriesTools.h"
#include "widgets/SpectrumPanel.h"
#include "widgets/StepSlider.h"

using namespace isonet;
using namespace isonet::widgets;

namespace {

const QStringList panelNames{"lossPanel", "deviationPanel", "spectrumPanel", "offsetPanel"};

struct Page {
    explicit Page(int last = 400) {
        data.setConfig(config);
        if (last >= 0)
            data.append(test::wholeRun(config, last));
        view.setData(&data);
        view.resize(900, 680);
        view.show();
        for (const auto& name : panelNames)
            view.panel(name)->refreshNow();
        // The layout is known once the panels have been shown and drawn.
        QCoreApplication::processEvents();
        for (const auto& name : panelNames)
            view.panel(name)->canvas()->replot();
    }
    template <typename Panel>
    Panel* get(const char* name) {
        return static_cast<Panel*>(view.panel(name));
    }
    LossPanel* loss() { return get<LossPanel>("lossPanel"); }
    DeviationPanel* deviation() { return get<DeviationPanel>("deviationPanel"); }
    SpectrumPanel* spectrum() { return get<SpectrumPanel>("spectrumPanel"); }
    OffsetPanel* offset() { return get<OffsetPanel>("offsetPanel"); }

    config::RunConfig config = test::smallConfig();
    RunData data;
    RunView view;
};

QPointF centreOf(PlotPanel* panel, int rect = 0) {
    return QRectF(panel->canvas()->axisRect(rect)->rect()).center();
}

void wheel(PlotCanvas* canvas, const QPointF& at) {
    QWheelEvent event(at, canvas->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QCoreApplication::sendEvent(canvas, &event);
}

int coloursIn(const QImage& image) {
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 2)
        for (int x = 0; x < image.width(); x += 2)
            colours.insert(image.pixel(x, y));
    return static_cast<int>(colours.size());
}

}  // namespace

class TestPlots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labelsOfALogarithmicAxisHaveRoom_data() {
        QTest::addColumn<double>("lower");
        QTest::addColumn<double>("upper");
        for (const auto& [lower, upper] : {std::pair(5e-5, 2e-4), std::pair(0.9, 1.1), std::pair(0.3, 2.0),
                                           std::pair(1e-4, 10.0), std::pair(1.0, 1e9)})
            QTest::addRow("%g to %g", lower, upper) << lower << upper;
    }
    void labelsOfALogarithmicAxisHaveRoom() {
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

    void emptyPanelsExplainThemselves() {
        Page page(-1);
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

    void aNetworkWithoutSReluSaysSo() {
        RunData data;
        auto config = test::smallConfig();
        config.model.activation = spec::Activation::ReLU;
        data.setConfig(config);
        OffsetPanel panel;
        panel.setData(&data);
        QVERIFY(panel.emptyText().contains("no SReLU"));
    }

    void panelsFillFromRecords() {
        Page page(-1);
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

    void aRestartTakesLaterPointsAway() {
        Page page;
        const int before = page.deviation()->pointCount();
        page.data.dropFrom(200);
        QCOMPARE(page.deviation()->pointCount(), before - 18 * 21);
        page.spectrum()->refreshNow();
        QCOMPARE(page.spectrum()->slider()->step(), 100.0);
    }

    void hiddenPanelsWaitAndDrawWhenShown() {
        RunData data;
        data.setConfig(test::smallConfig());
        LossPanel panel;
        panel.setData(&data);
        QTest::qWait(30);  // a new QCustomPlot queues one replot of its own
        QSignalSpy replots(panel.canvas(), &QCustomPlot::afterReplot);
        data.append(test::wholeRun(test::smallConfig(), 100));
        QTest::qWait(60);
        QCOMPARE(replots.count(), 0);
        panel.show();
        QTRY_VERIFY(replots.count() > 0);
        QVERIFY(!panel.isEmpty());
    }

    void manyUpdatesCollapseIntoFewReplots() {
        Page page;
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

    void logAxisLeavesOutWhatItCannotShow() {
        Page page;
        auto* panel = page.loss();
        panel->setLogScale(true);
        panel->refreshNow();
        const auto* axis = panel->canvas()->axisRect(0)->axis(QCPAxis::atLeft);
        QCOMPARE(axis->scaleType(), QCPAxis::stLogarithmic);
        QVERIFY(axis->range().lower > 0);
        QVERIFY(axis->range().upper >= 2.3);
        QVERIFY(!panel->canvas()->isHeld());
        // Only zeros: still a sound axis, and nothing crashes.
        RunData zeros;
        zeros.append({test::scalar("loss/total", 0, 0), test::scalar("loss/total", 10, -1)});
        panel->setData(&zeros);
        panel->refreshNow();
        QVERIFY(axis->range().lower > 0 && std::isfinite(axis->range().upper));
        QVERIFY(panel->readOut(centreOf(panel)).plain().contains("total"));
    }

    void mapShowsZerosOnALogScale() {
        RunData data;
        data.append(
            {test::scalar("isometry/deviation/s1.b1.f.a", 0, 0), test::scalar("isometry/deviation/s1.b1.f.b", 0, 0)});
        DeviationPanel panel;
        panel.setData(&data);
        panel.resize(400, 300);
        panel.refreshNow();
        auto* map = panel.canvas()->plottable(0);
        auto* colours = qobject_cast<QCPColorMap*>(map);
        QVERIFY(colours);
        QVERIFY(colours->dataRange().lower > 0);
        QVERIFY(colours->data()->cell(0, 0) >= colours->dataRange().lower);
        QVERIFY(colours->data()->keyRange().size() > 0);
    }

    void mapKeepsAPeakThatIsNarrowerThanAColumn() {
        RunData data;
        std::vector<telemetry::Record> records;
        for (int step = 0; step < 5000; ++step)
            records.push_back(test::scalar("isometry/deviation/s1.b1.f.a", step, step == 3333 ? 50.0 : 1.0));
        data.append(records);
        DeviationPanel panel;
        panel.setData(&data);
        panel.refreshNow();
        const auto* map = qobject_cast<QCPColorMap*>(panel.canvas()->plottable(0));
        QVERIFY(map->data()->keySize() <= 600);
        QCOMPARE(map->dataRange().upper, 50.0);
    }

    void wheelZoomsAndResetFollowsAgain() {
        Page page;
        auto* canvas = page.loss()->canvas();
        auto* x = canvas->axisRect(0)->axis(QCPAxis::atBottom);
        auto* lowerX = canvas->axisRect(1)->axis(QCPAxis::atBottom);
        const auto whole = x->range();
        wheel(canvas, centreOf(page.loss()));
        QVERIFY(x->range().size() < whole.size());
        QCOMPARE(lowerX->range(), x->range());
        QVERIFY(canvas->isHeld());
        const auto zoomed = x->range();
        page.data.append({test::scalar("loss/total", 2000, 1)});
        page.loss()->refreshNow();
        QCOMPARE(x->range(), zoomed);
        page.loss()->resetView();
        QVERIFY(!canvas->isHeld());
        QVERIFY(x->range().upper >= 2000);
    }

    void wheelOverAnAxisZoomsThatAxisOnly() {
        Page page;
        auto* canvas = page.loss()->canvas();
        auto* rect = canvas->axisRect(0);
        const auto x = rect->axis(QCPAxis::atBottom)->range(), y = rect->axis(QCPAxis::atLeft)->range();
        wheel(canvas, QPointF(rect->left() - 12, rect->center().y()));
        QCOMPARE(rect->axis(QCPAxis::atBottom)->range(), x);
        QVERIFY(rect->axis(QCPAxis::atLeft)->range().size() < y.size());
    }

    void shiftAndDragZoomsToTheBoxAndBackspaceUndoes() {
        Page page;
        page.spectrum()->showLayer("s1.b1.f.a");
        page.spectrum()->refreshNow();
        auto* canvas = page.spectrum()->canvas();
        canvas->replot();
        auto* rect = canvas->axisRect(0);
        auto* x = rect->axis(QCPAxis::atBottom);
        const auto before = x->range();
        const QPoint from = rect->topLeft() + QPoint(rect->width() / 4, rect->height() / 4);
        const QPoint to = rect->topLeft() + QPoint(rect->width() / 2, rect->height() / 2);
        QTest::mousePress(canvas, Qt::LeftButton, Qt::ShiftModifier, from);
        QMouseEvent move(QEvent::MouseMove, to, canvas->mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                         Qt::ShiftModifier);
        QCoreApplication::sendEvent(canvas, &move);
        QTest::mouseRelease(canvas, Qt::LeftButton, Qt::ShiftModifier, to);
        QVERIFY(std::abs(x->range().size() - before.size() / 4) < before.size() / 50);
        QTest::keyClick(canvas, Qt::Key_Backspace);
        QCOMPARE(x->range(), before);
        QVERIFY(!canvas->isHeld());
    }

    void doubleClickResets() {
        Page page;
        auto* canvas = page.deviation()->canvas();
        wheel(canvas, centreOf(page.deviation()));
        QVERIFY(canvas->isHeld());
        QTest::mouseDClick(canvas, Qt::LeftButton, {}, centreOf(page.deviation()).toPoint());
        QVERIFY(!canvas->isHeld());
    }

    void readOutGivesEverySeriesAtTheStep() {
        Page page;
        const auto text = page.loss()->readOut(centreOf(page.loss()));
        QCOMPARE(text.title, QString("step 200"));
        QCOMPARE(text.lines.size(), 6);
        QCOMPARE(text.crosshair, std::optional(200.0));
        QVERIFY(text.plain().contains("cross entropy: "));
        const auto layers = page.deviation()->readOut(centreOf(page.deviation()));
        QCOMPARE(layers.lines.size(), 18);
        const auto spectrum = page.spectrum()->readOut(centreOf(page.spectrum()));
        QVERIFY2(spectrum.title.contains("s2.b"), qPrintable(spectrum.title));
        QVERIFY(spectrum.plain().contains("median: "));
        const auto offsets = page.offset()->readOut(centreOf(page.offset(), 1));
        QVERIFY2(offsets.title.startsWith("stage 2"), qPrintable(offsets.title));
    }

    void readOutSurvivesDroppedAndDeletedData() {
        Page page;
        const auto at = centreOf(page.deviation());
        page.data.dropFrom(0);
        QVERIFY(page.deviation()->readOut(at).isEmpty());
        auto* data = new RunData;
        data->append(test::wholeRun(page.config, 50));
        page.view.setData(data);
        for (const auto& name : panelNames)
            page.view.panel(name)->refreshNow();
        delete data;
        for (const auto& name : panelNames) {
            QVERIFY(page.view.panel(name)->readOut(at).isEmpty());
            QVERIFY(page.view.panel(name)->isEmpty());
        }
    }

    void hoveringShowsABoxInsideTheWindow() {
        Page page;
        auto* canvas = page.offset()->canvas();
        const QPointF at = QRectF(canvas->axisRect(2)->rect()).bottomRight() - QPointF(3, 3);
        QMouseEvent move(QEvent::MouseMove, at, canvas->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(canvas, &move);
        auto* box = page.view.findChild<ReadOut*>();
        QVERIFY(box && box->isVisible());
        QVERIFY(page.view.rect().contains(box->geometry()));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(canvas, &leave);
        QVERIFY(!box->isVisible());
    }

    void hiddenSeriesLeavePlotAndCsv() {
        Page page;
        QTemporaryDir folder;
        page.deviation()->setSeriesShown("s1.b1.f.a", false);
        QCOMPARE(page.deviation()->shownSeries().size(), 17);
        QCOMPARE(page.deviation()->exportCsv(folder.filePath("d.csv")), QString());
        QFile file(folder.filePath("d.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto content = file.readAll();
        QVERIFY(!content.contains("s1.b1.f.a,"));
        QVERIFY(content.contains("s1.b1.f.b,"));
    }

    void csvHoldsTheValues() {
        RunData data;
        data.append({test::scalar("loss/total", 0, 0.1), test::scalar("loss/total", 10, 1e-7)});
        LossPanel panel;
        panel.setData(&data);
        QTemporaryDir folder;
        QCOMPARE(panel.exportCsv(folder.filePath("loss.csv")), QString());
        QFile file(folder.filePath("loss.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("tag,step,wall_time,value\r\n"
                                            "loss/total,0,1700000000.000,0.1\r\n"
                                            "loss/total,10,1700000010.000,1e-07\r\n"));
    }

    void csvOfHistogramsHoldsBuckets() {
        QByteArray csv = histogramCsvHeader();
        telemetry::Histogram histogram{1, 3, 5, 0, 0, {2, 3}, {1, 4}};
        appendCsv(csv, "odd, \"tag\"", 7, histogram);
        QCOMPARE(csv, QByteArray("tag,step,bucket_low,bucket_high,count\r\n"
                                 "\"odd, \"\"tag\"\"\",7,1,2,1\r\n\"odd, \"\"tag\"\"\",7,2,3,4\r\n"));
    }

    void picturesAreWritten_data() {
        QTest::addColumn<QString>("panel");
        for (const auto& name : panelNames)
            QTest::newRow(qPrintable(name)) << name;
    }
    void picturesAreWritten() {
        QFETCH(QString, panel);
        Page page;
        QTemporaryDir folder;
        auto* plot = page.view.panel(panel);
        for (const char* suffix : {"png", "pdf", "svg"}) {
            const QString name = folder.filePath(QString("plot.") + suffix);
            QCOMPARE(plot->exportPicture(name, {QSize(640, 400), 2}), QString());
            QFile file(name);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto content = file.readAll();
            QVERIFY2(content.size() > 3000, suffix);
            if (suffix == QByteArray("pdf"))
                QVERIFY(content.startsWith("%PDF"));
            if (suffix == QByteArray("svg"))
                QVERIFY(content.contains("<svg") && content.contains("</svg>"));
        }
        const QImage image(folder.filePath("plot.png"));
        QCOMPARE(image.size(), QSize(1280, 800));
        QCOMPARE(image.pixelColor(1, 1), QColor(Qt::white));
        QVERIFY(coloursIn(image) > 20);
    }

    void anUnwritableFileIsNamed() {
        Page page;
        const QString problem = page.loss()->exportPicture("/nowhere/at/all/plot.png", {QSize(640, 400), 2});
        QVERIFY2(problem.contains("/nowhere/at/all/plot.png"), qPrintable(problem));
        QVERIFY(!page.loss()->exportCsv("/nowhere/at/all/plot.csv").isEmpty());
        QVERIFY(!page.loss()->exportPicture("x.png", {QSize(1, 1), 2}).isEmpty());
        Page empty(-1);
        QVERIFY(!empty.loss()->exportCsv("/tmp/never.csv").isEmpty());
    }

    void aDarkPaletteDarkensThePlotButNotThePrint() {
        Page page;
        QPalette dark;
        dark.setColor(QPalette::Base, QColor("#1b1d23"));
        dark.setColor(QPalette::Text, QColor("#e6e6e6"));
        page.view.setPalette(dark);
        for (const auto& name : panelNames) {
            auto* panel = page.view.panel(name);
            panel->refreshNow();
            QCOMPARE(panel->canvas()->toPixmap(300, 200).toImage().pixelColor(1, 1), QColor("#1b1d23"));
        }
        QTemporaryDir folder;
        QCOMPARE(page.loss()->exportPicture(folder.filePath("a.png"), {QSize(400, 300), 1}), QString());
        QCOMPARE(QImage(folder.filePath("a.png")).pixelColor(1, 1), QColor(Qt::white));
        QCOMPARE(page.loss()->canvas()->toPixmap(300, 200).toImage().pixelColor(1, 1), QColor("#1b1d23"));
    }

    void seriesColoursStandOutOnBothPalettes() {
        const auto luminance = [](const QColor& colour) {
            const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
            return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
        };
        QPalette dark;
        dark.setColor(QPalette::Base, QColor("#1b1d23"));
        dark.setColor(QPalette::Text, Qt::white);
        for (const auto& colours : {PlotColours::print(), PlotColours::of(dark)})
            for (int i = 0; i < 7; ++i) {
                const double a = luminance(colours.series(i)), b = luminance(colours.background);
                QVERIFY2((std::max(a, b) + 0.05) / (std::min(a, b) + 0.05) >= 3, qPrintable(QString::number(i)));
            }
    }

    void deviationSwitchesBetweenMapAndLines() {
        Page page;
        auto* panel = page.deviation();
        QVERIFY(qobject_cast<QCPColorMap*>(panel->canvas()->plottable(0)));
        panel->setMode(DeviationPanel::Mode::Lines);
        panel->refreshNow();
        QCOMPARE(panel->canvas()->graphCount(), 18);
        QCOMPARE(panel->shownSeries().size(), 18);
        panel->setMode(DeviationPanel::Mode::Map);
        panel->refreshNow();
        QCOMPARE(panel->canvas()->graphCount(), 0);
        QCOMPARE(panel->pointCount(), 18 * 41);
    }

    void normalisingDividesByTheSize() {
        Page page;
        QVERIFY(page.deviation()->readOut(centreOf(page.deviation())).lines.first().value == "0.11");
        page.deviation()->setNormalised(true);
        page.deviation()->refreshNow();
        QCOMPARE(page.deviation()->readOut(centreOf(page.deviation())).lines.first().value, QString("0.0275"));
    }

    void sliderShowsEarlierStepsAndFollowsAtTheEnd() {
        Page page;
        auto* slider = page.spectrum()->slider();
        QCOMPARE(slider->step(), 400.0);
        page.data.append({test::histogram("spectrum/stem.conv", 500, {1, 2})});
        page.spectrum()->refreshNow();
        QCOMPARE(slider->step(), 500.0);
        slider->choose(90);
        QCOMPARE(slider->step(), 100.0);
        page.data.append({test::histogram("spectrum/stem.conv", 600, {1, 2})});
        page.spectrum()->refreshNow();
        QCOMPARE(slider->step(), 100.0);
        slider->chooseLatest();
        QCOMPARE(slider->step(), 600.0);
    }

    void aClickOnAViolinOpensItsLayer() {
        Page page;
        auto* panel = page.spectrum();
        QTest::mouseClick(panel->canvas(), Qt::LeftButton, {}, centreOf(panel).toPoint());
        QCOMPARE(panel->view(), DistributionPanel::View::OneLayer);
        QVERIFY(panel->layer().startsWith("s2.b"));
        panel->refreshNow();
        QCOMPARE(panel->pointCount(), 5);
        panel->showLayers();
        QCOMPARE(panel->shownSeries().size(), 19);
    }

    void offsetsCanBeSeenByLayer() {
        Page page;
        page.offset()->showLayers();
        QCOMPARE(page.offset()->shownSeries().size(), 19);
        QCOMPARE(page.offset()->shownSeries().first(), QString("stem.relu"));
    }

    void onePanelFillsThePageAndComesBack() {
        Page page;
        auto* button = page.deviation()->findChildren<QToolButton*>().last();
        for (auto* each : page.deviation()->findChildren<QToolButton*>())
            if (each->accessibleName() == "Fill the page")
                button = each;
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(page.deviation()->isVisible());
        QVERIFY(!page.loss()->isVisible() && !page.spectrum()->isVisible() && !page.offset()->isVisible());
        QTRY_VERIFY(page.deviation()->width() > 880);
        QTest::mouseClick(button, Qt::LeftButton);
        for (const auto& name : panelNames)
            QVERIFY(page.view.panel(name)->isVisible());
    }

    void everyControlHasANameForScreenReaders() {
        Page page;
        for (const auto& name : panelNames)
            for (const auto* button : page.view.panel(name)->findChildren<QToolButton*>()) {
                QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(name));
                QVERIFY2(!button->toolTip().isEmpty(), qPrintable(button->accessibleName()));
            }
    }

    void smoothingHasNoBiasAtTheStart() {
        const auto means = smoothed({4, 4, std::nan(""), 4, 8}, 0.9);
        QCOMPARE(means[0], 4.0);
        QCOMPARE(means[1], 4.0);
        QVERIFY(std::isnan(means[2]));
        QCOMPARE(means[3], 4.0);
        QVERIFY(means[4] > 4 && means[4] < 8);
        QCOMPARE(smoothed({1, 2}, 0), QVector<double>({1, 2}));
    }

    void histogramsKnowTheirQuantiles() {
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

    void aLongRunReplotsFast() {
        RunData data;
        std::vector<telemetry::Record> records;
        for (int step = 0; step < 100'000; ++step)
            for (const char* tag : {"loss/total", "loss/cross_entropy", "loss/penalty"})
                records.push_back(test::scalar(tag, step, 1 + std::sin(step * 0.37) * std::exp(-step / 3e4)));
        data.append(records);
        LossPanel panel;
        panel.setData(&data);
        panel.resize(600, 400);
        panel.show();
        panel.refreshNow();
        QCOMPARE(panel.pointCount(), 300'000);
        panel.refreshNow();                       // with the layout known
        const std::clock_t start = std::clock();  // processor time: other programs do not count
        for (int i = 0; i < 5; ++i)
            panel.canvas()->replot();
        const double each = 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / 5;
        qInfo("replot of 3 x 100,000 points: %.1f ms", each);
        QVERIFY2(each < 30, qPrintable(QString::number(each)));
    }
};

QTEST_MAIN(TestPlots)
#include "tst_plots.moc"
