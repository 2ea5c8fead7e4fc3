// One recorded value against another: pairs of the same step, the choice of both, what the plot says and exports.
#include <QComboBox>
#include <QMenu>
#include <QtTest>

#include "tests/widgets/DrawnPlot.h"
#include "tests/widgets/PlotPage.h"
#include "widgets/common/Theme.h"
#include "widgets/live/ParametricPlot.h"
#include "widgets/live/Quantities.h"
#include "widgets/series/Relation.h"

using namespace isonet;
using namespace isonet::widgets;
using test::layOut, test::scalar;

class TestRelation : public QObject {
    Q_OBJECT

    static Series series(const QVector<double>& steps, const QVector<double>& values) {
        return {steps, values, QVector<double>(steps.size(), 1e9)};
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void pairsBelongToTheSameStep() {
        const Series accuracy = series({100, 200}, {50, 60});
        const Series deviation = series({0, 90, 110, 200}, {0, 1, 3, 8});
        const auto points = relatedPoints(accuracy, deviation);
        QCOMPARE(points.size(), 2);
        QCOMPARE(points[0].step, 100.0);
        QCOMPARE(points[0].x, 50.0);
        QCOMPARE(points[0].y, 2.0);  // between 1 and 3
        QVERIFY(points[0].interpolated);
        QCOMPARE(points[1].y, 8.0);
        QVERIFY(!points[1].interpolated);
        const auto swapped = relatedPoints(deviation, accuracy);
        QCOMPARE(swapped.size(), 2);
        QCOMPARE(swapped[0].x, 2.0);
        QCOMPARE(swapped[0].y, 50.0);
    }

    void whatHasNoPairIsLeftOut() {
        const double nan = std::nan("");
        QVERIFY(relatedPoints(series({10}, {1}), series({20, 30}, {1, 2})).isEmpty());  // before the other begins
        QVERIFY(relatedPoints(series({40}, {1}), series({20, 30}, {1, 2})).isEmpty());  // after its end
        QCOMPARE(relatedPoints(series({10, 20}, {1, nan}), series({10, 20, 30}, {1, 2, 3})).size(), 1);
        QVERIFY(relatedPoints(series({15}, {1}), series({10, 20}, {1, nan})).isEmpty());
        QVERIFY(relatedPoints(Series(), series({10}, {1})).isEmpty());
    }

    void summariesKeepTheSetOfLayers() {
        const Series a = series({0, 10}, {1, 3}), b = series({0, 10}, {3, 5}), rare = series({0}, {100});
        int layers = 0;
        QCOMPARE(summaryOf({&rare, &a, &b}, LayerSummary::Mean, &layers).values, (QVector<double>{2, 4}));
        QCOMPARE(layers, 2);
        QCOMPARE(summaryOf({&a, &b}, LayerSummary::Largest).values, (QVector<double>{3, 5}));
        QCOMPARE(summaryOf({&a, &b}, LayerSummary::Smallest).values, (QVector<double>{1, 3}));
        QVERIFY(summaryOf({}, LayerSummary::Mean, &layers).steps.isEmpty());
        QCOMPARE(layers, 0);
    }

    void everyRecordedValueCanBeChosen() {
        test::PlotPage page;
        const auto quantities = quantitiesOf(page.data);
        QStringList titles;
        for (const auto& each : quantities) {
            titles += each.title;
            QVERIFY2(valuesOf(page.data, each.key), each.key.c_str());
        }
        for (const char* title : {"cross entropy", "validation top-1", "schedule/learning_rate",
                                  "isometry/deviation/s1.b1.f.a", "penalty P"})
            QVERIFY2(titles.contains(QString::fromLatin1(title)), title);
        QVERIFY(titles.filter(QStringLiteral("deviation, mean of")).size() == 1);
        QVERIFY(!valuesOf(page.data, "no/such_tag"));
    }

    void thePlotShowsDeviationAgainstAccuracyFirst() {
        test::PlotPage page;
        const auto panel = test::makePanel(parametricPlot());
        panel->setData(&page.data);
        layOut(*panel);
        auto* plot = panel->contentAs<ParametricPlot>();
        QCOMPARE(plot->xKey(), std::string("accuracy/val_top1"));
        QCOMPARE(plot->yKey(), std::string("mean:isometry/deviation/"));
        QCOMPARE(plot->points().size(), 4);  // validated at 100, 200, 300, 400
        QVERIFY(!panel->isEmpty());
        QCOMPARE(panel->canvas()->axisRect(0)->axis(QCPAxis::atBottom)->label(), QStringLiteral("validation top-1"));
        const auto& last = plot->points().last();
        const auto text = panel->readout(test::pointAt(*panel, last.x, last.y)).plain();
        QVERIFY2(text.contains(QStringLiteral("400")) && text.contains(QStringLiteral("85")), qPrintable(text));
        QCOMPARE(panel->shownSeries().size(), 1);
    }

    void theChoiceIsDrawnExportedAndRemembered() {
        test::PlotPage page;
        const auto panel = test::makePanel(parametricPlot());
        panel->setData(&page.data);
        layOut(*panel);
        auto* box = panel->findChild<QComboBox*>(QStringLiteral("relationX"));
        QVERIFY(box);
        const int index = box->findData(QStringLiteral("loss/cross_entropy"));
        QVERIFY(index >= 0);
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
        panel->refreshNow();
        auto* plot = panel->contentAs<ParametricPlot>();
        QCOMPARE(plot->xKey(), std::string("loss/cross_entropy"));
        QCOMPARE(plot->points().size(), 41);
        const auto lines = panel->csv().split('\n');
        QCOMPARE(lines[0].trimmed(), QByteArray("step,loss/cross_entropy,mean:isometry/deviation/,interpolated"));
        QVERIFY(lines[1].startsWith("0,2.5"));  // 2.3 + 0.2 at step 0
        const auto state = panel->layoutState();

        const auto other = test::makePanel(parametricPlot());
        other->setLayoutState(state);
        other->setData(&page.data);
        layOut(*other);
        QCOMPARE(other->contentAs<ParametricPlot>()->xKey(), std::string("loss/cross_entropy"));
        // A run without the chosen value says so and keeps the choice.
        RunData without;
        without.append({scalar("loss/total", 0, 1), scalar("loss/total", 10, 2)});
        other->setData(&without);
        layOut(*other);
        QVERIFY(other->contentAs<ParametricPlot>()->points().isEmpty());
        QCOMPARE(other->contentAs<ParametricPlot>()->xKey(), std::string("loss/cross_entropy"));
    }

    void bothValuesAreInTheMenu() {
        test::PlotPage page;
        const auto panel = test::makePanel(parametricPlot());
        panel->setData(&page.data);
        layOut(*panel);
        QMenu menu;
        panel->fillMenu(menu);
        int chosen = 0;
        for (auto* action : menu.actions())
            if (action->menu())
                for (auto* choice : action->menu()->actions())
                    chosen += choice->isChecked() ? 1 : 0;
        QCOMPARE(chosen, 2);
    }

    void aHiddenCurveIsNotDrawn() {
        test::PlotPage page;
        const auto panel = test::makePanel(parametricPlot());
        panel->setData(&page.data);
        layOut(*panel);
        const QString name = panel->shownSeries().value(0);
        panel->setSeriesShown(name, false);
        panel->refreshNow();
        QVERIFY(panel->shownSeries().isEmpty());
        QVERIFY(!panel->isEmpty());
        panel->setSeriesShown(name, true);
        panel->refreshNow();
        QCOMPARE(panel->shownSeries(), QStringList{name});
    }
};

QTEST_MAIN(TestRelation)
#include "tst_relation.moc"
