// What a plot shows is what was recorded: values that are not finite, single points, huge values, layers that were not
// measured.
#include <QtTest>
#include <cmath>
#include <ctime>
#include <limits>

#include "tests/widgets/DrawnPlot.h"
#include "tests/widgets/PlotPage.h"
#include "widgets/common/Theme.h"
#include "widgets/live/ScalarsView.h"
#include "widgets/plot/GraphFit.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/ViewOptions.h"
#include "widgets/runs/ComparePlot.h"
#include "widgets/runs/ComparedRuns.h"

using namespace isonet;
using namespace isonet::widgets;
using test::curve, test::drawnGraphs, test::layOut, test::pointAt, test::PlotPage, test::scalar;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// Pixels nearer to the color than to white.
int pixelsOf(const QImage& image, const QRect& place, const QColor& color) {
    const auto distance = [](const QColor& a, const QColor& b) {
        return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue());
    };
    int count = 0;
    for (int y = place.top(); y <= place.bottom(); ++y)
        for (int x = place.left(); x <= place.right(); ++x)
            count += distance(image.pixelColor(x, y), color) < distance(image.pixelColor(x, y), Qt::white);
    return count;
}

}  // namespace

class TestPlotTruth : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    // Curves of other programs, as in an event file: the page of scalars and the comparison of runs.
    void valuesThatAreNotFiniteAreMarked_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("marks");
        QTest::addColumn<int>("dots");
        QTest::newRow("nan islands") << 0 << 40 << 10;
        QTest::newRow("one nan") << 1 << 1 << 0;
        QTest::newRow("one inf") << 2 << 1 << 0;
    }
    void valuesThatAreNotFiniteAreMarked() {
        QFETCH(int, kind);
        QFETCH(int, marks);
        QFETCH(int, dots);
        const auto value = [kind](int step) {
            if (kind == 0)
                return step % 5 == 0 ? 1.0 : notANumber;
            return step == 20 ? (kind == 1 ? notANumber : infinity) : 1.0 - step / 100.0;
        };
        RunData data;
        data.append(curve("loss", 50, value));
        ScalarsView scalars(new ViewOptions(&data));
        scalars.setData(&data);
        scalars.resize(700, 450);
        scalars.show();
        ComparedRuns runs;
        RunEntry entry;
        entry.path = entry.name = QStringLiteral("a");
        runs.setRuns({&entry}, {QString()});
        runs.dataOf(entry.path)->append(curve("loss", 50, value));
        const std::unique_ptr<PlotPanel> compared(makeComparePanel("loss", &runs));
        for (auto* panel : {scalars.grid()->panels().first(), compared.get()}) {
            layOut(*panel);
            const auto graphs = drawnGraphs(*panel);
            QCOMPARE(graphs.size(), 1);
            QCOMPARE(graphs.first()->nonFinite().size(), marks);
            QCOMPARE(graphs.first()->nonFinite().first().x, kind == 0 ? 1.0 : 20.0);
            QCOMPARE(graphs.first()->lonePoints().size(), dots);
            const auto* rect = panel->canvas()->axisRect(0);
            const auto x = rect->axis(QCPAxis::atBottom)->range(), y = rect->axis(QCPAxis::atLeft)->range();
            QVERIFY(x.contains(0) && x.contains(49));
            QVERIFY2(y.lower > 0 && y.upper < 1.2, qPrintable(QString::number(y.upper)));  // fits the finite values
            // The mark, in the curve's color, at its step and its edge; the dots where they were recorded.
            const QImage image = panel->canvas()->toPixmap().toImage();
            const QColor color = graphs.first()->pen().color();
            const double at = rect->axis(QCPAxis::atBottom)->coordToPixel(kind == 0 ? 2 : 20);
            const QRect top(int(at) - 4, rect->top() + 1, 9, 11), bottom(int(at) - 4, rect->bottom() - 12, 9, 11);
            QVERIFY(pixelsOf(image, kind == 2 ? top : bottom, color) > 10);
            QCOMPARE(pixelsOf(image, kind == 2 ? bottom : top, color), 0);
            if (kind == 0) {
                const QPoint dot = pointAt(*panel, 25, 1).toPoint();
                QVERIFY(pixelsOf(image, QRect(dot - QPoint(3, 3), QSize(7, 7)), color) > 8);
            }
            const auto text = panel->readout(pointAt(*panel, kind == 0 ? 1 : 20, kind == 0 ? 1 : 0.8)).plain();
            QVERIFY2(text.contains(kind == 2 ? "inf" : "nan"), qPrintable(text));
        }
    }

    void aHugeValueNeitherFlattensTheAxisNorSlowsDrawing() {
        RunData data;
        const auto spiky = [](int step) { return step % 50 == 7 ? 3e38 : 1 + 0.1 * std::sin(step * 0.7); };
        // A few values, and many: a spike must not count as one of the middle.
        for (const int steps : {20, 2000}) {
            data.clear();
            data.setConfig(test::smallConfig());
            data.append(curve("loss/cross_entropy", steps, spiky));
            data.append(curve("loss/penalty", steps, spiky));  // dashed
            const auto panel = test::makePanel(balancePlot());
            panel->setData(&data);
            layOut(*panel);
            const auto range = panel->canvas()->axisRect(0)->axis(QCPAxis::atLeft)->range();
            QVERIFY2(range.upper < 10 && range.lower > 1e-9, qPrintable(QString::number(range.upper)));
            panel->setLogScale(false);
            layOut(*panel);
            QVERIFY(panel->canvas()->axisRect(0)->axis(QCPAxis::atLeft)->range().upper < 10);
            panel->viewOptions().setSmoothing(0.5);
            panel->refreshNow();
            const std::clock_t start = std::clock();  // CPU time, independent of other programs
            panel->canvas()->replot();
            const double each = 1e3 * double(std::clock() - start) / CLOCKS_PER_SEC;
            QVERIFY2(each < 250, qPrintable(QString::number(each)));
            QVERIFY(panel->readout(pointAt(*panel, 7, 1)).plain().contains("3e38"));
        }
        QCOMPARE(sensibleLimit({1, -2, 3e38}), 2e4);
    }

    void linesAreCutWhereTheyLeaveTheView() {
        const QVector<QPointF> inside{{0, 1}, {1, 2}, {2, std::nan("")}, {3, 4}};
        QCOMPARE(cutLine(inside, 0, 10).size(), inside.size());
        // Up and down again; straight through; outside all along.
        const auto peak = cutLine({{0, 0}, {10, 100}, {20, 0}}, -10, 50);
        QCOMPARE(peak.first(), QPointF(0, 0));
        QCOMPARE(peak[1], QPointF(5, 50));
        QVERIFY(std::isnan(peak[2].y()));
        QCOMPARE(peak[3], QPointF(15, 50));
        QCOMPARE(peak.last(), QPointF(20, 0));
        QCOMPARE(cutLine({{0, -100}, {10, 100}}, 0, 50), (QVector<QPointF>{{5, 0}, {7.5, 50}}));
        QVERIFY(cutLine({{0, 100}, {10, 200}}, 0, 50).isEmpty());
    }

    void layersThatWereNotMeasuredAreHatched() {
        RunData data;
        for (const auto& record : curve("isometry/deviation/s1.b1.f.a", 301, [](int step) { return 1.0 + step; }))
            if (record.step % 10 == 0)
                data.append({record});
        data.append({scalar("isometry/deviation/stem.conv", 0, 0.25), scalar("isometry/deviation/stem.conv", 200, 4)});
        data.append(
            {scalar("isometry/deviation/s1.b1.f.b", 0, 1), scalar("isometry/deviation/s1.b1.f.b", 300, notANumber)});
        const auto panel = test::makePanel(deviationPlot());
        panel->setData(&data);
        layOut(*panel);
        auto* map = qobject_cast<QCPColorMap*>(panel->canvas()->plottable(0));
        auto* cells = map->data();
        QCOMPARE(cells->keySize(), 31);
        const int last = cells->valueSize() - 1;
        int measured = 0;
        for (int column = 0; column < cells->keySize(); ++column)
            measured += cells->alpha(column, 0) > 0;
        QCOMPARE(measured, 2);  // stem.conv: steps 0 and 200
        QCOMPARE(cells->cell(20, 0), 4.0);
        QVERIFY(std::isnan(cells->cell(30, last)) && cells->alpha(30, last) > 0);
        QCOMPARE(panel->canvas()->axisRect(0)->backgroundBrush().style(), Qt::BDiagPattern);
        auto text = panel->readout(pointAt(*panel, 110, 0));
        QCOMPARE(text.title, QStringLiteral("step 110"));
        QCOMPARE(text.lines.first().name, QStringLiteral("stem.conv"));
        QVERIFY(text.lines.first().strong);
        QVERIFY2(text.lines.first().value.startsWith("not measured; "), qPrintable(text.lines.first().value));
        QVERIFY(text.lines.first().value.contains("step 200"));
        text = panel->readout(pointAt(*panel, 200, 0));
        QCOMPARE(text.lines.first().value, QStringLiteral("4"));
        QCOMPARE(text.lines[1].value, QStringLiteral("201"));
        // Where every layer was measured at every step, nothing is hatched.
        PlotPage page;
        QCOMPARE(page.deviation()->canvas()->axisRect(0)->backgroundBrush().style(), Qt::NoBrush);
    }
};

QTEST_MAIN(TestPlotTruth)
#include "tst_plottruth.moc"
