// What a plot shows besides its curves: marks of the schedule, smoothing, means of groups, ticks, strips of the loss,
// colors.
#include <QtTest>
#include <array>
#include <cmath>

#include "tests/widgets/DrawnPlot.h"
#include "tests/widgets/PlotPage.h"
#include "widgets/common/Theme.h"
#include "widgets/plot/PlotCanvas.h"
#include "widgets/plot/PlotTickers.h"
#include "widgets/plot/ReferenceLine.h"
#include "widgets/plot/ViewOptions.h"
#include "widgets/runs/ComparePlot.h"
#include "widgets/runs/ComparedRuns.h"

using namespace isonet;
using namespace isonet::widgets;
using test::curve, test::drawnGraphs, test::labels, test::layOut, test::pointAt, test::PlotPage, test::scalar;

class TestPlotMarks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void marksComeFromTheSchedule() {
        auto config = test::smallConfig();
        config.run.epochs = 10;
        config.optimizer.learningRate = 0.1;
        config.schedule.warmupEpochs = 0;
        config.schedule.factor = 0.5;
        config.schedule.milestones = {4, 8};
        RunData data;
        const auto fill = [&](const std::function<double(double)>& rate, int last) {
            data.clear();
            data.setConfig(config);
            for (int step = 0; step <= last; step += 10)
                data.append({scalar("loss/total", step, 1), scalar("schedule/epoch", step, step / 100.0),
                             scalar("schedule/learning_rate", step, rate(step / 100.0))});
        };
        const auto panel = test::makePanel(ratePlot());
        const auto marks = [&] {
            panel->setData(&data);
            layOut(*panel);
            return labels(*panel);
        };
        config.schedule.kind = config::ScheduleKind::Step;
        fill([](double epoch) { return epoch < 4 ? 0.1 : 0.05; }, 700);  // the second is not reached
        QCOMPARE(marks(), QStringList{"lr 0.05"});
        const auto* line = qobject_cast<QCPItemStraightLine*>(panel->canvas()->item(1));
        QVERIFY(line);
        QCOMPARE(line->point1->key(), 400.0);
        config.schedule.kind = config::ScheduleKind::Cosine;  // its last values fall by more than half each
        fill([](double epoch) { return 0.05 * (1 + std::cos(3.14159265358979 * epoch / 10)); }, 1000);
        QCOMPARE(marks(), QStringList());
        // No schedule is known: no guess.
        data.clear();
        RunData foreign;
        for (int step = 0; step < 20; ++step)
            foreign.append({scalar("schedule/learning_rate", step, step < 10 ? 0.1 : 0.01)});
        panel->setData(&foreign);
        layOut(*panel);
        QCOMPARE(labels(*panel), QStringList());
    }

    // The name of a line moves to where the curves leave room.
    void namesOfLinesAvoidTheCurves() {
        PlotCanvas canvas;
        canvas.resize(600, 400);
        auto* rect = canvas.addAxisRect(0, 0);
        auto *x = rect->axis(QCPAxis::atBottom), *y = rect->axis(QCPAxis::atLeft);
        x->setRange(0, 100);
        y->setRange(0, 100);
        auto* graph = canvas.addGraph(x, y);
        ReferenceLine line;
        line.place(&canvas, rect);
        canvas.replot();
        const auto placeOver = [&](const QVector<double>& at, const QVector<double>& values) {
            graph->setData(at, values);
            line.show(20, QStringLiteral("chance 20 %"), Qt::gray, Qt::white, canvas.font());
            for (int i = 0; i < canvas.itemCount(); ++i)
                if (const auto* text = qobject_cast<QCPItemText*>(canvas.item(i)))
                    return text->positionAlignment();
            return Qt::Alignment();
        };
        const auto right = Qt::AlignRight | Qt::AlignBottom, left = Qt::AlignLeft | Qt::AlignBottom;
        QCOMPARE(placeOver({0, 100}, {80, 80}), right);
        QCOMPARE(placeOver({0, 50, 51, 100}, {80, 80, 22, 22}), left);  // above the line, at the right end
        QCOMPARE(placeOver({0, 100}, {22, 22}), Qt::AlignRight | Qt::AlignTop);
        auto* other = new QCPItemText(&canvas);  // after the name, which is the first text
        other->setClipAxisRect(rect);
        other->position->setAxes(x, y);
        other->position->setCoords(95, 20);
        other->setText(QStringLiteral("best 21.50"));
        QCOMPARE(placeOver({0, 100}, {80, 80}), left);
    }

    void labelsLongerThanTheirAxisAreElided() {
        PlotCanvas canvas;
        auto* axis = canvas.addAxisRect(0, 0)->axis(QCPAxis::atLeft);
        const QString full = QStringLiteral("vertical shift, pixels");
        axis->setLabel(full);
        const auto labelAt = [&](int height) {
            canvas.resize(400, height);
            canvas.show();
            QCoreApplication::processEvents();
            canvas.replot();
            return axis->label();
        };
        QCOMPARE(labelAt(500), full);
        const QString shortened = labelAt(110);
        QVERIFY2(shortened.startsWith(QStringLiteral("vert")) && shortened.endsWith(QChar(0x2026)),
                 qPrintable(shortened));
        QCOMPARE(labelAt(50).trimmed(), QString());
        QCOMPARE(labelAt(500), full);
        labelAt(110);
        axis->setLabel(QStringLiteral("d"));
        QCOMPARE(labelAt(500), QStringLiteral("d"));
        axis->setLabel({});
        QCOMPARE(labelAt(110), QString());
    }

    void everyPlotSmoothsAlike() {
        // m1 = 1, m2 = (0.5 * 0.5 * 1 + 0.5 * 3) / (1 - 0.25) = 7/3, m3 = (0.25 * 0.5 + 0.75 + 2.5) / (1 - 0.125)
        const double third = (0.5 * (0.5 * (0.5 * 1) + 0.5 * 3) + 0.5 * 5) / 0.875;
        const std::vector<double> values{1, 3, 5};
        RunData data;
        data.setConfig(test::smallConfig());
        for (int step = 0; step < 3; ++step)
            for (const char* tag : {"loss/total", "isometry/deviation/s1.b1.f.a", "isometry/sigma_max/s1.b1.f.a",
                                    "isometry/sigma_min/s1.b1.f.a"})
                data.append({scalar(tag, step, values[std::size_t(step)])});
        ComparedRuns runs;
        RunEntry entry;
        entry.path = entry.name = QStringLiteral("a");
        runs.setRuns({&entry}, {QString()});
        for (int step = 0; step < 3; ++step)
            runs.dataOf(entry.path)->append({scalar("loss/total", step, values[std::size_t(step)])});
        std::vector<std::unique_ptr<PlotPanel>> panels;
        for (const auto& plot : {lossPlot(), deviationPlot(), sigmaPlot()}) {
            panels.push_back(test::makePanel(plot));
            panels.back()->setData(&data);
        }
        panels[1]->contentAs<DeviationPlot>()->setMode(DeviationPlot::Mode::Lines);
        panels.emplace_back(makeComparePanel("loss/total", &runs));
        for (const auto& panel : panels) {
            panel->setLogScale(false);
            panel->viewOptions().setSmoothing(0.5);
            layOut(*panel);
            bool raw = false, smooth = false;
            for (const auto* graph : drawnGraphs(*panel)) {
                const double last = (graph->data()->constEnd() - 1)->value;
                raw |= last == 5;
                smooth |= std::abs(last - third) < 1e-12;
            }
            QVERIFY2(raw && smooth, qPrintable(panel->title()));
            const auto text = panel->readout(pointAt(*panel, 2, third)).plain();
            QVERIFY2(text.contains("5") && text.contains("smoothed") && text.contains(QString::number(third, 'g', 4)),
                     qPrintable(text));
        }
    }

    void meansSayOfHowManyRunsTheyAre() {
        std::vector<RunEntry> entries(3);
        std::vector<const RunEntry*> chosen;
        ComparedRuns runs;
        for (int i = 0; i < 3; ++i) {
            entries[std::size_t(i)].path = entries[std::size_t(i)].name = QString::number(i);
            chosen.push_back(&entries[std::size_t(i)]);
        }
        runs.setRuns(chosen, {"g", "g", "g"});
        for (int i = 0; i < 3; ++i)
            runs.dataOf(QString::number(i))
                ->append(curve("loss",
                               i == 0   ? 100
                               : i == 1 ? 50
                                        : 30,
                               [i](int) { return i; }));
        const std::unique_ptr<PlotPanel> panel(makeComparePanel("loss", &runs));
        layOut(*panel);
        QCOMPARE(labels(*panel), QStringList({"mean of 2", "1 run"}));
        QVERIFY2(panel->readout(pointAt(*panel, 10, 1)).plain().contains("g (mean of 3): 1  [0 … 2]"),
                 qPrintable(panel->readout(pointAt(*panel, 10, 1)).plain()));
        QVERIFY(panel->readout(pointAt(*panel, 40, 1)).plain().contains("0.5  [0 … 1]  mean of 2"));
        QVERIFY(panel->readout(pointAt(*panel, 80, 1)).plain().contains("1 run"));
        // The line is broken where it becomes that of fewer runs.
        int gaps = 0;
        for (const auto* graph : drawnGraphs(*panel))
            if (graph->pen().style() != Qt::NoPen)
                for (auto i = graph->data()->constBegin(); i != graph->data()->constEnd(); ++i)
                    gaps += std::isnan(i->value);
        QCOMPARE(gaps, 2);
    }

    void ticksAreDistinct_data() {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<QString>("label");
        QTest::newRow("b near its start") << -1.000004 << -0.999996 << "-1+2e-6";
        QTest::newRow("at its start") << -1.1 << -0.9 << "-1";
        QTest::newRow("one side") << -1.0000005 << -1.0000001 << "-1-2e-7";
        QTest::newRow("large") << 123456.1 << 123456.5 << "123460-3.7";
        QTest::newRow("around zero") << -1e-15 << 1e-15 << "5e-16";
    }
    void ticksAreDistinct() {
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(QString, label);
        for (const bool logarithmic : {false, true}) {
            QCustomPlot plot;
            plot.resize(900, 300);
            plot.xAxis->setNumberPrecision(5);
            plot.xAxis->setNumberFormat("gbc");
            plot.xAxis->setTicker(logarithmic ? QSharedPointer<QCPAxisTicker>(new LogTicker(plot.xAxis))
                                              : QSharedPointer<QCPAxisTicker>(new LinearTicker(plot.xAxis)));
            plot.xAxis->setRange(low, high);
            plot.show();
            plot.replot();
            plot.replot();  // with the final layout
            const auto shown = plot.xAxis->tickVectorLabels();
            QVERIFY(shown.size() >= 2);
            QCOMPARE(QSet<QString>(shown.begin(), shown.end()).size(), shown.size());
            if (!logarithmic)
                QVERIFY2(shown.contains(label), qPrintable(QStringList(shown.begin(), shown.end()).join(' ')));
        }
    }

    // Zoomed in far into a long run: "123.5k" five times, or the same second.
    void ticksOfStepsAndTimesAreDistinct() {
        for (const auto kind : {XAxis::Step, XAxis::Relative, XAxis::Wall}) {
            QCustomPlot plot;
            plot.resize(900, 300);
            setXTicker(plot.xAxis, kind, false);
            plot.xAxis->setRange(123456, 123460);
            plot.show();
            plot.replot();
            plot.replot();
            auto shown = plot.xAxis->tickVectorLabels();
            shown.removeAll(QString());
            QVERIFY2(shown.size() >= 2, qPrintable(QString::number(int(kind))));
            QCOMPARE(QSet<QString>(shown.begin(), shown.end()).size(), shown.size());
            if (kind == XAxis::Step)
                QVERIFY(shown.contains(QStringLiteral("123458")));
        }
    }

    void summariesTellNearbyValuesApart() {
        RunData data;
        data.setConfig(test::smallConfig());
        data.append({test::histogram("srelu_b/stage1", 0, {-1.0000003, -1, -0.9999998})});
        const auto panel = test::makePanel(offsetPlot());
        panel->setData(&data);
        layOut(*panel);
        const auto text = panel->readout(QRectF(panel->canvas()->axisRect(0)->rect()).center()).plain();
        QVERIFY2(text.contains("largest: -0.9999998") && text.contains("smallest: -1.0000003"), qPrintable(text));
    }

    void theLossPlotHasAStripForThePenalty() {
        PlotPage page;
        auto* canvas = page.loss()->canvas();
        QCOMPARE(canvas->axisRectCount(), 3);
        // 2.5 of cross entropy, gamma P below 1e-3: each axis fits its own curves.
        const auto loss = canvas->axisRect(0)->axis(QCPAxis::atLeft)->range();
        const auto share = canvas->axisRect(1)->axis(QCPAxis::atLeft)->range();
        QVERIFY2(loss.lower > 0.15, qPrintable(QString::number(loss.lower)));
        QVERIFY2(share.upper < 2 * page.config.penalty.coefficient * 3, qPrintable(QString::number(share.upper)));
        for (int i = 1; i < 3; ++i)
            QCOMPARE(canvas->axisRect(i)->axis(QCPAxis::atBottom)->range(),
                     canvas->axisRect(0)->axis(QCPAxis::atBottom)->range());
        // Without a penalty there are two strips; they follow the data.
        RunData plain;
        plain.append(curve("loss/total", 20, [](int step) { return step; }));
        page.loss()->setData(&plain);
        page.loss()->refreshNow();
        QCOMPARE(canvas->axisRectCount(), 2);
        QVERIFY(page.loss()->readout(QRectF(canvas->axisRect(0)->rect()).center()).plain().contains("total"));
        page.loss()->setData(&page.data);
        page.loss()->refreshNow();
        QCOMPARE(canvas->axisRectCount(), 3);
    }

    // Vienot, Brettel and Mollon 1999 (protanopia, deuteranopia) and Brettel, Vienot and Mollon 1997 in the one-plane
    // form of the same construction (tritanopia), in linear RGB; the distance is CIE76 in L*a*b* (D65).
    void theCurvesForChoosingGammaDifferUnderEveryColorBlindness() {
        using Vector = std::array<double, 3>;
        using Matrix = std::array<Vector, 3>;
        const auto times = [](const Matrix& m, const Vector& v) {
            Vector result{};
            for (std::size_t i = 0; i < 3; ++i)
                for (std::size_t j = 0; j < 3; ++j)
                    result[i] += m[i][j] * v[j];
            return result;
        };
        const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
        const auto lab = [&](const Vector& rgb) {
            const auto xyz =
                times({{{0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}}}, rgb);
            const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
            const double x = f(xyz[0] / 0.9505), y = f(xyz[1]), z = f(xyz[2] / 1.089);
            return Vector{116 * y - 16, 500 * (x - y), 200 * (y - z)};
        };
        const Matrix seen[] = {
            {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
            {{{0.11238, 0.88762, 0}, {0.11238, 0.88762, 0}, {0.00401, -0.00401, 1}}},   // protanopia
            {{{0.29275, 0.70725, 0}, {0.29275, 0.70725, 0}, {-0.02234, 0.02234, 1}}},   // deuteranopia
            {{{1, 0.14461, -0.14461}, {0, 0.85924, 0.14076}, {0, 0.85924, 0.14076}}}};  // tritanopia
        for (const auto theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
            applyTheme(*qApp, theme);
            PlotPage page;
            auto* panel = page.view.panel("balancePanel");
            layOut(*panel);
            QVector<QPen> pens;
            for (const auto* graph : drawnGraphs(*panel))
                pens.append(graph->pen());
            QCOMPARE(pens.size(), 2);
            QVERIFY(pens[0].style() != pens[1].style());
            for (const auto& matrix : seen) {
                Vector colors[2];
                for (int i = 0; i < 2; ++i) {
                    const QColor color = pens[i].color();
                    colors[i] =
                        lab(times(matrix, {linear(color.redF()), linear(color.greenF()), linear(color.blueF())}));
                }
                double squares = 0;
                for (std::size_t i = 0; i < 3; ++i)
                    squares += std::pow(colors[0][i] - colors[1][i], 2);
                QVERIFY2(std::sqrt(squares) > 30, qPrintable(QString::number(std::sqrt(squares))));
            }
        }
        applyTheme(*qApp, ThemeChoice::Light);
    }
};

QTEST_MAIN(TestPlotMarks)
#include "tst_plotmarks.moc"
