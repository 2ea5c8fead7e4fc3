// The page of a run: what is measured next, the card in place of empty plots, reference lines, another run as a
// baseline, the two cursors, and the line of alerts.
#include <QTableWidget>
#include <QToolButton>
#include <QtTest>

#include "tests/widgets/DrawnPlot.h"
#include "tests/widgets/PlotPage.h"
#include "widgets/common/Theme.h"
#include "widgets/live/AlertBar.h"
#include "widgets/live/FirstValuesCard.h"
#include "widgets/live/LossPlot.h"
#include "widgets/live/MeasurementText.h"
#include "widgets/live/RunHeader.h"
#include "widgets/plot/PlotCursors.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/ViewOptions.h"

using namespace isonet;
using namespace isonet::widgets;
using telemetry::RunState, telemetry::RunStatus;
using test::layOut, test::scalar;

class TestLivePage : public QObject {
    Q_OBJECT

    // Two epochs of 250 steps.
    static config::RunConfig twoEpochs() {
        auto config = test::smallConfig();
        config.telemetry.scalarSteps = 10;
        config.telemetry.spectrumSteps = 200;
        config.run.epochs = 2;
        return config;
    }
    static RunStatus at(std::int64_t step, RunState state = RunState::Running) {
        RunStatus status;
        status.state = state;
        status.step = step;
        status.steps = 500;
        status.epoch = step >= 250 ? 2 : 1;
        status.epochs = 2;
        return status;
    }
    static std::unique_ptr<PlotPanel> lossOf(RunData& data) {
        auto panel = test::makePanel(lossPlot());
        panel->setData(&data);
        return panel;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void theHeaderSaysWhatIsMeasuredNext() {
        const auto config = twoEpochs();
        QCOMPARE(nextMeasurementsText(config, at(60)),
                 QStringLiteral("Next: spectra at step 200, validation at step 250"));
        QCOMPARE(nextMeasurementsText(config, at(260)),
                 QStringLiteral("Next: spectra at step 400, validation at step 500"));
        QCOMPARE(nextMeasurementsText(config, at(0, RunState::Preparing)),
                 QStringLiteral("Next: spectra at step 0, validation at step 250"));
        QVERIFY(nextMeasurementsText(config, at(500, RunState::Finished)).isEmpty());
        QVERIFY(nextMeasurementsTip(config, at(60)).contains(QStringLiteral("losses at step 70")));
        auto without = config;
        without.telemetry.spectra = false;
        QVERIFY(nextMeasurementsText(without, at(60)).contains(QStringLiteral("layers at step 200")));

        RunHeader header;
        header.resize(1200, 80);
        header.show();
        header.showRun(QStringLiteral("run"), config);
        header.setStatus(at(60));
        auto* label = header.findChild<QLabel*>(QStringLiteral("nextMeasurement"));
        QVERIFY(label->isVisible());
        QCOMPARE(label->text(), nextMeasurementsText(config, at(60)));
        header.setStatus(at(500, RunState::Finished));
        QVERIFY(!label->isVisible());
    }

    void oneCardStandsForEmptyPlots() {
        RunView view;
        view.resize(900, 600);
        view.show();
        const auto card = [&] { return view.grid()->parentWidget()->findChild<FirstValuesCard*>(); };
        QVERIFY(card()->isVisible() && !view.grid()->isVisible());
        QVERIFY2(card()->text().startsWith(QStringLiteral("No run is open")), qPrintable(card()->text()));
        view.setDraft(twoEpochs());
        QVERIFY(card()->text().contains(QStringLiteral("Singular values: at step 0, then every 200 steps")));

        RunData data;
        auto config = twoEpochs();
        config.telemetry.spectra = false;
        data.setConfig(config);
        data.setStatus(at(0));
        view.setData(&data);
        QVERIFY(card()->isVisible());
        const QString text = card()->text();
        QVERIFY2(text.contains(QStringLiteral("accuracy: losses at step 0, then every 10 steps; validation after each "
                                              "epoch, first at step 250")),
                 qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("Spectra are off")), qPrintable(text));

        data.append({scalar("loss/total", 0, 2.3)});
        QVERIFY(!card()->isVisible() && view.grid()->isVisible());
        data.clear();
        QVERIFY(card()->isVisible());
        data.setConfig(config);
        data.setStatus(at(0, RunState::Failed));
        QVERIFY(card()->text().contains(QStringLiteral("ended before it recorded any")));
        view.setData(nullptr);
        QVERIFY(card()->text().startsWith(QStringLiteral("No run is open")));
    }

