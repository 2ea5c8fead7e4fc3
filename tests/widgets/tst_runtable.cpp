// The table of runs and their comparison: columns, filter, groups, notes, plots, tables.
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtTest>
#include <cmath>

#include "tests/widgets/RunRecords.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/Theme.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/runs/ComparePlot.h"
#include "widgets/runs/CompareView.h"
#include "widgets/runs/RunFilter.h"
#include "widgets/runs/RunTable.h"
#include "widgets/runs/RunTableModel.h"
#include "widgets/runs/RunTableView.h"
#include "widgets/runs/TableText.h"
#include "widgets/series/SampledCurve.h"

using namespace isonet;
using namespace isonet::widgets;
using telemetry::RunState;

class TestRunTable : public QObject {
    Q_OBJECT

    static RunEntry entry(const QString& name, int depth, double rate, double best,
                          RunState state = RunState::Finished) {
        RunEntry run;
        run.name = name;
        run.path = QStringLiteral("/runs/") + name;
        run.folder = QStringLiteral("/runs");
        run.config = test::smallConfig();
        run.config->model.depth = depth;
        run.config->optimizer.learningRate = rate;
        const auto settings = config::flatten(*run.config);
        run.settings = {settings.begin(), settings.end()};
        run.status.state = state;
        run.status.bestTop1 = best;
        run.status.step = 100;
        run.status.loss = 1.5;
        run.status.updated = 1.7e9;
        return run;
    }
    static std::vector<RunEntry> fourRuns() {
        return {entry(QStringLiteral("a"), 20, 0.01, 80), entry(QStringLiteral("b"), 20, 0.1, 70.5),
                entry(QStringLiteral("c"), 8, 0.01, 60, RunState::Diverged), entry(QStringLiteral("d"), 8, 0.1, -1)};
    }
    static QStringList names(const RunFilter& filter) {
        QStringList all;
        for (int row = 0; row < filter.rowCount(); ++row)
            all.append(filter.index(row, 0).data().toString());
        return all;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void differingSettingsAreColumns() {
        RunTableModel model;
        model.setRuns(fourRuns());
        QCOMPARE(model.settingColumns(), std::vector<std::string>({"model.depth", "optimizer.learning_rate"}));
        QCOMPARE(model.columnCount(), int(RunTableModel::Fixed) + 2);
        QCOMPARE(model.headerData(RunTableModel::Fixed, Qt::Horizontal, Qt::DisplayRole).toString(), QString("depth"));
        QCOMPARE(model.index(2, RunTableModel::Fixed).data().toString(), QString("8"));
        auto three = fourRuns();
        three.erase(three.begin() + 2, three.end());
        model.setRuns(three);
        QCOMPARE(model.settingColumns(), std::vector<std::string>({"optimizer.learning_rate"}));
    }

    void modelsAreConsistentThroughChanges() {
        using Tester = QAbstractItemModelTester;
        RunTableModel model;
        RunFilter filter(&model);
        const Tester modelTester(&model, Tester::FailureReportingMode::QtTest);
        const Tester filterTester(&filter, Tester::FailureReportingMode::QtTest);
        filter.sort(RunTableModel::Best, Qt::DescendingOrder);
        model.setRuns(fourRuns());
        auto runs = fourRuns();
        runs.push_back(entry(QStringLiteral("e"), 14, 0.01, 65));
        model.setRuns(runs);  // added
        runs[0].status.bestTop1 = 10;
        model.setRuns(runs);  // changed, sorted again
        model.setChecked(QStringLiteral("/runs/b"), true);
        model.setColors({{QStringLiteral("/runs/b"), 2}});
        model.setStatus(QStringLiteral("/runs/c"), runs[1].status);
        model.setData(model.index(1, RunTableModel::Tags), QStringLiteral("good"), Qt::EditRole);
        filter.setText(QStringLiteral("depth=20"));
        filter.setGroup(QStringLiteral("model.depth"));
        QCOMPARE(filter.rowCount(), 2);
        filter.setText({});
        runs.erase(runs.begin(), runs.begin() + 3);
        model.setRuns(runs);  // removed, with columns
        QCOMPARE(filter.rowCount(), 2);
        model.setRuns({});
        QCOMPARE(filter.rowCount(), 0);
    }

    void sortsNumericallyWithUnknownLast() {
        RunTableModel model;
        model.setRuns(fourRuns());
        RunFilter filter(&model);
        filter.sort(RunTableModel::Best, Qt::DescendingOrder);
        QCOMPARE(names(filter), QStringList({"a", "b", "c", "d"}));
        filter.sort(RunTableModel::Fixed, Qt::AscendingOrder);  // 8 before 20
        QCOMPARE(names(filter).last().isEmpty(), false);
        QCOMPARE(filter.index(0, RunTableModel::Fixed).data().toString(), QString("8"));
    }

    void filtersByWordColumnAndNumber_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("left");
        QTest::newRow("a word") << "diverged" << QStringList{"c"};
        QTest::newRow("a setting") << "depth=20" << QStringList{"a", "b"};
        QTest::newRow("a setting by its whole key") << "model.depth=8" << QStringList{"c", "d"};
        QTest::newRow("a number") << "best>65" << QStringList{"a", "b"};
        QTest::newRow("two words") << "depth=20 learning_rate<0.05" << QStringList{"a"};
        QTest::newRow("a state") << "state:finished depth=8" << QStringList{"d"};
        QTest::newRow("nothing") << "depth=9" << QStringList{};
    }
    void filtersByWordColumnAndNumber() {
        QFETCH(QString, text);
        QFETCH(QStringList, left);
        RunTableModel model;
        model.setRuns(fourRuns());
        RunFilter filter(&model);
        filter.sort(RunTableModel::Name);
        filter.setText(text);
        QCOMPARE(names(filter), left);
    }

