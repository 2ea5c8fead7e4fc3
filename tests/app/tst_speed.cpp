// Responsiveness of the window: startup, a table of 300 runs, redrawing a page of comparisons, the score slider, pauses
// of the GUI thread during training. Runs alone; the bounds are about four times the times of an idle two-core machine.
// The measured times are printed.
#include <QApplication>
#include <QTimer>
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <vector>

#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/pages/RunsPage.h"
#include "tests/Optimized.h"
#include "tests/app/WindowFixture.h"
#include "training/config/RunConfigYaml.h"
#include "training/telemetry/EventWriter.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/plot/ViewOptions.h"
#include "widgets/predictions/PredictionCanvas.h"
#include "widgets/predictions/PredictionsView.h"
#include "widgets/runs/ComparePlot.h"
#include "widgets/runs/ComparedRuns.h"
#include "widgets/runs/RunTable.h"
#include "widgets/runs/RunTableModel.h"
#include "widgets/series/RunData.h"

using namespace isonet;
using workbench::MainWindow;

namespace {

constexpr double slowdown = test::optimized ? 1 : 10;

double milliseconds(const std::function<void()>& work) {
    QElapsedTimer time;
    time.start();
    work();
    return double(time.nsecsElapsed()) / 1e6;
}

double median(std::vector<double> times) {
    std::ranges::nth_element(times, times.begin() + std::ptrdiff_t(times.size() / 2));
    return times[times.size() / 2];
}

}  // namespace

