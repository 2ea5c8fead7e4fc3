// The window with more than anyone trains: many runs compared, a folder of thousands, a run of thousands of tags, a tag
// of a million points, a long sweep, a long list of checkpoints. The work of the GUI thread must not grow with them:
// its longest pause is printed and bounded. Small by default; ISONET_FULL_SIZE=1 takes the sizes named above.
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>
#include <QtTest>
#include <algorithm>

#include "app/workbench/pages/InspectPage.h"
#include "app/workbench/pages/RunsPage.h"
#include "app/workbench/pages/SweepsPage.h"
#include "tests/Optimized.h"
#include "tests/app/ManyRuns.h"
#include "tests/app/WindowFixture.h"
#include "training/sweeps/Queue.h"
#include "widgets/inspect/InspectView.h"
#include "widgets/live/RunView.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/runs/CompareView.h"
#include "widgets/runs/ComparedRuns.h"
#include "widgets/runs/ReadingBar.h"
#include "widgets/runs/RunTable.h"
#include "widgets/runs/RunTableModel.h"
#include "widgets/series/RunData.h"
#include "widgets/sweeps/QueueModel.h"
#include "widgets/sweeps/QueueView.h"

using namespace isonet;
using workbench::MainWindow;

namespace {

constexpr qint64 slowdown = test::optimized ? 1 : 10;

// Tables and plots of everything paused for 1.7 s at 100 runs of 1,000 scalars, and for longer the more there were.
constexpr qint64 longestPause = 1000 * slowdown;
// Reading and comparing take pieces of a few milliseconds: 500 runs of 1,000 scalars pause for less than 300 ms, even
// while compilers compete for five times the available cores.
constexpr qint64 longestComparison = 500 * slowdown;

bool isFullSize() {
    return qEnvironmentVariableIsSet("ISONET_FULL_SIZE");
}

int size(int full, int small) {
    return isFullSize() ? full : small;
}

// Pauses of the GUI thread's event loop.
class Pauses : public QObject {
public:
    Pauses() {
        timer_.setTimerType(Qt::PreciseTimer);
        connect(&timer_, &QTimer::timeout, this, &Pauses::take);
        all_.start();
        since_.start();
        timer_.start(2);
    }
    // Prints and returns the longest one.
    qint64 report(const QString& what) {
        take();
        qInfo("%s: %lld ms, longest pause %lld ms, pauses over 100 ms: %lld ms in all", qPrintable(what),
              all_.elapsed(), longest_, long_);
        return longest_;
    }

private:
    void take() {
        const qint64 gap = since_.restart();
        longest_ = std::max(longest_, gap);
        long_ += gap > 100 ? gap : 0;
    }

    QTimer timer_;
    QElapsedTimer since_, all_;
    qint64 longest_ = 0, long_ = 0;
};

}  // namespace

class TestManyRuns : public QObject, private WindowFixture {
    Q_OBJECT

    static constexpr int points = 5;

    std::filesystem::path root() const { return runs().toStdString(); }
    QString firstRun() const { return runs() + QStringLiteral("/run-10000"); }

