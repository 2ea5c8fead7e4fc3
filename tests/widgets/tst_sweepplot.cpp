// The plot of a sweep's results: points, error bars, the paper's line, lines of a second key, scale of the axis, and
// why it is empty. Nothing is trained.
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>
#include <memory>

#include "training/sweeps/PaperTables.h"
#include "training/sweeps/SweepYaml.h"
#include "widgets/common/Theme.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/sweeps/QueueModel.h"
#include "widgets/sweeps/QueueView.h"
#include "widgets/sweeps/SweepPlot.h"
#include "widgets/sweeps/SweepPlotView.h"

using namespace isonet;
using namespace isonet::widgets;
using sweeps::RowState;

class TestSweepPlot : public QObject {
    Q_OBJECT

    static QueueEntry queueOf(const std::string& yaml) {
        QueueEntry queue;
        queue.folder = QStringLiteral("/runs/made");
        queue.sweep = sweeps::parseSweep("base: isonet-20-fashion-mnist\n" + yaml, "made.yaml");
        queue.results.resize(queue.sweep.rows.size());
        return queue;
    }
    // A negative result: the row diverged.
    static void finish(QueueEntry& queue, const std::vector<double>& top1) {
        for (std::size_t i = 0; i < top1.size(); ++i) {
            queue.results[i].state = top1[i] < 0 ? RowState::Diverged : RowState::Finished;
            queue.results[i].metrics = {top1[i]};
            queue.results[i].failed = top1[i] < 0;
        }
    }
    static std::unique_ptr<SweepPlotView> shown(const QueueEntry& queue) {
        auto view = std::make_unique<SweepPlotView>();
        view->resize(800, 500);
        view->setQueue(queue);
        view->show();
        view->panel()->refreshNow();
        QCoreApplication::processEvents();
        view->panel()->canvas()->replot();
        return view;
    }
    static void choose(QComboBox* box, const QString& text) {
        const int index = box->findText(text);
        QVERIFY2(index >= 0, qPrintable(text));
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
    }
    static QVector<QPointF> pointsOf(const QCPGraph* graph) {
        QVector<QPointF> points;
        for (const auto& point : *graph->data())
            points.append({point.key, point.value});
        return points;
    }
    // Those with a line of this style, in the order of the lines.
    static QVector<QCPGraph*> graphs(SweepPlotView& view, Qt::PenStyle style) {
        QVector<QCPGraph*> found;
        auto* canvas = view.panel()->canvas();
        for (int i = 0; i < canvas->graphCount(); ++i)
            if (canvas->graph(i)->pen().style() == style && canvas->graph(i)->scatterStyle().shape() != 0)
                found.append(canvas->graph(i));
        return found;
    }
    static QCPErrorBars* barsOf(SweepPlotView& view, const QCPGraph* graph) {
        auto* canvas = view.panel()->canvas();
        for (int i = 0; i < canvas->plottableCount(); ++i)
            if (auto* bars = qobject_cast<QCPErrorBars*>(canvas->plottable(i)); bars && bars->dataPlottable() == graph)
                return bars;
        return nullptr;
    }
    static ReadoutText readoutAt(SweepPlotView& view, double x, double y) {
        auto* rect = view.panel()->canvas()->axisRect(0);
        return view.panel()->readout(
            {rect->axis(QCPAxis::atBottom)->coordToPixel(x), rect->axis(QCPAxis::atLeft)->coordToPixel(y)});
    }
    static QCPAxis::ScaleType scaleOf(SweepPlotView& view) {
        return view.panel()->canvas()->axisRect(0)->axis(QCPAxis::atBottom)->scaleType();
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void pointsHaveMeanAndExtremes() {
        auto queue = queueOf("vary: {stages[2].channels: [96, 80]}\nrepeats: 3\n");
        finish(queue, {90, 93, -1, 80, 84, 88});
        const auto view = shown(queue);
        QCOMPARE(view->key()->currentText(), QStringLiteral("model.stages[2].channels"));
        QCOMPARE(view->lines()->count(), 1);
        QCOMPARE(view->panel()->emptyText(), QString());
        const auto lines = graphs(*view, Qt::SolidLine);
        QCOMPARE(lines.size(), 1);
        QCOMPARE(pointsOf(lines[0]), (QVector<QPointF>{{80, 84}, {96, 91.5}}));
        QCOMPARE(lines[0]->lineStyle(), QCPGraph::lsLine);
        const auto* bars = barsOf(*view, lines[0]);
        QVERIFY(bars);
        QCOMPARE(bars->data()->size(), 2);
        QCOMPARE(bars->data()->at(0).errorMinus, 4.0);
        QCOMPARE(bars->data()->at(0).errorPlus, 4.0);
        QCOMPARE(bars->data()->at(1).errorMinus, 1.5);
        const auto* rect = view->panel()->canvas()->axisRect(0);
        QVERIFY(rect->axis(QCPAxis::atLeft)->range().contains(80));  // the bars are inside
        QVERIFY(rect->axis(QCPAxis::atLeft)->range().contains(93));
        QCOMPARE(rect->axis(QCPAxis::atLeft)->label(), QStringLiteral("top-1 (%)"));
        QVERIFY(graphs(*view, Qt::DashLine).isEmpty());

        auto text = readoutAt(*view, 81, 84);
        QCOMPARE(text.title, QStringLiteral("model.stages[2].channels = 80"));
        QCOMPARE(text.lines.size(), 1);
        QCOMPARE(text.lines[0].value, QStringLiteral("84.00 ± 4.00  [80.00 … 88.00], 3 runs"));
        QCOMPARE(readoutAt(*view, 95, 84).lines[0].value,
                 QStringLiteral("91.50 ± 2.12  [90.00 … 93.00], 2 runs, 1 failed"));
    }

    void paperHasItsOwnLine() {
        QueueEntry queue;
        queue.folder = QStringLiteral("/runs/table4");
        queue.sweep = *sweeps::findPaperTable("table4");
        queue.results.resize(queue.sweep.rows.size());
        finish(queue, {81.5});
        const auto view = shown(queue);
        choose(view->key(), QStringLiteral("model.depth"));
        choose(view->lines(), QStringLiteral("no other setting"));
        view->panel()->refreshNow();
        const auto measured = graphs(*view, Qt::SolidLine), paper = graphs(*view, Qt::DashLine);
        QCOMPARE(measured.size(), 6);
        QVERIFY(!paper.isEmpty());
        QCOMPARE(pointsOf(measured[0]).size(), 1);
        QVERIFY(pointsOf(paper[0]).contains(QPointF(34, 73.29)));
        QVERIFY(paper[0]->pen().color() != measured[0]->pen().color());
        const QString name = SweepPlot::paperName(QString::fromStdString(view->plot()->figure().lines[0].name));
        QVERIFY(view->panel()->shownSeries().contains(name));
        const auto text = readoutAt(*view, 34, 73.29);
        QVERIFY(text.plain().contains(QStringLiteral("73.29")));
        const int points = view->panel()->pointCount(), hidden = int(pointsOf(paper[0]).size());
        view->panel()->setSeriesShown(name, false);
        QCOMPARE(view->panel()->pointCount(), points - hidden);
    }

    void anotherKeySplitsTheLines() {
        auto queue = queueOf("vary: {model.dropout: [0, 0.1], stages[2].channels: [80, 96, 112]}\n");
        finish(queue, {80, 81, 82, 70, 71, 72});
        const auto view = shown(queue);
        choose(view->key(), QStringLiteral("model.stages[2].channels"));
        view->panel()->refreshNow();
        QCOMPARE(view->lines()->currentText(), QStringLiteral("model.dropout"));
        auto lines = graphs(*view, Qt::SolidLine);
        QCOMPARE(lines.size(), 2);
        QCOMPARE(pointsOf(lines[0]), (QVector<QPointF>{{80, 80}, {96, 81}, {112, 82}}));
        QCOMPARE(pointsOf(lines[1]), (QVector<QPointF>{{80, 70}, {96, 71}, {112, 72}}));
        QCOMPARE(view->panel()->shownSeries(),
                 (QStringList{QStringLiteral("dropout = 0"), QStringLiteral("dropout = 0.1")}));
        choose(view->lines(), QStringLiteral("no other setting"));
        view->panel()->refreshNow();
        lines = graphs(*view, Qt::SolidLine);
        QCOMPARE(lines.size(), 1);
        QCOMPARE(pointsOf(lines[0]).first(), QPointF(80, 75));

        // The choice survives new results.
        queue.results[0].metrics = {90};
        view->setQueue(queue);
        view->panel()->refreshNow();
        QCOMPARE(view->lines()->currentIndex(), 0);
        QCOMPARE(pointsOf(graphs(*view, Qt::SolidLine)[0]).first(), QPointF(80, 80));
    }

    void atMostEightLinesAreDrawn() {
        auto queue = queueOf(
            "vary: {stages[2].channels: [80, 96],\n"
            "       model.dropout: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]}\n");
        finish(queue, std::vector<double>(queue.sweep.rows.size(), 80));
        const auto view = shown(queue);
        choose(view->key(), QStringLiteral("model.stages[2].channels"));
        QCOMPARE(view->lines()->currentIndex(), 0);  // nine lines are too many
        choose(view->lines(), QStringLiteral("model.dropout"));
        view->panel()->refreshNow();
        QCOMPARE(graphs(*view, Qt::SolidLine).size(), SweepPlotView::mostLines);
        QVERIFY(view->findChild<QLabel*>(QStringLiteral("sweepPlotNote"))->text().contains(QStringLiteral("8 of 9")));
    }

    void axisSuitsTheValues_data() {
        QTest::addColumn<QString>("vary");
        QTest::addColumn<bool>("logarithmic");
        QTest::addColumn<QStringList>("names");  // of a categorical axis
        QTest::newRow("narrow") << "optimizer.learning_rate: [0.01, 0.02, 0.25]" << false << QStringList();
        QTest::newRow("wide") << "optimizer.learning_rate: [1e-3, 0.1]" << true << QStringList();
        QTest::newRow("zero") << "penalty.coefficient: [1e-4, 0, 1e-5, 1e-3]" << false
                              << QStringList{"0", "1e-5", "1e-4", "0.001"};
        QTest::newRow("words") << "model.activation: [srelu, relu]" << false << QStringList{"srelu", "relu"};
        QTest::newRow("small and zero") << "model.dropout: [0, 0.1, 0.2]" << false << QStringList();
    }
    void axisSuitsTheValues() {
        QFETCH(QString, vary);
        QFETCH(QStringList, names);
        auto queue = queueOf("vary: {" + vary.toStdString() + "}\n");
        finish(queue, std::vector<double>(queue.sweep.rows.size(), 80));
        const auto view = shown(queue);
        QTEST(scaleOf(*view) == QCPAxis::stLogarithmic, "logarithmic");
        const auto& places = view->plot()->places();
        QCOMPARE(places.isCategorical(), !names.isEmpty());
        const auto* line = graphs(*view, Qt::SolidLine).value(0);
        QVERIFY(line);
        QCOMPARE(line->lineStyle(), names.isEmpty() ? QCPGraph::lsLine : QCPGraph::lsNone);
        QCOMPARE(pointsOf(line).size(), qsizetype(queue.sweep.rows.size()));
        if (names.isEmpty())
            return;
        QCOMPARE(places.names(), names);
        QCOMPARE(pointsOf(line)[1].x(), 1.0);
        QVERIFY(!view->plot()->offersLogScale());
    }

    void scaleIsSwitchedByTheUser() {
        auto queue = queueOf("vary: {optimizer.learning_rate: [0.01, 0.02]}\n");
        finish(queue, {80, 81});
        const auto view = shown(queue);
        QCOMPARE(scaleOf(*view), QCPAxis::stLinear);
        view->panel()->setLogScale(true);
        QCOMPARE(scaleOf(*view), QCPAxis::stLogarithmic);
        queue.results[1].metrics = {82};
        view->setQueue(queue);
        view->panel()->refreshNow();
        QCOMPARE(scaleOf(*view), QCPAxis::stLogarithmic);
    }

    void emptyPlotSaysWhy_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<bool>("diverged");
        QTest::addColumn<QString>("reason");
        QTest::newRow("nothing varied") << "set: {run.epochs: 1}\n" << false << "This sweep varies no setting.";
        QTest::newRow("seeds") << "repeats: 3\n" << false << "This sweep varies no setting except the seed.";
        QTest::newRow("variants") << "rows: [{row: a}, {row: b, set: {model.activation: relu, model.dropout: 0.1}}]\n"
                                  << false << "This sweep varies no setting. Its rows are listed one by one.";
        QTest::newRow("waiting") << "vary: {model.dropout: [0, 0.1]}\n" << false << "No row has finished yet.";
        QTest::newRow("diverged") << "vary: {model.dropout: [0, 0.1]}\n"
                                  << true << "No row has finished: all 2 diverged or failed.";
    }
    void emptyPlotSaysWhy() {
        QFETCH(QString, yaml);
        QFETCH(bool, diverged);
        auto queue = queueOf(yaml.toStdString());
        if (diverged)
            finish(queue, std::vector<double>(queue.sweep.rows.size(), -1));
        QTEST(shown(queue)->panel()->emptyText(), "reason");
    }

