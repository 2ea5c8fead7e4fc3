// What stays from session to session of how plots are laid out and set, pinned plots, and the keys of a plot.
#include <QApplication>
#include <QClipboard>
#include <QDataStream>
#include <QLabel>
#include <QPointer>
#include <QtTest>

#include "RunRecords.h"
#include "widgets/DeviationPanel.h"
#include "widgets/DistributionPanel.h"
#include "widgets/PinnedPlot.h"
#include "widgets/PlotGrid.h"
#include "widgets/RunData.h"
#include "widgets/RunView.h"
#include "widgets/Theme.h"

using namespace isonet;
using namespace isonet::widgets;

class TestLayout : public QObject {
    Q_OBJECT

    static void fill(RunData& data) {
        const auto config = test::smallConfig();
        data.setConfig(config);
        data.append(test::wholeRun(config, 400));
    }
    template <typename T>
    static T* panel(const RunView& view, const char* name) {
        return static_cast<T*>(view.panel(QLatin1String(name)));
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void layoutComesBack() {
        RunData data;
        fill(data);
        RunView view;
        view.resize(1000, 700);
        view.show();
        view.setData(&data);
        panel<DeviationPanel>(view, "deviationPanel")->setMode(DeviationPanel::Mode::Lines);
        panel<DeviationPanel>(view, "deviationPanel")->setNormalised(true);
        panel<DistributionPanel>(view, "spectrumPanel")->showLayer(QStringLiteral("s2.b1.f.b"));
        panel<PlotPanel>(view, "lossPanel")->setLogScale(true);
        panel<PlotPanel>(view, "lossPanel")->setSeriesShown(QStringLiteral("cross entropy"), false);
        view.grid()->maximise(panel<PlotPanel>(view, "lossPanel"));
        view.setPage(1);
        // As the settings keep it.
        QByteArray bytes;
        QDataStream out(&bytes, QIODevice::WriteOnly);
        out << QVariant(view.layoutState());
        QDataStream in(bytes);
        QVariant read;
        in >> read;

        RunView later;
        later.resize(1000, 700);
        later.setLayoutState(read.toMap());
        later.show();
        later.setData(&data);  // a run opened afterwards, as at a start
        QCOMPARE(later.page(), 1);
        auto* deviation = panel<DeviationPanel>(later, "deviationPanel");
        QCOMPARE(deviation->mode(), DeviationPanel::Mode::Lines);
        QVERIFY(deviation->isNormalised());
        auto* spectrum = panel<DistributionPanel>(later, "spectrumPanel");
        QCOMPARE(spectrum->view(), DistributionPanel::View::OneLayer);
        QCOMPARE(spectrum->layer(), QStringLiteral("s2.b1.f.b"));
        auto* loss = panel<PlotPanel>(later, "lossPanel");
        QVERIFY(loss->isLogScale());
        QVERIFY(!loss->shownSeries().contains(QStringLiteral("cross entropy")));
        QVERIFY(loss->shownSeries().contains(QStringLiteral("total")));
        later.setPage(0);
        QCOMPARE(later.grid()->maximised(), loss);
    }

    void foreignStateLeavesTheLayoutAsItIs() {
        RunView view;
        const QVariantMap nonsense{{"page", 77},
                                   {"grids", QVariantList{QVariantMap{{"columns", QVariantList{1, 2, 3, 4, 5}},
                                                                      {"full", "noSuchPanel"},
                                                                      {"panels", QVariantMap{{"lossPanel", 4}}}},
                                                          QStringLiteral("no map")}}};
        view.setLayoutState(nonsense);
        view.setLayoutState({});
        QCOMPARE(view.page(), 0);
        QVERIFY(!view.grid()->maximised());
        QCOMPARE(panel<DeviationPanel>(view, "deviationPanel")->mode(), DeviationPanel::Mode::Map);
        QVERIFY(panel<DeviationPanel>(view, "deviationPanel")->isLogScale());
    }

    void aPinnedPlotStaysWhileAnotherRunIsShown() {
        RunData data;
        fill(data);
        RunView view;
        view.resize(1000, 700);
        view.show();
        view.setData(&data);
        auto* loss = panel<PlotPanel>(view, "lossPanel");
        QVERIFY(!panel<PlotPanel>(view, "signalPanel")->pin());  // nothing to see
        const QPointer<PinnedPlot> pinned = loss->pin();
        QVERIFY(pinned && pinned->isVisible());
        const QString values = pinned->values();
        QVERIFY2(values.startsWith(QStringLiteral("step 400")), qPrintable(values));
        QVERIFY(values.contains(QStringLiteral("total")));
        QVERIFY2(pinned->windowTitle().startsWith(loss->title()), qPrintable(pinned->windowTitle()));
        view.setPage(1);
        view.setData(nullptr);
        QVERIFY(pinned->isVisible());
        QCOMPARE(pinned->values(), values);
        QTest::keyClick(pinned.data(), Qt::Key_Escape);
        QTRY_VERIFY(!pinned);
    }

    void aPlotHasKeys() {
        RunData data;
        fill(data);
        RunView view;
        view.resize(1000, 700);
        view.show();
        view.setData(&data);
        QVERIFY(QTest::qWaitForWindowActive(&view));
        auto* loss = panel<PlotPanel>(view, "lossPanel");
        QVERIFY(!loss->isEmpty());
        loss->canvas()->setFocus();
        QTest::keyClick(loss->canvas(), Qt::Key_L);
        QVERIFY(loss->isLogScale());
        QTest::keyClick(loss->canvas(), Qt::Key_L);
        QVERIFY(!loss->isLogScale());
        QTest::keyClick(loss->canvas(), Qt::Key_P);
        auto* pinned = view.findChild<PinnedPlot*>();
        QVERIFY(pinned);
        pinned->close();
        view.activateWindow();
        loss->canvas()->setFocus();
        const QPoint middle = loss->canvas()->axisRect(0)->center();
        QTest::mouseMove(loss->canvas(), middle - QPoint(9, 0));
        QTest::mouseMove(loss->canvas(), middle);
        QTest::keyClick(loss->canvas(), Qt::Key_C);
        QTRY_VERIFY(QApplication::clipboard()->text().contains(QStringLiteral("total")));
        QTest::keyClick(loss->canvas(), Qt::Key_F);
        QCOMPARE(view.grid()->maximised(), loss);
    }
};

QTEST_MAIN(TestLayout)
#include "tst_layout.moc"