    // The page of runs with all of them listed, checked.
    QStringList checkAll(MainWindow& w, int count) const {
        w.showPage(MainWindow::Page::Runs);
        auto* model = w.runsPage()->table()->model();
        if (!QTest::qWaitFor([&] { return model->rowCount() == count; }, 100'000))
            qFatal("%d of %d runs are listed", model->rowCount(), count);
        QStringList all;
        for (const auto& run : model->runs())
            all.append(run.path);
        model->setAllChecked(all);
        return all;
    }
    // Runs of which every value is there.
    static int complete(MainWindow& w, const QStringList& runs, int tags) {
        return int(std::ranges::count_if(runs, [&](const QString& path) {
            const auto* data = w.runsPage()->compared()->dataOf(path);
            return data && data->scalars().size() == std::size_t(tags) &&
                   std::ranges::all_of(data->scalars(),
                                       [](const auto& each) { return each.second.steps.size() == points; });
        }));
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_manyruns")); }
    void init() { resetFixture(); }

    void manyRunsAreCompared() {
        const int count = size(500, 60), tags = size(1000, 100);
        writeManyRuns(root(), count, tags, points);
        auto w = window();
        Pauses pauses;
        const QStringList all = checkAll(*w, count);
        pauses.report(QStringLiteral("%1 runs listed").arg(count));
        QTRY_COMPARE_WITH_TIMEOUT(complete(*w, all, tags), count, 200'000);
        const qint64 reading = pauses.report(QStringLiteral("%1 runs of %2 scalars read").arg(count).arg(tags));

        // The first are shown, and it says so; a CSV file has all.
        auto* view = w->runsPage()->comparison();
        auto* panel = view->plots()->panels().first();
        QTRY_COMPARE_WITH_TIMEOUT(panel->shownSeries().size(), widgets::shownRuns, timeout);
        const auto* note = view->findChild<QLabel*>(QStringLiteral("comparedNote"));
        QVERIFY2(note->isVisible() && note->text().contains(QStringLiteral("first 50 of %1 runs").arg(count)),
                 qPrintable(note->text()));
        QCOMPARE(panel->csv().count('\n'), 1 + count * points);
        view->setPage(1);
        QCOMPARE(view->settings()->columnCount(), widgets::shownRuns);
        QVERIFY2(note->text().contains(QStringLiteral("First 50 of %1 runs").arg(count)), qPrintable(note->text()));
        view->setPage(2);
        QCOMPARE(view->results()->rowCount(), widgets::shownRuns);
        QVERIFY2(note->text().contains(QStringLiteral("first 50 of %L1 scalars").arg(tags)), qPrintable(note->text()));
        view->setPage(0);
        w->runsPage()->table()->model()->setAllChecked({});
        QTest::qWait(100);
        const qint64 shown = pauses.report(QStringLiteral("compared, tables shown, unchecked"));
        QVERIFY2(std::max(reading, shown) < longestComparison, "the window stalls while runs are compared");
    }

    void readingStopsAndContinues() {
        const int count = 40, tags = 200;
        writeManyRuns(root(), count, tags, points);
        auto w = window();
        auto* reading = w->runsPage()->comparison()->reading();
        auto* button = reading->findChild<QPushButton*>(QStringLiteral("toggleReading"));
        const QStringList all = checkAll(*w, count);
        button->click();
        QTRY_VERIFY_WITH_TIMEOUT(reading->isVisible(), timeout);
        QVERIFY(complete(*w, all, tags) < 5);  // those read before the click
        button->click();
        QTRY_COMPARE_WITH_TIMEOUT(complete(*w, all, tags), count, timeout);
        QTRY_VERIFY_WITH_TIMEOUT(!reading->isVisible(), timeout);
    }

    void scalarsOfAnotherProgramAreFiltered() {
        const int tags = size(10'000, 120);
        writeManyRuns(root(), 1, tags, points);
        std::filesystem::remove(root() / "run-10000" / "config.yaml");
        std::filesystem::remove(root() / "run-10000" / "status.json");
        auto w = window();
        Pauses pauses;
        w->showRun(firstRun());
        const auto* view = w->findChild<widgets::RunView*>();
        QTRY_VERIFY_WITH_TIMEOUT(w->runData()->scalars().size() == std::size_t(tags), timeout);
        QTRY_COMPARE_WITH_TIMEOUT(view->grid()->panels().size(), 24, timeout);
        auto* filter = w->findChild<QLineEdit*>(QStringLiteral("scalarFilter"));
        QVERIFY(filter->isVisible());
        const QString last = QStringLiteral("value%1").arg(tags - 1);
        filter->setText(last);
        QTRY_COMPARE_WITH_TIMEOUT(view->grid()->panels().size(), 1, timeout);
        QVERIFY(view->grid()->panels().first()->title().endsWith(last));
        const qint64 longest = pauses.report(QStringLiteral("run of %1 scalars").arg(tags));
        QVERIFY2(longest < 2 * longestPause, "the window stalls at many scalars");
    }  // and closes

    void folderOfManyRuns() {
        if (!isFullSize())
            QSKIP("ISONET_FULL_SIZE is not set");
        writeManyRuns(root(), 2000, 3, points);
        auto w = window();
        Pauses pauses;
        w->showPage(MainWindow::Page::Runs);
        QTRY_COMPARE_WITH_TIMEOUT(w->runsPage()->table()->model()->rowCount(), 2000, 100'000);
        QTest::qWait(1000);
        QVERIFY(pauses.report(QStringLiteral("folder of 2000 runs")) < longestPause);
    }

    void runOfManyScalarsAndPoints() {
        if (!isFullSize())
            QSKIP("ISONET_FULL_SIZE is not set");
        constexpr int many = 1'000'000;
        writeManyRuns(root(), 1, 10'000, 20);
        {
            telemetry::EventWriter events(root() / "run-10000");
            std::vector<telemetry::Record> records;
            for (int step = 0; step < many; ++step) {
                records.push_back({"loss/cross_entropy", step, 1e9 + step, telemetry::Scalar{1.0 + step % 97}});
                if (records.size() == 10'000) {
                    events.write(records);
                    records.clear();
                }
            }
        }
        auto w = window();
        Pauses pauses;
        w->showRun(firstRun());
        const auto isRead = [&] {
            const auto* series = w->runData()->series("loss/cross_entropy");
            return series && series->steps.last() == many - 1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isRead(), 100'000);
        QTest::qWait(1000);
        QVERIFY(pauses.report(QStringLiteral("run of 10,000 scalars, one of a million points")) < longestPause);
    }

    void manyCheckpoints() {
        if (!isFullSize())
            QSKIP("ISONET_FULL_SIZE is not set");
        writeManyRuns(root(), 1, 1, 1);
        std::filesystem::create_directories(root() / "run-10000" / "checkpoints");
        for (int epoch = 0; epoch < 2000; ++epoch)
            std::ofstream(root() / "run-10000" / "checkpoints" / ("epoch-" + std::to_string(epoch) + ".pt")) << "x";
        auto w = window();
        w->showRun(firstRun());
        Pauses pauses;
        w->showPage(MainWindow::Page::Inspect);
        QTRY_VERIFY_WITH_TIMEOUT(w->inspectPage()->view()->source().endsWith(QStringLiteral("epoch-0.pt")), timeout);
        QTest::qWait(500);
        QVERIFY(pauses.report(QStringLiteral("2000 checkpoints")) < longestPause);
    }

    void longSweep() {
        if (!isFullSize())
            QSKIP("ISONET_FULL_SIZE is not set");
        sweeps::Sweep sweep;
        sweep.name = "long";
        sweep.title = "Long";
        for (int i = 0; i < 500; ++i) {
            sweeps::SweepRow row;
            row.label = std::to_string(i);
            row.name = row.method = "isonet";
            row.config = smallRun();
            row.config.run.seed = std::uint64_t(i);
            sweep.rows.push_back(row);
        }
        sweeps::nameRows(sweep);
        sweeps::Queue::create(root() / "long", sweep);
        auto w = window();
        Pauses pauses;
        w->showPage(MainWindow::Page::Sweeps);
        QTRY_COMPARE_WITH_TIMEOUT(w->sweepsPage()->view()->model()->rowCount(), 500, timeout);
        QTest::qWait(500);
        QVERIFY(pauses.report(QStringLiteral("sweep of 500 rows")) < longestPause);
    }
};

QTEST_MAIN(TestManyRuns)
#include "tst_manyruns.moc"