    void followsTheQueueAndFillsThePage() {
        auto queue = queueOf("vary: {model.dropout: [0, 0.1]}\n");
        for (std::size_t i = 0; i < 2; ++i)
            queue.results[i].run = "/runs/made/" + queue.sweep.rows[i].id;
        QueueView view;
        view.resize(900, 700);
        view.setQueue(queue);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QCOMPARE(view.plot()->panel()->emptyText(), QStringLiteral("No row has finished yet."));
        finish(queue, {80});
        view.setQueue(queue);
        QCOMPARE(view.plot()->panel()->emptyText(), QString());
        QCOMPARE(view.plot()->panel()->pointCount(), 1);
        finish(queue, {80, 82});
        view.setQueue(queue);
        QCOMPARE(view.plot()->panel()->pointCount(), 2);

        Q_EMIT view.plot()->panel()->maximizeRequested();
        QVERIFY(view.table()->isHidden());
        Q_EMIT view.plot()->panel()->maximizeRequested();
        QVERIFY(!view.table()->isHidden());
        auto* toggle = view.findChild<QAction*>(QStringLiteral("queuePlot"));
        QVERIFY(toggle);
        toggle->trigger();
        QVERIFY(view.plot()->isHidden());
        const auto state = view.plotState();
        QueueView restored;
        restored.setPlotState(state);
        QVERIFY(restored.plot()->isHidden());
    }