    void valuesFitTheirColumns() {
        RunTable table;
        table.resize(1280, 400);
        table.show();
        auto detector = entry(QStringLiteral("b"), 18, 0.01, 35.25);
        detector.config = sweeps::findPreset("detect-small")->config;
        auto busy = entry(QStringLiteral("a"), 20, 0.01, 91.24);
        for (auto* run : {&busy, &detector}) {
            run->status.validationTop1 = run->status.trainTop1 = 88.88;
            run->status.loss = 7.32e9, run->status.epoch = run->status.epochs = 100;
            run->status.imagesPerSecond = 12345, run->status.secondsElapsed = 3599;
            run->settings.clear();
        }
        busy.status.metrics["test/top1"] = 90.5;
        table.setRuns({busy, detector});
        auto* view = qobject_cast<RunTableView*>(table.view());
        QVERIFY(view && view->isColumnHidden(RunTableModel::Speed));
        view->showColumn(QStringLiteral("Images/s"), true);
        auto* model = table.model();
        QCOMPARE(model->headerData(RunTableModel::Best, Qt::Horizontal, Qt::DisplayRole).toString(), QString("Best"));
        QCOMPARE(model->index(1, RunTableModel::Best).data().toString(), QString("35.25 AP"));
        QCOMPARE(model->index(0, RunTableModel::Test).data().toString(), QString("90.50"));
        QVERIFY(model->index(1, RunTableModel::Test).data().toString().isEmpty());
        QFont shown = table.view()->font();
        const QFontMetrics metrics(shown);
        const int margins = 2 * (table.style()->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, table.view()) + 1);
        QVERIFY(margins >= 10);
        for (int column = RunTableModel::State; column <= RunTableModel::When; ++column)
            for (int row = 0; row < 2; ++row)
                for (const QString& text : {model->index(row, column).data().toString(), model->columnTitle(column)})
                    QVERIFY2(metrics.horizontalAdvance(text) + margins <= table.view()->columnWidth(column),
                             qPrintable(text));
        QVERIFY(!table.view()->horizontalScrollBar()->isVisible());
    }

    void anEmptyTableIsNotGrouped() {
        const RunTable table;
        QCOMPARE(table.findChild<QComboBox*>(QStringLiteral("groupBy"))->currentText(), QStringLiteral("Not grouped"));
    }

    void groupsStayTogetherInAnyOrder() {
        RunTableModel model;
        model.setRuns(fourRuns());
        RunFilter filter(&model);
        filter.setGroup(QStringLiteral("model.depth"));
        filter.sort(RunTableModel::Best, Qt::DescendingOrder);
        QCOMPARE(names(filter), QStringList({"c", "d", "a", "b"}));
        QVERIFY(filter.startsGroup(0) && !filter.startsGroup(1) && filter.startsGroup(2));
        QCOMPARE(filter.headerData(2, Qt::Vertical, Qt::DisplayRole).toString(), QString("20"));
    }

    void tagsAndNotesAreEditedInTheTable() {
        RunTable table;
        table.setRuns(fourRuns());
        QSignalSpy edited(&table, &RunTable::notesEdited);
        auto* model = table.model();
        QVERIFY(model->setData(model->index(0, RunTableModel::Tags), "good, paper ,good", Qt::EditRole));
        QCOMPARE(edited.count(), 1);
        QCOMPARE(model->runs()[0].notes.tags, QStringList({"good", "paper"}));
        table.findChild<QLineEdit*>("tableFilter")->setText("tag:paper");
        QCOMPARE(names(*table.shown()), QStringList{"a"});
    }

    void rowsKeepOrderSelectionAndChecksWhenRunsChange() {
        RunTable table;
        table.setRuns(fourRuns());
        table.model()->setChecked("/runs/b", true);
        table.view()->selectRow(0);
        const QStringList selected = table.selected();
        auto more = fourRuns();
        more.insert(more.begin(), entry(QStringLiteral("new"), 20, 0.01, 10));
        table.setRuns(more);
        QCOMPARE(table.model()->checked(), QStringList{"/runs/b"});
        QCOMPARE(table.selected(), selected);
        QCOMPARE(table.model()->rowOf("/runs/a"), 0);
        table.setRuns({entry(QStringLiteral("a"), 20, 0.01, 80)});
        QVERIFY(table.model()->checked().isEmpty());
    }

    void sampledCurveKeepsPeaksEndsAndGaps() {
        QVector<double> x, y;
        constexpr int n = 200'000;
        for (int i = 0; i < n; ++i) {
            x.append(i);
            y.append(std::sin(i * 1e-3));
        }
        y[77'777] = 9;
        y[123'456] = -9;
        y[150'000] = std::nan("");
        SampledCurve curve;
        curve.setPoints(x, y);
        const auto all = curve.sample(QCPRange(0, n), 800);
        QVERIFY2(all.size() < 800 * 3 + 8, qPrintable(QString::number(all.size())));
        QCOMPARE(all.first().key, 0.0);
        QCOMPARE(all.last().key, double(n - 1));
        const auto has = [&](double value) {
            return std::any_of(all.begin(), all.end(), [&](const auto& point) { return point.value == value; });
        };
        QVERIFY(has(9) && has(-9));
        QVERIFY(std::any_of(all.begin(), all.end(), [](const auto& point) { return std::isnan(point.value); }));
        QVERIFY(std::is_sorted(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.key < b.key; }));
        // Zoomed in: every point.
        const auto near = curve.sample(QCPRange(77'700, 77'800), 800);
        QVERIFY(near.size() >= 101 && near.size() < 110);
        // Appending a point gives the same result as a new curve.
        x.append(n), y.append(12);
        curve.setPoints(x, y);
        SampledCurve fresh;
        fresh.setPoints(x, y);
        const auto grown = curve.sample(QCPRange(0, n), 500), expected = fresh.sample(QCPRange(0, n), 500);
        QCOMPARE(grown.size(), expected.size());
        QCOMPARE(grown.last().value, 12.0);
    }

    void comparesRunsAndGroups() {
        ComparedRuns runs;
        CompareView view(&runs);
        view.resize(900, 600);
        view.show();
        auto entries = fourRuns();
        std::vector<const RunEntry*> chosen{&entries[0], &entries[1], &entries[2]};
        runs.setRuns(chosen, {"", "", ""});
        view.setEntries(chosen);
        for (int i = 0; i < 3; ++i)
            for (int step = 0; step <= 100; step += 10)
                runs.dataOf(entries[std::size_t(i)].path)
                    ->append({test::scalar("loss/cross_entropy", step, 2.0 + i - step * 0.01)});
        view.choosePlots({"loss/cross_entropy"});
        auto* panel = view.plots()->panels().first();
        QTRY_VERIFY(!panel->isEmpty());
        QCOMPARE(panel->shownSeries(),
                 QStringList({"depth 20, rate 0.01", "depth 20, rate 0.1", "depth 8, rate 0.01"}));
        panel->refreshNow();
        QCoreApplication::processEvents();
        panel->canvas()->replot();
        const auto text = panel->readout(QRectF(panel->canvas()->axisRect(0)->rect()).center());
        QCOMPARE(text.lines.size(), 3);
        QVERIFY2(text.plain().contains("depth 20, rate 0.01: 1.5"), qPrintable(text.plain()));
        QCOMPARE(text.sorted().lines.first().name, QString("depth 8, rate 0.01"));

        runs.setRuns(chosen, {"20", "20", "8"});
        QTRY_COMPARE(panel->shownSeries(), QStringList({"20 (mean of 2)", "8"}));
        panel->refreshNow();
        panel->canvas()->replot();
        const auto band = panel->readout(QRectF(panel->canvas()->axisRect(0)->rect()).center());
        QVERIFY2(band.plain().contains("20 (mean of 2): 2  [1.5 … 2.5]"), qPrintable(band.plain()));
    }

    // The plots are made when runs are checked, after the rest of the window.
    void plotsFollowTheirBarInTabOrder() {
        QWidget window;
        ComparedRuns runs;
        auto* view = new CompareView(&runs);
        auto* later = new QLineEdit;
        auto* column = new QVBoxLayout(&window);
        column->addWidget(view);
        column->addWidget(later);
        window.show();
        auto entries = fourRuns();
        const std::vector<const RunEntry*> chosen{&entries[0]};
        runs.setRuns(chosen, {""});
        view->setEntries(chosen);
        for (const char* tag : {"loss/cross_entropy", "loss/total"})
            runs.dataOf(entries[0].path)->append({test::scalar(tag, 0, 1)});
        view->choosePlots({"loss/cross_entropy", "loss/total"});
        QVector<const QWidget*> stops;
        const QWidget* csv = view->findChild<QToolButton*>(QStringLiteral("comparisonCsv"));
        for (auto* at = csv->nextInFocusChain(); at != csv; at = at->nextInFocusChain())
            if (at->focusPolicy() & Qt::TabFocus)
                stops.append(at);
        const auto panels = view->plots()->panels();
        QCOMPARE(panels.size(), 2);
        QCOMPARE(stops.indexOf(panels[0]->canvas()), 0);
        QCOMPARE(stops.indexOf(panels[1]->canvas()), 1);
        QVERIFY(stops.indexOf(later) > 1);
    }

    void settingsAndResultsAreTables() {
        ComparedRuns runs;
        CompareView view(&runs);
        auto entries = fourRuns();
        std::vector<const RunEntry*> chosen{&entries[0], &entries[3]};
        runs.setRuns(chosen, {"", ""});
        view.setEntries(chosen);
        QCOMPARE(view.settings()->rowCount(), 2);
        // Plot controls are hidden on the table pages.
        view.resize(900, 600);
        view.show();
        auto* axis = view.findChild<QComboBox*>();
        QVERIFY(axis->isVisible());
        view.setPage(1);
        QVERIFY(!axis->isVisible() && view.settings()->isVisible());
        view.setPage(0);
        QVERIFY(axis->isVisible());
        QCOMPARE(view.settings()->verticalHeaderItem(0)->text(), QString("model.depth"));
        QCOMPARE(view.settings()->item(0, 1)->text(), QString("8"));
        runs.dataOf("/runs/a")->append(
            {test::scalar("accuracy/val_top1", 10, 71), test::scalar("accuracy/val_top1", 20, 70)});
        QTRY_VERIFY(view.results()->columnCount() > 3);
        QCOMPARE(view.results()->item(0, 2)->text(), QString("71.000"));  // the best
        QCOMPARE(view.results()->item(0, 3)->text(), QString("70.000"));  // the last
        QCOMPARE(view.results()->item(1, 2)->text(), QString("–"));
        const QString markdown = tableText(*view.settings(), TableFormat::Markdown);
        QVERIFY2(markdown.contains("| model.depth | 20 | 8 |"), qPrintable(markdown));
        const QString latex = tableText(*view.settings(), TableFormat::Latex);
        QVERIFY2(latex.contains("optimizer.learning\\_rate & 0.01 & 0.1 \\\\"), qPrintable(latex));
    }

    void detectionRunsAreComparedByAp() {
        ComparedRuns runs;
        CompareView view(&runs);
        QCOMPARE(view.plots()->panels().first()->title(), comparedTitle("accuracy/val_top1"));
        auto detector = entry(QStringLiteral("a"), 18, 0.01, -1);
        detector.config = sweeps::findPreset("detect-small")->config;
        const std::vector<const RunEntry*> chosen{&detector};
        runs.setRuns(chosen, {""});
        view.setEntries(chosen);
        QCOMPARE(view.plots()->panels().first()->title(), comparedTitle("ap/box"));
    }

    void layersAreAggregatedByRootMeanSquare() {
        RunData data;
        data.append(
            {test::scalar("isometry/deviation/s1.b1.f.a", 5, 3), test::scalar("isometry/deviation/s1.b1.f.b", 5, 4)});
        const auto series = comparedSeries(data, "isometry/deviation/*");
        QVERIFY(series);
        QCOMPARE(series->values.first(), std::sqrt(12.5));
    }
};

QTEST_MAIN(TestRunTable)
#include "tst_runtable.moc"
#include "widgets/plot/GraphFit.h"
