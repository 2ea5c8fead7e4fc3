// Deviations in the network diagram: colors over time, their range, and the exported figure with its legend.
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "tests/widgets/DiagramNetworks.h"
#include "widgets/common/Theme.h"
#include "widgets/design/DeviationBar.h"

using namespace isonet;
using namespace isonet::widgets;
using namespace isonet::test;

class TestDeviations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void deviationsColorTheBlocksOverTime() {
        NetworkDiagram diagram;
        show(diagram);
        diagram.setConfig(deepest());
        QVERIFY(!diagram.deviationBar()->isVisible());
        DeviationHistory history;
        history.setLayer("s2.b1.f.a", {0, 100, 200}, {0.01, 0.1, 1.0});
        history.setLayer("s2.b2.f.a", {100, 200}, {0.2, 0.3});
        history.setLayer("s2.b5.f.a", {100, 200}, {0.5, 0.4});
        history.setLayer("s2.b6.f.a", {100}, {std::nan("")});
        diagram.setDeviations(history);
        QVERIFY(diagram.deviationBar()->isVisible());
        const auto fill = [&](const QString& name) { return boxOf(diagram, name)->deviation()->fill; };
        const QColor late = fill("s2.b1.f.a");
        QCOMPARE(boxOf(diagram, "s2.b1.f.a")->measure(), QString("d 1"));
        // Equal blocks show the largest deviation.
        QCOMPARE(boxOf(diagram, "s2.b2.f.a")->measure(), QString("d 0.4"));
        QVERIFY(boxOf(diagram, "s2.b2.f.a")->toolTip().contains("s2.b5.f.a"));
        QVERIFY(boxOf(diagram, "s2.b2.f.a")->toolTip().contains("measured in 2 of 7"));
        QVERIFY(!fill("s2.b1.f.b").isValid());  // not measured
        QVERIFY(diagram.deviationBar()->legend().notMeasured);
        diagram.deviationBar()->chooseStep(0);
        QCOMPARE(boxOf(diagram, "s2.b1.f.a")->measure(), QString("d 0.01"));
        QVERIFY(fill("s2.b1.f.a") != late);
        QVERIFY(!fill("s2.b2.f.a").isValid());  // not yet
        diagram.deviationBar()->setOn(false);
        QVERIFY(!boxOf(diagram, "s2.b1.f.a")->deviation());
        diagram.deviationBar()->setOn(true);
        diagram.setDeviations({});
        QVERIFY(!diagram.deviationBar()->isVisible());
        QVERIFY(!boxOf(diagram, "s2.b1.f.a")->deviation());
    }

    void theColorRangeSpansAtMostFourDecades() {
        DeviationHistory history;
        history.setLayer("a", {0, 1, 2}, {1e-12, 0.5, 2});
        QCOMPARE(history.range().high, 2.0);
        QCOMPARE(history.range().low, 2e-4);
        QCOMPARE(history.steps(), (QVector<double>{0, 1, 2}));
        history.setLayer("b", {1, 3}, {1, 1});
        QCOMPARE(history.steps(), (QVector<double>{0, 1, 2, 3}));
        QCOMPARE(history.at("b", 2.5), std::optional<double>(1));
        QVERIFY(!history.at("b", 0.5));
    }

    void theFigureHasItsLegendAndNoSelection() {
        QTemporaryDir folder;
        NetworkDiagram diagram;
        show(diagram);
        auto config = published(spec::Family::Small, 20, true);
        config.model.blocks = {{"s1.b2", spec::Activation::ReLU, {}, {}, {}}};
        diagram.setConfig(config);
        DeviationHistory history;
        history.setLayer("s1.b1.f.a", {0, 100}, {0.01, 0.1});
        history.setLayer("s2.b1.proj", {0, 100}, {0.25, 0.5});
        diagram.setDeviations(history);
        const auto svg = [&](const char* name) {
            const QString path = folder.filePath(name);
            const auto problem = diagram.exportImage(path, {QSize(900, 500), 2});
            QFile file(path);
            return problem.isEmpty() && file.open(QIODevice::ReadOnly) ? file.readAll() : problem.toUtf8();
        };
        const QByteArray plain = svg("a.svg");
        for (const char* text : {"Stage 2", "3×3, 32 /2", "1×1, 32 /2", "deviation d, step 100", "not measured",
                                 "has its own settings", "× 2", "linear, 10"})
            QVERIFY2(plain.contains(text), text);
        QVERIFY(boxOf(diagram, "s2.b1.proj")->toolTip().contains("deviation 0.5"));
        diagram.choose("s2.b1.f.a");
        diagram.find("s3");
        QCOMPARE(svg("b.svg"), plain);
        QCOMPARE(diagram.chosen(), QString("s2.b1.f.a"));
    }
};

QTEST_MAIN(TestDeviations)
#include "tst_deviations.moc"
