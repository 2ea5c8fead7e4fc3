// The Inspect page's view: the line that chooses a layer, the worst layers, epochs that are played, two views with
// their differences. Plain values, no network.
#include <QComboBox>
#include <QSignalSpy>
#include <QSlider>
#include <QTabBar>
#include <QTabWidget>
#include <QTableWidget>
#include <QToolButton>
#include <QtTest>

#include "widgets/common/Theme.h"
#include "widgets/inspect/Comparison.h"
#include "widgets/inspect/DifferenceTable.h"
#include "widgets/inspect/DifferenceView.h"
#include "widgets/inspect/EpochPlayer.h"
#include "widgets/inspect/InspectView.h"
#include "widgets/inspect/LayerPicker.h"
#include "widgets/inspect/LayerStrip.h"
#include "widgets/inspect/WorstLayers.h"
#include "widgets/plot/HeatMap.h"

using namespace isonet;
using namespace isonet::widgets;

namespace {

std::vector<LayerRow> threeLayers() {
    std::vector<LayerRow> rows{{"stem.conv", {2, 1, 3, 3}}, {"s1.b1.f.a", {2, 2, 3, 3}}, {"s1.b1.f.b", {2, 2, 3, 3}}};
    rows[0].deviation = 0.5, rows[0].sigmaMin = 0.9, rows[0].sigmaMax = 1.1;
    rows[1].deviation = 2, rows[1].sigmaMin = 0.8, rows[1].sigmaMax = 1.5;
    rows[2].deviation = 1, rows[2].sigmaMin = 0.1, rows[2].sigmaMax = 1.2;
    return rows;
}

// A 2 x 2 x 1 x 1 kernel with `value` in the corner, on a grid of 2 x 2.
LayerDetail detailOf(const std::string& name, float value) {
    LayerDetail detail;
    detail.name = name;
    detail.outputs = detail.inputs = detail.channels = 2;
    detail.height = detail.width = detail.shiftRows = detail.shiftColumns = 1;
    detail.kernel = {value, 0, 0, 1};
    detail.residual = {value * value - 1, 0, 0, 0};
    detail.sigma = {std::max<double>(double(value), 1), std::min<double>(double(value), 1)};
    detail.frequencyRows = detail.frequencyColumns = 2;
    detail.sigmaMax.assign(4, std::max(value, 1.0F));
    detail.sigmaMin.assign(4, std::min(value, 1.0F));
    return detail;
}

}  // namespace

