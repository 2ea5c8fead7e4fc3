// Settings against results: axes, points and lines, what is read and selected there; curves that are clicked; the
// comparison as CSV.
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QTableWidget>
#include <QtTest>
#include <cmath>

#include "tests/widgets/RunEntries.h"
#include "widgets/common/Theme.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/runs/ComparePlot.h"
#include "widgets/runs/CompareView.h"
#include "widgets/runs/CurveDistance.h"
#include "widgets/runs/ParallelPlot.h"
#include "widgets/runs/ScatterPlot.h"

using namespace isonet;
using namespace isonet::widgets;

class TestRelations : public QObject {
    Q_OBJECT

    static RunEntry entry(const QString& name, int depth, double rate, double best) {
        RunEntry run = test::runEntry(name, depth, rate);
        run.status.bestTop1 = best;
        return run;
    }
    std::vector<RunEntry> entries_{entry(QStringLiteral("a"), 20, 0.001, 80), entry(QStringLiteral("b"), 20, 0.1, 70),
                                   entry(QStringLiteral("c"), 56, 0.001, 60), entry(QStringLiteral("d"), 56, 0.1, -1)};

    std::vector<const RunEntry*> all() const {
        std::vector<const RunEntry*> runs;
        for (const auto& run : entries_)
            runs.push_back(&run);
        return runs;
    }
    static void layOut(PlotPanel& panel) {
        panel.refreshNow();
        QCoreApplication::processEvents();
        panel.canvas()->replot();
    }
    static int runAt(const RelationPlot& plot, const QPointF& pixel) { return plot.runAt(pixel, 10); }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void settingsAreNumbersOrSpreadNames() {
        auto axis = settingAxis(QStringLiteral("rate"), {"0.1", "0.001", ""});
        QVERIFY(!axis.isCategorical && axis.isWide);
        QCOMPARE(axis.partOf(0), 1.0);
        QCOMPARE(axis.partOf(1), 0.0);
        QVERIFY(std::isnan(axis.partOf(2)));
        QCOMPARE(axis.textAt(0.5), QStringLiteral("0.01"));  // the middle of two decades
        axis = settingAxis(QStringLiteral("depth"), {"20", "56", "38"});
        QVERIFY(!axis.isCategorical && !axis.isWide);
        QCOMPARE(axis.partOf(2), 0.5);
        axis = settingAxis(QStringLiteral("gamma"), {"0.0001", "0", "1e-6"});  // a 0 next to values that span decades
        QVERIFY(axis.isCategorical);
        QCOMPARE(axis.names, QStringList({"0", "1e-6", "0.0001"}));
        QCOMPARE(axis.partOf(2), 0.5);
        axis = settingAxis(QStringLiteral("kind"), {"srelu", "relu"});
        QVERIFY(axis.isCategorical);
        QCOMPARE(axis.names, QStringList({"relu", "srelu"}));
        axis = resultAxis(QStringLiteral("Best"), {70, std::nan(""), 70}, {"70", "", "70"});
        QCOMPARE(axis.partOf(0), 0.5);  // all equal
    }

