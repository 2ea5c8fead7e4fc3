// Saved plot layouts, pinned plots, and keyboard shortcuts.
#include <QApplication>
#include <QClipboard>
#include <QDataStream>
#include <QLabel>
#include <QPointer>
#include <QScrollArea>
#include <QScrollBar>
#include <QtTest>

#include "RunRecords.h"
#include "widgets/common/Theme.h"
#include "widgets/live/DeviationPlot.h"
#include "widgets/live/DistributionPlot.h"
#include "widgets/live/RunView.h"
#include "widgets/plot/PinnedPlot.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/series/RunData.h"

using namespace isonet;
using namespace isonet::widgets;

class TestLayout : public QObject {
    Q_OBJECT

    static void fill(RunData& data) {
        const auto config = test::smallConfig();
        data.setConfig(config);
        data.append(test::wholeRun(config, 400));
    }
    static PlotPanel* panel(const RunView& view, const char* name) { return view.panel(QLatin1String(name)); }
    template <typename T>
    static T* plot(const RunView& view, const char* name) {
        return panel(view, name)->contentAs<T>();
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    // Small windows scroll; in large ones the plots share the height.
    void plotsStayReadable() {
        RunData data;
        fill(data);
        RunView view;
        view.resize(700, 320);
        view.show();
        view.setData(&data);
        const auto* loss = panel(view, "lossPanel");
        const int least = 17 * loss->fontMetrics().height();
        QTRY_VERIFY2(loss->height() >= least, qPrintable(QString::number(loss->height())));
        QVERIFY(view.grid()->height() < 2 * least);
        const auto* scroll = view.grid()->findChild<QScrollArea*>()->verticalScrollBar();
        QTRY_VERIFY(scroll->maximum() > 0);
        view.resize(700, 1000);
        QTRY_COMPARE(scroll->maximum(), 0);
    }

    void layoutIsRestored() {
        RunData data;
        fill(data);
        RunView view;
        view.resize(1000, 700);
        view.show();
        view.setData(&data);
        plot<DeviationPlot>(view, "deviationPanel")->setMode(DeviationPlot::Mode::Lines);
        plot<DeviationPlot>(view, "deviationPanel")->setNormalized(true);
        plot<DistributionPlot>(view, "spectrumPanel")->showLayer(QStringLiteral("s2.b1.f.b"));
        panel(view, "lossPanel")->setLogScale(true);
        panel(view, "lossPanel")->setSeriesShown(QStringLiteral("cross entropy"), false);
        view.grid()->maximize(panel(view, "lossPanel"));
        view.setPage(1);
        // As stored in the settings.
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
        later.setData(&data);  // a run opened afterwards, as at startup
        QCOMPARE(later.page(), 1);
        auto* deviation = plot<DeviationPlot>(later, "deviationPanel");
        QCOMPARE(deviation->mode(), DeviationPlot::Mode::Lines);
        QVERIFY(deviation->isNormalized());
        auto* spectrum = plot<DistributionPlot>(later, "spectrumPanel");
        QCOMPARE(spectrum->view(), DistributionPlot::View::OneLayer);
        QCOMPARE(spectrum->layer(), QStringLiteral("s2.b1.f.b"));
        auto* loss = panel(later, "lossPanel");
        QVERIFY(loss->isLogScale());
        QVERIFY(!loss->shownSeries().contains(QStringLiteral("cross entropy")));
        QVERIFY(loss->shownSeries().contains(QStringLiteral("total")));
        later.setPage(0);
        QCOMPARE(later.grid()->maximized(), loss);
    }

    void invalidStateIsIgnored() {
        RunView view;
        const QVariantMap nonsense{{"page", 77},
                                   {"grids", QVariantList{QVariantMap{{"columns", QVariantList{1, 2, 3, 4, 5}},
                                                                      {"full", "noSuchPanel"},
                                                                      {"panels", QVariantMap{{"lossPanel", 4}}}},
                                                          QStringLiteral("no map")}}};
        view.setLayoutState(nonsense);
        view.setLayoutState({});
        QCOMPARE(view.page(), 0);
        QVERIFY(!view.grid()->maximized());
        QCOMPARE(plot<DeviationPlot>(view, "deviationPanel")->mode(), DeviationPlot::Mode::Map);
        QVERIFY(panel(view, "deviationPanel")->isLogScale());
    }

    void pinnedPlotStaysWhileAnotherRunIsShown() {
        RunData data;
        fill(data);
        RunView view;
        view.resize(1000, 700);
        view.show();
        view.setData(&data);
        auto* loss = panel(view, "lossPanel");
        QVERIFY(!panel(view, "signalPanel")->pin());  // nothing to see
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

    void plotHasKeyboardShortcuts() {
        RunData data;
        fill(data);
        RunView view;
        view.resize(1000, 700);
        view.show();
        view.setData(&data);
        QVERIFY(QTest::qWaitForWindowActive(&view));
        auto* loss = panel(view, "lossPanel");
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
        QCOMPARE(view.grid()->maximized(), loss);
    }
};

QTEST_MAIN(TestLayout)
#include "tst_layout.moc"