class TestInspectView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void theTabsOfAColumnFit() {
        InspectView view;
        DifferenceView difference;
        view.setNarrow(true);
        for (auto* tabs : {view.tabs(), difference.tabs()}) {
            auto* column = tabs->parentWidget();
            column->resize(400, 700);  // a third of 1280 pixels, less a scroll bar
            column->show();
            QVERIFY(QTest::qWaitForWindowExposed(column));
            const auto* bar = tabs->tabBar();
            QVERIFY(bar->tabRect(tabs->count() - 1).right() < tabs->width());
            for (int tab = 0; tab < tabs->count(); ++tab)
                QVERIFY2(bar->fontMetrics().horizontalAdvance(tabs->tabText(tab)) <= bar->tabRect(tab).width(),
                         qPrintable(tabs->tabText(tab)));
        }
        view.setNarrow(false);
        QCOMPARE(view.tabs()->tabText(3), QString("Whole network"));
    }

    void aLayerIsChosenOnOneLine() {
        InspectView view;
        view.resize(960, 700);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setRows(threeLayers(), true);
        QCOMPARE(view.layer(), QString("s1.b1.f.a"));
        auto* names = view.findChild<QComboBox*>("layerChoice");
        QCOMPARE(names->currentText(), view.layer());
        QCOMPARE(names->count(), 3);
        // One line, and the pictures have the whole width below it.
        QVERIFY(view.picker()->height() < 2.5 * view.fontMetrics().height() + 12);
        QVERIFY(view.tabs()->width() >= 0.99 * view.width());
        QSignalSpy chosen(&view, &InspectView::layerChosen);
        auto* strip = view.picker()->strip();
        QTest::mouseClick(strip, Qt::LeftButton, {}, strip->placeOf(2));
        QCOMPARE(view.layer(), QString("s1.b1.f.b"));
        QCOMPARE(chosen.count(), 1);
        QTest::keyClick(strip, Qt::Key_Home);
        QCOMPARE(view.layer(), QString("stem.conv"));
        QCOMPARE(names->currentText(), QString("stem.conv"));
        QTest::keyClick(strip, Qt::Key_Right);
        QCOMPARE(view.layer(), QString("s1.b1.f.a"));
        QCOMPARE(strip->rowAt(strip->placeOf(1)), 1);
    }

    void theWorstLayersAreListedAndChosen() {
        using By = WorstLayers::By;
        auto rows = threeLayers();
        QCOMPARE(WorstLayers::worst(rows, By::Deviation), (std::vector<std::size_t>{1, 2, 0}));
        QCOMPARE(WorstLayers::worst(rows, By::SmallestSigma), (std::vector<std::size_t>{2, 1, 0}));
        QCOMPARE(WorstLayers::worst(rows, By::LargestSigma, 2), (std::vector<std::size_t>{1, 2}));
        InspectView view;
        view.resize(960, 700);
        view.show();
        view.setRows(rows, true);
        view.tabs()->setCurrentIndex(2);
        auto* list = view.findChild<WorstLayers*>()->list(By::SmallestSigma);
        QTRY_VERIFY(list->isVisible());
        QCOMPARE(list->item(0, 0)->text(), QString("0.1"));
        QCOMPARE(list->item(0, 1)->text(), QString("s1.b1.f.b"));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(0, 0)).center());
        QCOMPARE(view.layer(), QString("s1.b1.f.b"));
        rows[0].deviation = std::nan("");  // a diverged layer is the worst
        QCOMPARE(WorstLayers::worst(rows, By::Deviation).front(), std::size_t{0});
    }

    void pictureSentencesFollowTheLayer() {
        InspectView view;
        view.setRows(threeLayers(), true);
        view.setDetail(detailOf("s1.b1.f.a", 3));
        QCOMPARE(view.kernel()->caption(), QString("Entries from 0 to 3; two of 4 are 0."));
        QVERIFY2(view.frequencies()->caption().startsWith("The same at every frequency"),
                 qPrintable(view.frequencies()->caption()));
        view.clear("closed");
        QCOMPARE(view.kernel()->caption(), QString());
    }

    void epochsArePlayedWithTheSameColors() {
        InspectView view;
        view.resize(960, 700);
        view.show();
        view.setRows(threeLayers(), true);
        view.setDetail(detailOf("s1.b1.f.a", 5));
        view.setEpochs({1});
        QVERIFY(!view.player()->isVisible());
        view.setEpochs({1, 2, 10});
        QTRY_VERIFY(view.player()->isVisible());
        QSignalSpy requested(&view, &InspectView::epochsRequested);
        auto* play = view.findChild<QToolButton*>("epochPlay");
        play->click();
        QCOMPARE(requested.takeFirst().first().toString(), QString("s1.b1.f.a"));
        for (const int index : {0, 1, 2})
            view.addEpoch(index, detailOf("s1.b1.f.a", float(index + 2)));
        view.addEpoch(0, detailOf("stem.conv", 100));  // late, of another layer
        QVERIFY(!view.player()->isPlaying());
        view.finishEpochs();
        QVERIFY(view.player()->isPlaying());
        QCOMPARE(view.kernel()->cell(0, 0), 2.0F);
        QCOMPARE(view.kernel()->colorRange(), QCPRange(-4, 4));
        QTRY_COMPARE(view.player()->epoch(), 10);
        QCOMPARE(view.kernel()->cell(0, 0), 4.0F);
        QCOMPARE(view.kernel()->colorRange(), QCPRange(-4, 4));
        QTRY_VERIFY(!view.player()->isPlaying());
        // The slider chooses an epoch; nothing is measured again.
        view.findChild<QSlider*>("epochSlider")->setValue(1);
        QCOMPARE(view.player()->epoch(), 2);
        QCOMPARE(view.kernel()->cell(0, 0), 3.0F);
        QCOMPARE(requested.count(), 0);
        // Play, then pause.
        play->click();
        QVERIFY(view.player()->isPlaying());
        play->click();
        QVERIFY(!view.player()->isPlaying());
        // Back to the opened checkpoint, with its own colors.
        view.findChild<QToolButton*>("epochBack")->click();
        QCOMPARE(view.kernel()->cell(0, 0), 5.0F);
        QCOMPARE(view.kernel()->colorRange(), QCPRange(-5, 5));
        // Another layer has other epochs.
        play->click();
        QCOMPARE(requested.count(), 1);
        view.chooseLayer("stem.conv");
        QCOMPARE(view.player()->epoch(), -1);
    }

    void twoViewsAreComparedWithTheSameColors() {
        InspectView a, b;
        DifferenceView difference;
        Comparison comparison(&a, &b, &difference, this);
        a.setSources({"left"}, {"/a.pt"}, {});
        b.setSources({"right"}, {"/b.pt"}, {});
        auto rows = threeLayers();
        a.setRows(rows, true);
        rows[1].deviation = 1.5;
        rows.pop_back();
        b.setRows(rows, true);
        a.setDetail(detailOf("s1.b1.f.a", 4));
        b.setDetail(detailOf("s1.b1.f.a", 2));
        QCOMPARE(b.kernel()->colorRange(), QCPRange(-2, 2));
        comparison.setOn(true);
        for (auto* view : {&a, &b}) {
            QCOMPARE(view->kernel()->colorRange(), QCPRange(-4, 4));
            QCOMPARE(view->channelMap()->colorRange(), QCPRange(-15, 15));
            QCOMPARE(view->shiftMap()->colorRange(), QCPRange(3, 15));
            QCOMPARE(view->frequencies()->colorRange(), QCPRange(2, 4));
        }
        QCOMPARE(difference.kernel()->cell(0, 0), 2.0F);
        QCOMPARE(difference.kernel()->cell(1, 1), 0.0F);
        QCOMPARE(difference.shiftMap()->cell(0, 0), 12.0F);
        QCOMPARE(difference.channelMap()->cell(0, 0), 12.0F);
        QCOMPARE(difference.frequencies()->cell(0, 0), 2.0F);
        QCOMPARE(difference.lowFrequencies()->caption(), QString("A and B are equal."));
        // The tables, by name of the layers.
        auto* table = difference.table();
        QCOMPARE(table->rowCount(), 3);
        QCOMPARE(table->item(1, 0)->text(), QString("s1.b1.f.a"));
        QCOMPARE(table->item(1, 1)->text(), QString("+0.5"));
        QCOMPARE(table->item(0, 1)->text(), QString("0"));
        QCOMPARE(table->item(2, 1)->text(), QString("–"));
        // Tabs go together.
        a.tabs()->setCurrentIndex(2);
        QCOMPARE(b.tabs()->currentIndex(), 2);
        QCOMPARE(difference.tabs()->currentIndex(), 2);
        // Kernels of other sizes have no difference.
        auto other = detailOf("s1.b1.f.a", 2);
        other.outputs = 1;
        other.kernel = {2, 0};
        b.setDetail(other);
        QVERIFY2(difference.kernel()->message().contains("2 × 2 × 1 × 1"), qPrintable(difference.kernel()->message()));
        b.setDetail(detailOf("s1.b1.f.a", 2));
        comparison.setLocked(false);
        QCOMPARE(b.kernel()->colorRange(), QCPRange(-2, 2));
        comparison.setLocked(true);
        comparison.setOn(false);
        QCOMPARE(b.kernel()->colorRange(), QCPRange(-2, 2));
    }
};

QTEST_MAIN(TestInspectView)
#include "tst_inspectview.moc"