    void pointsAreReadAndSelectTheirRuns() {
        ComparedRuns compared;
        compared.setRuns(all(), {"", "", "", ""});
        RelationView view(RelationView::Kind::Scatter, &compared);
        RelationSource source;
        source.checked = [this] { return all(); };
        view.setSource(source);
        view.resize(800, 400);
        view.show();
        view.horizontal()->setCurrentText(QStringLiteral("optimizer.learning_rate"));
        view.vertical()->setCurrentText(QStringLiteral("Best"));
        view.refreshNow();
        layOut(*view.panel());
        QVERIFY(!view.panel()->isEmpty());
        QCOMPARE(view.panel()->pointCount(), 3);  // d has no result
        QVERIFY(view.findChild<QLabel*>(QStringLiteral("relationNote"))->text().contains("1 without"));
        auto* plot = dynamic_cast<ScatterPlot*>(view.plot());
        QVERIFY(plot && view.panel()->isLogScale());
        auto* rect = view.panel()->canvas()->axisRect(0);
        QCOMPARE(rect->axis(QCPAxis::atBottom)->scaleType(), QCPAxis::stLogarithmic);
        QCOMPARE(rect->axis(QCPAxis::atLeft)->scaleType(), QCPAxis::stLinear);
        const QPointF place = plot->placeOf(1);
        const QPointF pixel(rect->axis(QCPAxis::atBottom)->coordToPixel(place.x()),
                            rect->axis(QCPAxis::atLeft)->coordToPixel(place.y()));
        QVERIFY(QRectF(rect->rect()).contains(pixel));
        QCOMPARE(runAt(*plot, pixel), 1);
        const QString text = view.panel()->readout(pixel).plain();
        for (const char* part : {"depth 20, rate 0.1", "optimizer.learning_rate: 0.1", "Best: 70.00"})
            QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
        QSignalSpy clicked(&view, &RelationView::runClicked);
        QTest::mouseClick(view.panel()->canvas(), Qt::LeftButton, {}, pixel.toPoint());
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toString(), QStringLiteral("/runs/b"));
        QVERIFY2(view.panel()->csv().contains("\"/runs/b\",\"0.1\",\"70.00\""), view.panel()->csv().constData());
    }

    void linesGoThroughTheirValues() {
        ComparedRuns compared;
        compared.setRuns(all(), {"", "", "", ""});
        RelationView view(RelationView::Kind::Parallel, &compared);
        RelationSource source;
        source.listed = [this] { return all(); };
        view.setSource(source);
        view.resize(800, 400);
        view.show();
        view.refreshNow();
        QVERIFY(view.panel()->isEmpty());  // none is checked
        QVERIFY(view.panel()->emptyText().contains(QStringLiteral("Listed runs")));
        view.setListed(true);
        view.setAxes(
            {QStringLiteral("model.depth"), QStringLiteral("optimizer.learning_rate"), QStringLiteral("Best")});
        layOut(*view.panel());
        QCOMPARE(view.panel()->pointCount(), 4);  // d without its last part
        auto* rect = view.panel()->canvas()->axisRect(0);
        const auto pixel = [&](double x, double y) {
            return QPointF(rect->axis(QCPAxis::atBottom)->coordToPixel(x),
                           rect->axis(QCPAxis::atLeft)->coordToPixel(y));
        };
        // Of the lines from depth 56 (above) to the rates, those to 0.1 (above) and 0.001 (below).
        QCOMPARE(runAt(*view.plot(), pixel(0.7, 0.3)), 2);
        QCOMPARE(runAt(*view.plot(), pixel(0.5, 1)), 3);
        QCOMPARE(runAt(*view.plot(), pixel(1.5, 0.75)), 1);  // 0.1 to 70, the middle of 60 and 80
        QCOMPARE(runAt(*view.plot(), pixel(1.5, 0.1)), -1);
        const QString text = view.panel()->readout(pixel(0.7, 0.3)).plain();
        QVERIFY2(text.contains("model.depth: 56") && text.contains("Best: 60.00"), qPrintable(text));
        QSignalSpy clicked(&view, &RelationView::runClicked);
        QTest::mouseClick(view.panel()->canvas(), Qt::LeftButton, {}, pixel(0.7, 0.3).toPoint());
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toString(), QStringLiteral("/runs/c"));
        view.setAxes({QStringLiteral("Best")});
        QVERIFY(view.panel()->isEmpty() && view.panel()->emptyText().contains(QStringLiteral("Axes")));
    }

    void distanceIsThatFromTheLine() {
        QCOMPARE(lineDistance({5, 3}, {0, 0}, {10, 0}), 3.0);
        QCOMPARE(lineDistance({13, 4}, {0, 0}, {10, 0}), 5.0);  // beyond its end
        QCOMPARE(lineDistance({3, 4}, {0, 0}, {0, 0}), 5.0);
        QVERIFY(std::isnan(lineDistance({3, 4}, {0, std::nan("")}, {1, 1})));
    }

    void aClickOnACurveTellsItsRuns() {
        ComparedRuns runs;
        CompareView view(&runs);
        view.resize(900, 600);
        view.show();
        const auto chosen = all();
        runs.setRuns(chosen, {"", "", "", ""});
        view.setEntries(chosen);
        for (int i = 0; i < 4; ++i)
            for (int step = 0; step <= 100; step += 10)
                runs.dataOf(entries_[std::size_t(i)].path)->append({test::scalar("loss/cross_entropy", step, i)});
        view.choosePlots({"loss/cross_entropy"});
        auto* panel = view.plots()->panels().first();
        QTRY_VERIFY(!panel->isEmpty());
        layOut(*panel);
        const auto at = [&](double x, double y) {
            const auto* rect = panel->canvas()->axisRect(0);
            return QPoint(int(rect->axis(QCPAxis::atBottom)->coordToPixel(x)),
                          int(rect->axis(QCPAxis::atLeft)->coordToPixel(y)));
        };
        QSignalSpy clicked(&view, &CompareView::runsClicked);
        QTest::mouseClick(panel->canvas(), Qt::LeftButton, {}, at(35, 2));  // between two points
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toStringList(), QStringList("/runs/c"));
        QTest::mouseClick(panel->canvas(), Qt::LeftButton, {}, at(50, 2.5));  // between two curves
        QCOMPARE(clicked.count(), 1);
        // The selected run is drawn thicker.
        runs.setSelected({QStringLiteral("/runs/c")});
        const auto thick = [&] {
            int count = 0;
            for (int i = 0; i < panel->canvas()->graphCount(); ++i)
                count += panel->canvas()->graph(i)->pen().widthF() >= 3 ? 1 : 0;
            return count;
        };
        QTRY_COMPARE(thick(), 1);
        // Lines of one color have other dashes.
        runs.setRuns(chosen, {"", "", "", ""}, {0, 0, 1, 1});
        const auto dashes = [&] {
            QList<int> styles;
            for (int i = 0; i < panel->canvas()->graphCount(); ++i)
                if (!panel->canvas()->graph(i)->data()->isEmpty())
                    styles.append(int(panel->canvas()->graph(i)->pen().style()));
            return styles;
        };
        QTRY_COMPARE(dashes(), QList<int>({Qt::SolidLine, Qt::DashLine, Qt::SolidLine, Qt::DashLine}));
        // Of a group, all its runs.
        runs.setRuns(chosen, {"20", "20", "56", "56"});
        QTRY_COMPARE(panel->shownSeries().size(), 2);
        layOut(*panel);
        QTest::mouseClick(panel->canvas(), Qt::LeftButton, {}, at(35, 0.5));
        QCOMPARE(clicked.count(), 2);
        QCOMPARE(clicked[1][0].toStringList(), QStringList({"/runs/a", "/runs/b"}));
    }

    void theComparisonIsWrittenAsCsv() {
        ComparedRuns runs;
        CompareView view(&runs);
        entries_[0].notes.note = QStringLiteral("say \"yes\"");
        const std::vector<const RunEntry*> chosen{&entries_[0], &entries_[2]};
        runs.setRuns(chosen, {"", ""});
        view.setEntries(chosen);
        runs.dataOf(QStringLiteral("/runs/a"))
            ->append({test::scalar("accuracy/val_top1", 10, 71.125), test::scalar("accuracy/val_top1", 20, 70)});
        const auto lines = QString::fromUtf8(view.csv()).split(QStringLiteral("\r\n"));
        QCOMPARE(lines.size(), 4);  // and an empty one at the end
        QVERIFY2(lines[0].startsWith("run,label,group,tags,note,folder,state,\"") &&
                     lines[0].contains("\"model.depth\"") && lines[0].endsWith("\"accuracy/val_top1\""),
                 qPrintable(lines[0]));
        QVERIFY2(lines[1].startsWith("\"a\",\"depth 20\",\"\",\"\",\"say \"\"yes\"\"\",\"/runs/a\",\"Finished\"") &&
                     lines[1].endsWith(",70"),
                 qPrintable(lines[1]));
        QVERIFY2(lines[2].endsWith(","), qPrintable(lines[2]));  // c has no value
        view.setStatistic({Statistic::Best, 0});
        QVERIFY(view.csv().contains("71.125"));
        view.setPage(2);
        QTRY_COMPARE(view.results()->horizontalHeaderItem(3)->text(), QStringLiteral("Validation top-1, % (best)"));
        QCOMPARE(view.results()->item(0, 3)->text(), QStringLiteral("71.125"));
        view.choosePlots({"accuracy/val_top1"});
        const auto curves = QString::fromUtf8(view.curves()).split(QStringLiteral("\r\n"));
        QCOMPARE(curves[0], QStringLiteral("run,label,tag,step,wall_time,value"));
        QVERIFY2(curves[1].startsWith("\"a\",\"depth 20\",accuracy/val_top1,10,") && curves[1].endsWith(",71.125"),
                 qPrintable(curves[1]));
        QCOMPARE(curves.size(), 4);
    }
};

QTEST_MAIN(TestRelations)
#include "tst_relations.moc"