class TestSpeed : public QObject, private WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_speed")); }
    void init() { resetFixture(); }

    void firstWindow() {
        std::unique_ptr<MainWindow> w;
        const double time = milliseconds([&] {
            w = window();
            w->repaint();
        });
        QVERIFY(w->isVisible() && action(*w, "start")->isEnabled());
        qInfo("first window: %.0f ms (without loading the program)", time);
        QVERIFY2(time < 5000 * slowdown, "the first window is slow");
    }

    void tableOfThreeHundredRuns() {
        const auto root = std::filesystem::path(runs().toStdString());
        constexpr int runs = 300, steps = 5000;
        std::vector<telemetry::Record> records;
        for (int step = 0; step < steps; ++step)
            records.push_back({"loss/total", step, 1e9 + step, telemetry::Scalar{std::exp(-step / 1000.0)}});
        // One run as the engine writes it; the others are copies with another seed and learning rate, which are faster
        // to write.
        const auto original = root / "run-0";
        {
            auto run = telemetry::RunDirectory::create(original, sweeps::defaultPreset().config);
            telemetry::RunStatus status;
            status.state = telemetry::RunState::Finished;
            status.step = status.steps = steps;
            run.writeStatus(status);
            telemetry::EventWriter(original).write(records);
        }
        for (int i = 1; i < runs; ++i) {
            auto config = sweeps::defaultPreset().config;
            config.run.seed = std::uint64_t(i);
            config.optimizer.learningRate = 0.001 * (1 + i % 10);
            const auto path = root / ("run-" + std::to_string(i));
            std::filesystem::copy(original, path, std::filesystem::copy_options::recursive);
            std::ofstream(path / "config.yaml") << config::toYaml(config);
        }
        auto w = window();
        auto* model = w->runsPage()->table()->model();
        const double time = milliseconds([&] {
            w->showPage(MainWindow::Page::Runs);
            QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), runs, timeout);
            w->repaint();
        });
        QCOMPARE(model->rowCount(), runs);
        qInfo("table of %d runs of %d steps: %.0f ms", runs, steps, time);
        QVERIFY2(time < 4000 * slowdown, "the table of runs is slow");
    }

    void replotOfEightPlotsOfTenRuns() {
        constexpr int plots = 8, runs = 10, points = 100'000;
        widgets::ComparedRuns compared;
        std::vector<widgets::RunEntry> entries(runs);
        std::vector<const widgets::RunEntry*> chosen;
        QStringList groups;
        for (int i = 0; i < runs; ++i) {
            entries[std::size_t(i)].path = entries[std::size_t(i)].name = QString::number(i);
            chosen.push_back(&entries[std::size_t(i)]);
            groups.append(QString());
        }
        compared.setRuns(chosen, groups);
        QVector<widgets::PlotPanel*> panels;
        widgets::ViewOptions options;
        for (int plot = 0; plot < plots; ++plot) {
            const std::string tag = "tag/" + std::to_string(plot);
            for (int i = 0; i < runs; ++i) {
                std::vector<telemetry::Record> records;
                for (int step = 0; step < points; ++step)
                    records.push_back(
                        {tag, step, 0, telemetry::Scalar{std::sin(step * 1e-3 + i) + 0.1 * (step * 7919 % 13)}});
                compared.dataOf(QString::number(i))->append(records);
            }
            panels.append(widgets::makeComparePanel(tag, &compared));
        }
        widgets::PlotGrid grid(panels, 4, &options);
        grid.resize(1900, 900);
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));
        for (auto* panel : panels)
            panel->refreshNow();
        for (auto* panel : panels)
            QCOMPARE(panel->pointCount(), runs * points);
        const auto medianOf = [&](const std::function<void(int)>& work) {
            std::vector<double> times;
            for (int i = 0; i < 9; ++i)
                times.push_back(milliseconds([&] { work(i); }));
            return median(times);
        };
        const double replot = medianOf([&](int) {
            for (auto* panel : panels)
                panel->canvas()->replot(QCustomPlot::rpImmediateRefresh);
        });
        const double zoom = medianOf([&](int i) {
            for (auto* panel : panels)
                panel->showXRange(QCPRange(1000.0 * i, 90'000 - 1000.0 * i));  // also draws
        });
        for (auto* panel : panels)
            QCOMPARE(panel->canvas()->xAxis->range().upper, 82'000.0);
        const double refresh = medianOf([&](int) {
            for (auto* panel : panels)
                panel->refreshNow();
        });
        qInfo("%d plots of %d runs of %d points, median of 9: replot %.1f ms, zoom %.1f ms, refresh of values %.1f ms",
              plots, runs, points, replot, zoom, refresh);
        QVERIFY2(replot < 250 * slowdown, "a page of comparisons is slow to draw");
        QVERIFY2(zoom < 350 * slowdown, "a page of comparisons is slow to zoom");
        QVERIFY2(refresh < 350 * slowdown, "new values are slow to reach the plots");
    }

    void scoreSliderOverAHundredLargeMasks() {
        widgets::PredictionImage image;
        image.picture = QImage(640, 480, QImage::Format_RGB32);
        for (int y = 0; y < 480; ++y)
            for (int x = 0; x < 640; ++x)
                image.picture.setPixel(x, y, qRgb(x * 255 / 640, y * 255 / 480, (x ^ y) & 255));
        widgets::DetectorInfo info;
        info.images = {QStringLiteral("1: 1.jpg")};
        for (int i = 0; i < 100; ++i) {
            info.categories.append(QStringLiteral("category %1").arg(i));
            widgets::PredictionObject object;
            object.category = i;
            object.score = 1 - i / 100.0;
            object.maskPlace = QRect(i * 13 % 200, i * 29 % 140, 420, 330);
            object.box = object.maskPlace;
            object.mask = QImage(420, 330, QImage::Format_Alpha8);
            object.mask.fill(255);
            image.found.append(object);
            if (i < 20)
                image.truth.append(object);
        }
        widgets::PredictionsView view;
        view.resize(1600, 900);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setDetector(info);
        view.setImage(0, image);
        view.canvas()->repaint();
        std::vector<double> times;
        const auto drag = [&](double score) {
            times.push_back(milliseconds([&] {
                view.setScore(score);
                view.canvas()->repaint();
            }));
        };
        drag(0.99);
        const QImage few = view.canvas()->grab().toImage();
        for (int move = 0; move < 60; ++move)
            drag(move < 30 ? 0.3 - 0.01 * move : 0.02 * (move - 30));  // more masks, then fewer
        drag(0.01);
        QVERIFY(view.canvas()->grab().toImage() != few);  // the masks are drawn
        std::vector<double> opening;
        for (int i = 0; i < 9; ++i)
            opening.push_back(milliseconds([&] {
                view.setImage(0, image);  // every mask is drawn again
                view.canvas()->repaint();
            }));
        qInfo("score slider over 100 masks of 420 x 330: median %.1f ms, longest %.1f ms; image opened: %.1f ms",
              median(times), *std::ranges::max_element(times), median(opening));
        QVERIFY2(median(times) < 0.7 * median(opening), "the score slider draws all masks again");
        QVERIFY2(median(times) < 200 * slowdown, "the score slider stutters");
    }

    void guiThreadStaysResponsiveDuringTraining() {
        constexpr int interval = 5, length = 4000;  // ms
        auto w = window();
        w->experimentPage()->form()->setConfig(longRun());
        w->startTraining();
        QTRY_VERIFY_WITH_TIMEOUT(w->runData()->status().step > 0, timeout);
        const auto firstStep = w->runData()->status().step;
        std::vector<qint64> gaps;
        QElapsedTimer since;
        QTimer timer;
        timer.setTimerType(Qt::PreciseTimer);
        connect(&timer, &QTimer::timeout, this, [&] { gaps.push_back(since.restart()); });
        since.start();
        timer.start(interval);
        QTest::qWait(length);
        timer.stop();
        QVERIFY(w->worker()->isBusy());
        QVERIFY2(w->runData()->status().step > firstStep + 5, "the plots do not follow the run");
        w->worker()->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
        std::ranges::sort(gaps);
        QVERIFY2(!gaps.empty(), "the timer did not run");
        const auto quantile = [&](double share) { return gaps[std::size_t(double(gaps.size() - 1) * share)]; };
        qInfo(
            "gaps of the GUI thread during training, %zu ticks of %d ms: median %lld ms, 99 %% %lld ms, longest %lld "
            "ms",
            gaps.size(), interval, quantile(0.5), quantile(0.99), quantile(1));
        QVERIFY2(quantile(0.5) < 60 * slowdown, "the window is slow while a run trains");
        QVERIFY2(quantile(0.99) < 300 * slowdown, "the window stalls while a run trains");
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    TestSpeed test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_speed.moc"