    void valuesAndImagesAreExported() {
        auto queue = queueOf("vary: {model.dropout: [0, 0.1], stages[2].channels: [80, 96]}\nrepeats: 2\n");
        finish(queue, {80, 82, 90, 90, 70, 74, -1, 60});
        const auto view = shown(queue);
        choose(view->key(), QStringLiteral("model.stages[2].channels"));
        view->panel()->refreshNow();
        const QTemporaryDir folder;
        for (const char* name : {"a.png", "a.pdf", "a.svg"}) {
            const QString file = folder.filePath(QLatin1String(name));
            QCOMPARE(view->panel()->exportPicture(file, {QSize(640, 400), 1}), QString());
            QVERIFY(QFileInfo(file).size() > 1000);
        }
        const QString file = folder.filePath(QStringLiteral("a.csv"));
        QCOMPARE(view->panel()->exportCsv(file), QString());
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const auto lines = csv.readAll().split('\n');
        QCOMPARE(lines.size(), 1 + 4 + 1);
        QVERIFY(lines[0].startsWith("key,row,method,by,by_value,value,metric,mean,"));
        QVERIFY2(lines[1].endsWith(",model.dropout,0,80,top1,81.0000,1.4142,80.0000,82.0000,2,0,"), lines[1]);
        QVERIFY2(lines[4].endsWith(",model.dropout,0.1,96,top1,60.0000,0.0000,60.0000,60.0000,1,1,"), lines[4]);
    }
};

QTEST_MAIN(TestSweepPlot)
#include "tst_sweepplot.moc"
