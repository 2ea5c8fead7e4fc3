// The network diagram: equal blocks, labels, rows, keyboard, mini-map and speed.
#include <QElapsedTimer>
#include <QScrollBar>
#include <QSignalSpy>
#include <QtTest>

#include "tests/widgets/DiagramNetworks.h"
#include "widgets/common/Theme.h"
#include "widgets/design/DiagramMiniMap.h"

using namespace isonet;
using namespace isonet::widgets;
using namespace isonet::test;

namespace {

QStringList labels(NetworkDiagram& diagram) {
    QStringList all;
    for (auto* item : diagram.scene()->items(Qt::AscendingOrder))
        if (const auto* box = dynamic_cast<DiagramBox*>(item))
            all << box->title();
    return all;
}

}  // namespace

class TestDiagram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void equalBlocksAreDrawnOnce() {
        NetworkDiagram diagram;
        show(diagram);
        QVERIFY(diagram.setConfig(deepest()));
        auto* pile = cardNamed(diagram, "s3.b2");
        QVERIFY(pile && pile->isPile());
        QCOMPARE(pile->pile().count, 35);  // 36 blocks; the first one has another shape
        QVERIFY(!cardNamed(diagram, "s3.b3"));
        QVERIFY(diagram.layers().contains("s3.b20.f.b"));  // listed although it is hidden
        QCOMPARE(boxOf(diagram, "s3.b2.f.a")->members().size(), 35);
    }

    void anOverrideKeepsItsBlockApart() {
        NetworkDiagram diagram;
        show(diagram);
        auto config = deepest();
        config.model.blocks = {{"s3.b10", spec::Activation::ReLU, {}, {}, {}}};
        QVERIFY(diagram.setConfig(config));
        QCOMPARE(cardNamed(diagram, "s3.b2")->pile().count, 8);
        QVERIFY(!cardNamed(diagram, "s3.b10")->hasBadge());
        QCOMPARE(cardNamed(diagram, "s3.b11")->pile().count, 26);
        QVERIFY(boxOf(diagram, "s3.b10.relu")->differs());
        QVERIFY(!boxOf(diagram, "s3.b11.relu")->differs());
    }

    void theBadgeExpandsAndCollapses() {
        NetworkDiagram diagram;
        show(diagram);
        diagram.setConfig(deepest());
        const auto clickBadge = [&] {
            auto* card = cardNamed(diagram, "s2.b2");
            diagram.ensureVisible(card);
            QTest::mouseClick(diagram.viewport(), Qt::LeftButton, {},
                              diagram.mapFromScene(card->mapToScene(card->badgeRect().center())));
        };
        clickBadge();
        QVERIFY(diagram.isExpanded("s2.b2"));
        QVERIFY(cardNamed(diagram, "s2.b5"));
        clickBadge();
        QVERIFY(!cardNamed(diagram, "s2.b5"));
        // By keyboard, from any block of the group.
        diagram.choose("s2.b2");
        QTest::keyClick(&diagram, Qt::Key_Plus);
        QVERIFY(cardNamed(diagram, "s2.b5"));
        diagram.choose("s2.b5.f.b");
        QTest::keyClick(&diagram, Qt::Key_Minus);
        QVERIFY(!cardNamed(diagram, "s2.b5"));
        QCOMPARE(diagram.chosen(), QString("s2.b2"));
        QCOMPARE(diagram.chosenBlocks().size(), 7);
    }

    // Another network in a diagram that has become narrower is placed where it can be seen.
    void anotherNetworkIsPlacedInTheView() {
        NetworkDiagram diagram;
        show(diagram);
        diagram.resize(1600, 900);
        QVERIFY(diagram.setConfig(deepest()));
        diagram.resize(600, 900);
        config::RunConfig small;
        small.model.depth = 8;
        QVERIFY(diagram.setConfig(small));
        const QRect stem = diagram.mapFromScene(cardNamed(diagram, "stem")->sceneBoundingRect()).boundingRect();
        QVERIFY2(diagram.viewport()->rect().contains(stem), qPrintable(QString::number(stem.left())));
    }

    void choosingAHiddenLayerShowsIt() {
        NetworkDiagram diagram;
        show(diagram);
        diagram.setConfig(deepest());
        QSignalSpy chosen(&diagram, &NetworkDiagram::layerChosen);
        diagram.choose("s3.b17.f.c");
        QCOMPARE(diagram.chosen(), QString("s3.b17.f.c"));
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.first().first().toString(), QString("s3.b17.f.c"));
        QCOMPARE(diagram.chosenBlocks(), QStringList{"s3.b17"});
    }

    void labelsFollowThePapers_data() {
        QTest::addColumn<spec::StageSpec>("stage");
        QTest::addColumn<QStringList>("expected");
        auto plain = stageOf(2, 64, spec::BlockKind::Plain);
        plain.kernel = {{1, 7}};
        QTest::newRow("plain 1x7") << plain << QStringList{"1×7, 64"};
        auto strided = plain;
        strided.stride = 2;
        QTest::newRow("strided") << strided << QStringList{"1×7, 64 /2"};
        auto pooled = strided;
        pooled.downsample = spec::Downsampling::AveragePool;
        QTest::newRow("pooled") << pooled << QStringList{"avg pool 2", "1×7, 64"};
        auto grouped = stageOf(1, 128, spec::BlockKind::Bottleneck);
        grouped.groups = 32;
        grouped.bottleneckRatio = 2;
        QTest::newRow("grouped") << grouped << QStringList{"1×1, 64", "3×3, 64, g32", "1×1, 128"};
        const auto depthwise = stageOf(1, 32, spec::BlockKind::DepthwiseSeparable);
        QTest::newRow("depthwise") << depthwise << QStringList{"dw 3×3", "1×1, 32"};
        auto dilated = stageOf(1, 24);
        dilated.dilation = 2;
        dilated.normalization = spec::Normalization::Group;
        QTest::newRow("dilated, normalized") << dilated << QStringList{"3×3, 24, dil 2, GN"};
    }
    void labelsFollowThePapers() {
        QFETCH(spec::StageSpec, stage);
        QFETCH(QStringList, expected);
        NetworkDiagram diagram;
        show(diagram);
        QVERIFY(diagram.setConfig(oneStage(stage)));
        const auto all = labels(diagram);
        for (const auto& label : expected)
            QVERIFY2(all.contains(label), qPrintable(label + " is not in: " + all.join(" | ")));
    }

    void stemAndHeadAreDrawnAsSpecified() {
        auto config = oneStage(stageOf(1, 32));
        config.model.stem->activated = false;
        config.model.stem->stride = 2;
        config.model.stem->downsample = spec::Downsampling::SpaceToDepth;
        config.model.stem->pool = spec::StemPooling::Average;
        config.model.head = {spec::HeadPooling::Max, {48}, true};
        config.model.dropout = 0.25;
        NetworkDiagram diagram;
        show(diagram);
        QVERIFY(diagram.setConfig(config));
        const auto all = labels(diagram);
        for (const char* label :
             {"space to depth 2", "avg pool 3×3 /2", "global max pool", "linear, 48", "dropout 0.25", "linear, 10"})
            QVERIFY2(all.contains(QString::fromUtf8(label)), qPrintable(all.join(" | ")));
        QVERIFY(!boxOf(diagram, "stem.relu"));
        QVERIFY(boxOf(diagram, "head.fc1_relu"));
    }

    void rowsFitTheWidthAndNothingOverlaps_data() {
        QTest::addColumn<int>("width");
        for (const int width : {460, 700, 1240, 3000})
            QTest::addRow("%d", width) << width;
    }
    void rowsFitTheWidthAndNothingOverlaps() {
        QFETCH(int, width);
        NetworkDiagram diagram;
        show(diagram, {width, 500});
        diagram.setConfig(deepest());
        diagram.setExpanded("s3.b2", true);
        QVERIFY2(diagram.scene()->sceneRect().width() <= width, qPrintable(QString::number(width)));
        QVERIFY(!diagram.horizontalScrollBar()->isVisible());
        QVector<QRectF> cards;
        for (auto* item : diagram.scene()->items())
            if (const auto* card = dynamic_cast<DiagramCard*>(item))
                cards.append(QRectF(card->pos(), card->outerSize()));
        QVERIFY(cards.size() > 40);
        for (qsizetype i = 0; i < cards.size(); ++i) {
            QVERIFY(diagram.scene()->sceneRect().contains(cards[i]));
            for (qsizetype k = i + 1; k < cards.size(); ++k)
                QVERIFY(!cards[i].intersects(cards[k]));
        }
        // Each layer's label fits its box.
        for (auto* item : diagram.scene()->items())
            if (const auto* box = dynamic_cast<DiagramBox*>(item); box && box->kind() == BoxKind::Convolution)
                QVERIFY2(QFontMetricsF(DiagramStyle().strongFont).horizontalAdvance(box->title()) < box->rect().width(),
                         qPrintable(box->title()));
    }

    void textIsAtLeastNinePoints() {
        const DiagramStyle style;
        const double dotsPerPoint = QGuiApplication::primaryScreen()->logicalDotsPerInchY() / 72.0;
        for (const auto& font : {style.font, style.strongFont, style.titleFont})
            QVERIFY(font.pixelSize() >= 9 * dotsPerPoint);
        NetworkDiagram diagram;
        show(diagram, {500, 400});
        diagram.setConfig(deepest());
        QCOMPARE(diagram.zoomFactor(), 1.0);
        diagram.fit();
        QCOMPARE(diagram.zoomFactor(), 1.0);
    }

    void theMiniMapMovesTheView() {
        NetworkDiagram diagram;
        show(diagram, {700, 500});
        diagram.setConfig(deepest());
        diagram.setExpanded("s3.b2", true);
        auto* map = diagram.findChild<DiagramMiniMap*>();
        QVERIFY(map && map->isVisible());
        diagram.fit();
        QCOMPARE(diagram.verticalScrollBar()->value(), 0);
        const QRectF before = map->frame();
        QVERIFY(QRectF(map->rect()).contains(before.center()));
        QTest::mouseClick(map, Qt::LeftButton, {}, QPoint(map->width() / 2, map->height() / 2));
        QVERIFY(diagram.verticalScrollBar()->value() > 100);
        QVERIFY(map->frame().top() > before.top() + 10);
        // A small network needs none.
        diagram.resize(3000, 1500);
        diagram.setConfig(oneStage(stageOf(2, 16)));
        QVERIFY(!map->isVisible());
    }

    void arrowsGoThroughBlocksAndLayers() {
        NetworkDiagram diagram;
        show(diagram);
        diagram.setConfig(published(spec::Family::Small, 20, true));
        const auto press = [&](Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
            QTest::keyClick(&diagram, key, modifiers);
            return diagram.chosen();
        };
        QCOMPARE(press(Qt::Key_Right), QString("stem"));
        QCOMPARE(press(Qt::Key_Right), QString("s1.b1"));
        QCOMPARE(press(Qt::Key_Down), QString("s1.b1.f.a"));
        QCOMPARE(press(Qt::Key_Down), QString("s1.b1.f.a_relu"));
        QCOMPARE(press(Qt::Key_Up), QString("s1.b1.f.a"));
        QCOMPARE(press(Qt::Key_Right, Qt::ShiftModifier), QString("s2"));
        QCOMPARE(press(Qt::Key_Left, Qt::ShiftModifier), QString("s1"));
        QCOMPARE(diagram.chosenBlocks(), (QStringList{"s1.b1", "s1.b2", "s1.b3"}));
        QVERIFY(diagram.accessibleDescription().contains("Stage 1"));
        diagram.choose("s3.b1.f.b");
        QSignalSpy activated(&diagram, &NetworkDiagram::layerActivated);
        QTest::keyClick(&diagram, Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated.first().first().toString(), QString("s3.b1.f.b"));
        for (int i = 0; i < 20; ++i)
            press(Qt::Key_Right);
        QCOMPARE(diagram.chosen(), QString("head"));
    }

    void aDoubleClickActivatesALayer() {
        NetworkDiagram diagram;
        show(diagram);
        diagram.setConfig(published(spec::Family::Small, 20, false));
        QSignalSpy activated(&diagram, &NetworkDiagram::layerActivated);
        auto* box = boxOf(diagram, "s1.b1.f.a");
        const QPoint at = diagram.mapFromScene(box->mapToScene(box->rect().center()));
        QTest::mouseClick(diagram.viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(diagram.chosen(), QString("s1.b1.f.a"));
        QCOMPARE(activated.count(), 0);
        QTest::mouseDClick(diagram.viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated.first().first().toString(), QString("s1.b1.f.a"));
    }

    void ctrlWheelZoomsAndCtrlZeroResets() {
        NetworkDiagram diagram;
        show(diagram);
        diagram.setConfig(deepest());
        const auto turn = [&](Qt::KeyboardModifiers modifiers, int by) {
            QWheelEvent event({100, 100}, diagram.viewport()->mapToGlobal(QPointF(100, 100)), {}, {0, by}, {},
                              modifiers, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(diagram.viewport(), &event);
        };
        turn({}, -240);
        QCOMPARE(diagram.zoomFactor(), 1.0);
        QVERIFY(diagram.verticalScrollBar()->value() > 0);
        turn(Qt::ControlModifier, 240);
        QVERIFY(diagram.zoomFactor() > 1.2);
        QTest::keyClick(&diagram, Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(diagram.zoomFactor(), 1.0);
    }

    void aRaisedFontStillFits() {
        const QFont before = QApplication::font();
        QFont large = before;
        large.setPointSizeF(16);
        QApplication::setFont(large);
        {
            NetworkDiagram diagram;
            show(diagram, {700, 500});
            diagram.setConfig(deepest());
            QVERIFY(diagram.scene()->sceneRect().width() <= 700);
        }
        QApplication::setFont(before);
    }

    // The bound for an edit; the fastest of several, since the machine may be busy.
    void twoHundredLayersAreDrawnQuickly() {
        const auto config = oneStage(stageOf(100, 16));
        NetworkDiagram diagram;
        show(diagram, {900, 700});
        auto other = config;
        double fastest = 1e9;
        for (int i = 0; i < 6; ++i) {
            other.model.stages[0].channels = 16 + 16 * (i % 2);
            QElapsedTimer timer;
            timer.start();
            QVERIFY(diagram.setConfig(other));
            diagram.setExpanded("s1.b2", true);
            fastest = std::min(fastest, double(timer.nsecsElapsed()) / 1e6);
            if (i == 0)
                QVERIFY(cardNamed(diagram, "s1.b100"));
        }
        qInfo("plan, drawing and layout of 200 layers, expanded: %.1f ms", fastest);
        QVERIFY2(fastest < 50, qPrintable(QString::number(fastest)));
    }
};

QTEST_MAIN(TestDiagram)
#include "tst_diagram.moc"