    void chanceAndThePaperAreLines() {
        test::PlotPage page;
        auto* plot = page.loss()->contentAs<LossPlot>();
        page.view.viewOptions()->setPaper(ReferenceValue{70.45, QStringLiteral("paper 70.45 %")});
        page.loss()->refreshNow();
        const double chance = 100.0 / page.config.model.classes;
        QStringList names = plot->references();
        QCOMPARE(names.size(), 2);
        QVERIFY2(names[0].contains(QString::number(chance, 'g', 3)), qPrintable(names[0]));
        // Out of range: at the edge, with an arrow.
        QVERIFY2(names[0].startsWith(QStringLiteral("↓ chance")), qPrintable(names[0]));
        auto* accuracy = page.loss()->canvas()->axisRects().last();
        accuracy->axis(QCPAxis::atLeft)->setRange(0, 100);
        page.loss()->canvas()->replot();
        QCOMPARE(plot->references().last(), QStringLiteral("paper 70.45 %"));
        plot->setModes({{QStringLiteral("references"), false}});
        page.loss()->refreshNow();
        QVERIFY(plot->references().isEmpty());
        QCOMPARE(plot->modes().value(QStringLiteral("references")).toBool(), false);
    }

    // A finished run is read once, before its plot has a size.
    void namesOfLinesAvoidTheCurvesFromTheFirstSight() {
        RunData data;
        auto config = twoEpochs();
        config.model.classes = 10;
        data.setConfig(config);
        data.setStatus(at(500, RunState::Finished));
        // Just above chance at first, where the name would stand in a plot without height.
        for (int step = 0; step < 500; step += 10)
            data.append({scalar("accuracy/train_top1", step, step < 300 ? 10.2 : 60)});
        const auto panel = lossOf(data);
        panel->resize(700, 600);
        panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(panel.get()));
        panel->canvas()->replot();
        const QCPItemText* name = nullptr;
        for (int i = 0; i < panel->canvas()->itemCount(); ++i)
            if (const auto* text = qobject_cast<QCPItemText*>(panel->canvas()->item(i)))
                if (text->text().startsWith(QStringLiteral("chance")))
                    name = text;
        QVERIFY(name && name->visible());
        QCOMPARE(name->positionAlignment(), Qt::AlignRight | Qt::AlignBottom);
    }

    void anotherRunIsPaleBehind() {
        test::PlotPage page;
        RunData before;
        before.setConfig(page.config);
        for (int step = 0; step <= 1000; step += 10)
            before.append({scalar("loss/cross_entropy", step, 5)});
        const auto drawn = [&] {
            page.loss()->refreshNow();
            return test::drawnGraphs(*page.loss()).size();
        };
        const auto alone = drawn();
        const auto range = page.loss()->canvas()->axisRect(0)->axis(QCPAxis::atBottom)->range();
        page.view.viewOptions()->setBaseline(&before, QStringLiteral("earlier"));
        QCOMPARE(drawn(), alone + 1);
        // The vertical axis shows it, the horizontal one ends with the run.
        QVERIFY(page.loss()->canvas()->axisRect(0)->axis(QCPAxis::atLeft)->range().contains(5));
        QCOMPARE(page.loss()->canvas()->axisRect(0)->axis(QCPAxis::atBottom)->range(), range);
        const QString text = page.loss()->readout(test::pointAt(*page.loss(), 200, 1)).plain();
        QVERIFY2(text.contains(QStringLiteral("cross entropy · earlier")), qPrintable(text));
        QVERIFY(text.contains(QLatin1Char('5')));
        page.view.viewOptions()->setXAxis(XAxis::Wall);  // other days
        QCOMPARE(drawn(), alone);
        page.view.viewOptions()->setXAxis(XAxis::Step);
        page.view.viewOptions()->setBaseline(nullptr, {});
        QCOMPARE(drawn(), alone);
    }

    void cursorsHaveATableOfTheirValues() {
        RunData data;
        data.setConfig(twoEpochs());
        for (int step = 0; step <= 100; step += 10)
            data.append({scalar("loss/cross_entropy", step, 100 - step)});
        const auto panel = lossOf(data);
        layOut(*panel);
        auto& cursors = panel->cursors();
        QVERIFY(!cursors.panel()->isVisible());
        cursors.set(PlotCursors::A, test::pointAt(*panel, 22, 1));
        QCOMPARE(*cursors.x(PlotCursors::A), 20.0);  // the recorded point
        QVERIFY(cursors.panel()->isVisible());
        cursors.set(PlotCursors::B, test::pointAt(*panel, 69, 1));
        QCOMPARE(*cursors.x(PlotCursors::B), 70.0);
        const auto cell = [&](int row, int column) { return cursors.table()->item(row, column)->text(); };
        QCOMPARE(cursors.table()->rowCount(), 2);
        QCOMPARE(cell(0, 3), QStringLiteral("50"));
        QCOMPARE(cell(1, 0), QStringLiteral("cross entropy"));
        QCOMPARE(cell(1, 1), QStringLiteral("80"));
        QCOMPARE(cell(1, 2), QStringLiteral("30"));
        QCOMPARE(cell(1, 3), QStringLiteral("-50"));
        QVERIFY(cursors.table()->horizontalHeaderItem(1)->text().contains(QStringLiteral("step 20")));
        QVERIFY(!cursors.table()->accessibleName().isEmpty());
        // They stay while values arrive, and say what is there now.
        data.append({scalar("loss/cross_entropy", 70, 31)});
        panel->refreshNow();
        QCOMPARE(cell(1, 2), QStringLiteral("31"));
        panel->findChild<QToolButton*>(QStringLiteral("cursorClose"))->click();
        QVERIFY(!cursors.isSet() && !cursors.panel()->isVisible());
    }

    void cursorsAreSetByKeysAndMouse() {
        RunData data;
        data.setConfig(twoEpochs());
        for (int step = 0; step <= 100; step += 10)
            data.append({scalar("loss/cross_entropy", step, 100 - step)});
        const auto panel = lossOf(data);
        layOut(*panel);
        panel->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(panel.get()));
        auto* canvas = panel->canvas();
        canvas->setFocus();
        QTRY_VERIFY(canvas->hasFocus());
        QTest::keyClick(canvas, Qt::Key_1);  // without a pointer: in the middle
        auto& cursors = panel->cursors();
        QTRY_VERIFY(cursors.x(PlotCursors::A));
        QCOMPARE(*cursors.x(PlotCursors::A), 50.0);
        QTest::keyClick(canvas, Qt::Key_Period);
        QTRY_COMPARE(*cursors.x(PlotCursors::A), 60.0);
        QTest::keyClick(canvas, Qt::Key_Comma);
        QTRY_COMPARE(*cursors.x(PlotCursors::A), 50.0);
        QCoreApplication::processEvents();
        QTest::mouseClick(canvas, Qt::LeftButton, Qt::ControlModifier, test::pointAt(*panel, 90, 50).toPoint());
        QTRY_VERIFY(cursors.x(PlotCursors::B));
        QCOMPARE(*cursors.x(PlotCursors::B), 90.0);
        QTest::keyClick(canvas, Qt::Key_0);
        QTRY_VERIFY(!cursors.isSet());
    }

    void alertsAreALineThatCanBeClosed() {
        AlertBar bar;
        QVERIFY(!bar.isVisible());
        bar.add({telemetry::AlertKind::LossSpike, 1200, 1e9, {}, 7, 2, 0});
        QVERIFY(!bar.isHidden());
        QCOMPARE(bar.text(),
                 QStringLiteral("Loss spike at step 1,200: 7, 3.5 times the median of the preceding losses."));
        bar.findChild<QToolButton*>(QStringLiteral("alertClose"))->click();
        QVERIFY(bar.isHidden());
        bar.add({telemetry::AlertKind::Deviation, 1300, 1e9, "s3.b1.f.a", 1.5, 1, 5});
        QVERIFY(!bar.isHidden());
        QVERIFY2(bar.text().contains(QStringLiteral("s3.b1.f.a")) && bar.text().contains(QLatin1Char('5')),
                 qPrintable(bar.text()));
        QCOMPARE(bar.all().size(), 2);
        bar.clear();
        QVERIFY(bar.isHidden() && bar.all().isEmpty());
    }
};

QTEST_MAIN(TestLivePage)
#include "tst_livepage.moc"
