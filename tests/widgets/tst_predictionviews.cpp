// Detections and ground truth: matching with known results, and the Predictions page.
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QListView>
#include <QPainter>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

#include "widgets/common/Theme.h"
#include "widgets/predictions/ImageList.h"
#include "widgets/predictions/ImageListModel.h"
#include "widgets/predictions/MaskStack.h"
#include "widgets/predictions/PredictionCanvas.h"
#include "widgets/predictions/PredictionsView.h"

using namespace isonet::widgets;

class TestPredictionViews : public QObject {
    Q_OBJECT

    static PredictionObject object(int category, const QRectF& box, double score = 1, bool crowd = false) {
        PredictionObject made;
        made.category = category;
        made.box = box;
        made.score = score;
        made.crowd = crowd;
        return made;
    }
    // Two cats and a dog; a cat detected, the same cat detected again, a dog detected as a cat, and one in a crowd.
    static PredictionImage scene() {
        PredictionImage image;
        image.id = 42;
        image.file = QStringLiteral("42.png");
        image.picture = QImage(200, 100, QImage::Format_RGB32);
        image.picture.fill(Qt::gray);
        image.truth = {object(0, {10, 10, 40, 40}), object(0, {100, 10, 40, 40}), object(1, {150, 50, 40, 40}),
                       object(0, {0, 60, 90, 40}, 1, true)};
        image.found = {object(0, {12, 10, 40, 40}, 0.9), object(0, {10, 14, 40, 40}, 0.8),
                       object(1, {100, 10, 40, 40}, 0.6), object(0, {20, 70, 20, 20}, 0.4)};
        image.found[0].maskPlace = QRect(12, 10, 40, 40);
        image.found[0].mask = QImage(40, 40, QImage::Format_Alpha8);
        image.found[0].mask.fill(255);
        return image;
    }
    static DetectorInfo detector() {
        DetectorInfo info;
        info.name = QStringLiteral("R-ISONet-8");
        info.step = 1200;
        info.scoreThreshold = 0.05;
        info.categories = {QStringLiteral("cat"), QStringLiteral("dog")};
        info.images = {QStringLiteral("42: 42.png"), QStringLiteral("43: 43.png"), QStringLiteral("44: 44.png")};
        return info;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void boxesOverlap() {
        QCOMPARE(boxOverlap({0, 0, 10, 10}, {0, 0, 10, 10}), 1.0);
        QCOMPARE(boxOverlap({0, 0, 10, 10}, {5, 0, 10, 10}), 1.0 / 3);
        QCOMPARE(boxOverlap({0, 0, 10, 10}, {20, 0, 10, 10}), 0.0);
        QCOMPARE(boxOverlap({0, 0, 10, 10}, {0, 0, 100, 5}, true), 0.5);  // relative to the detection, in a crowd
    }

    void detectionsAreMatchedByScore() {
        const auto image = scene();
        const auto match = matchObjects(image);
        QCOMPARE(match.truthOf, (QVector<int>{0, ImageMatch::noMatch, ImageMatch::noMatch, ImageMatch::inCrowd}));
        QCOMPARE(match.foundOf, (QVector<int>{0, -1, -1, -1}));
        QCOMPARE(match.overlaps[0], boxOverlap(image.found[0].box, image.truth[0].box));
        // The best unmatched object, not the first.
        auto two = scene();
        two.found[1] = object(0, {98, 10, 40, 40}, 0.8);
        two.truth[0] = object(0, {14, 10, 40, 40});
        QCOMPARE(matchObjects(two).truthOf[1], 1);
    }

    void countsFollowScoreAndClass() {
        const auto image = scene();
        const auto match = matchObjects(image);
        const auto all = countMatches(image, match, 0, -1);
        QCOMPARE(all.found, 4);
        QCOMPARE(all.matched, 1);
        QCOMPARE(all.objects, 3);
        QCOMPARE(all.missed(), 2);
        QCOMPARE(countMatches(image, match, 0.7, -1).found, 2);
        QCOMPARE(countMatches(image, match, 0.95, -1).missed(), 3);
        QCOMPARE(countMatches(image, match, 0, 1).objects, 1);
        QCOMPARE(countMatches(image, match, 0, 1).matched, 0);
    }

    void scoreThresholdRequestsNoImage() {
        PredictionsView view;
        view.resize(1000, 700);
        view.show();
        QSignalSpy wanted(&view, &PredictionsView::imageWanted);
        view.setDetector(detector());
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(view.image(), 0);
        view.setImage(0, scene());
        QVERIFY(view.counts().startsWith(QStringLiteral("3 found, 1 matched")));
        auto* slider = view.findChild<QSlider*>(QStringLiteral("scoreSlider"));
        slider->setValue(85);
        QVERIFY2(view.counts().startsWith(QStringLiteral("1 found, 1 matched")), qPrintable(view.counts()));
        QCOMPARE(view.findChild<QDoubleSpinBox*>(QStringLiteral("scoreBox"))->value(), 0.85);
        slider->setValue(100);
        QVERIFY2(view.counts().contains(QStringLiteral("highest score 0.90")), qPrintable(view.counts()));
        slider->setValue(0);
        QVERIFY2(view.counts().contains(QStringLiteral("scores below 0.05")), qPrintable(view.counts()));
        QCOMPARE(wanted.count(), 1);
    }

    void imagesAreSteppedThrough() {
        PredictionsView view;
        view.setDetector(detector());
        QSignalSpy wanted(&view, &PredictionsView::imageWanted);
        QTest::keyClick(view.canvas(), Qt::Key_Right);
        QTest::keyClick(view.canvas(), Qt::Key_PageDown);
        QTest::keyClick(view.canvas(), Qt::Key_Right);  // there is none
        QCOMPARE(view.image(), 2);
        auto* list = view.findChild<QListView*>(QStringLiteral("imageList"));
        QCOMPARE(list->currentIndex().row(), 2);
        list->setCurrentIndex(list->model()->index(1, 0));
        QCOMPARE(view.image(), 1);
        QCOMPARE(wanted.count(), 3);
        view.setImage(0, scene());  // no longer current
        QVERIFY(!view.canvas()->image());
        view.setFailure(1, QStringLiteral("43.png is absent"));
        QCOMPARE(view.canvas()->message(), QStringLiteral("43.png is absent"));
        // A newer checkpoint keeps the current image.
        view.setDetector(detector());
        QCOMPARE(view.image(), 1);
    }

    void apTableSortsAndSelectsAClass() {
        PredictionsView view;
        view.setDetector(detector());
        view.setImage(0, scene());
        ApMetrics metrics;
        metrics.summary = QStringLiteral("Box AP 9.5");
        metrics.masks = true;
        metrics.categories = {{QStringLiteral("cat"), 9.5, 30}, {QStringLiteral("dog"), 10.25, -1}};
        view.setMetrics(metrics);
        auto* table = view.findChild<QTableView*>(QStringLiteral("apTable"));
        table->sortByColumn(1, Qt::DescendingOrder);  // by number, not by text
        QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("dog"));
        QCOMPARE(table->model()->index(0, 2).data().toString(), QStringLiteral("–"));
        view.setMetrics(metrics);
        QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("dog"));  // stays sorted
        Q_EMIT table->clicked(table->model()->index(0, 0));
        QCOMPARE(view.findChild<QComboBox*>(QStringLiteral("categoryChoice"))->currentText(), QStringLiteral("dog"));
        QVERIFY2(view.counts().startsWith(QStringLiteral("1 found, 0 matched")), qPrintable(view.counts()));
    }

    void objectUnderThePointerIsDescribed() {
        PredictionCanvas canvas;
        canvas.resize(600, 400);
        canvas.setCategories(detector().categories);
        canvas.setImage(scene());
        canvas.setOverlaid(true);
        // A corner of the detected cat outside the ground-truth box.
        const double scale = canvas.scale();
        const QPointF middle(300, 22 + (400 - 22) / 2.0);
        const QString text = canvas.textAt(middle + (QPointF(51, 30) - QPointF(100, 50)) * scale);
        QVERIFY2(text.startsWith(QStringLiteral("cat 0.90, 40 × 40 pixels, IoU 0.90")), qPrintable(text));
        QVERIFY(canvas.textAt(middle + (QPointF(170, 20) - QPointF(100, 50)) * scale).isEmpty());
        canvas.zoom(2);
        QCOMPARE(canvas.scale(), 2 * scale);
        QTest::keyClick(&canvas, Qt::Key_Home);
        QCOMPARE(canvas.scale(), scale);
    }

    void imagesShowBoxesAndMasks() {
        PredictionCanvas canvas;
        canvas.setCategories(detector().categories);
        canvas.setImage(scene());
        canvas.setOverlaid(true);
        const auto painted = [&] {
            QImage image(canvas.imageSize(), QImage::Format_RGB32);
            QPainter painter(&image);
            canvas.paintImage(painter, image.size());
            return image;
        };
        const QImage with = painted();
        QCOMPARE(with.size(), QSize(200, 122));
        const QPoint inMask(30, 22 + 45), outside(80, 22 + 40);
        QVERIFY(with.pixelColor(inMask) != QColor(Qt::gray));
        QCOMPARE(with.pixelColor(outside), QColor(Qt::gray));
        canvas.setMasksShown(false);
        QCOMPARE(painted().pixelColor(inMask), QColor(Qt::gray));
        QTemporaryDir folder;
        for (const char* name : {"a.png", "a.svg", "a.pdf"}) {
            const QString file = folder.filePath(QString::fromLatin1(name));
            QCOMPARE(canvas.exportImage(file, {canvas.imageSize(), 2}), QString());
            QVERIFY2(QFile(file).size() > 300, name);
        }
        QVERIFY(canvas.exportImage(QStringLiteral("/nonexistent/a.png"), {canvas.imageSize(), 1})
                    .contains(QStringLiteral("/nonexistent/a.png")));
    }

    // Lists of any length, in any order, match a painter that draws the lowest score first.
    void masksAreStackedByScore() {
        QRandomGenerator random(7);
        QVector<PredictionObject> objects;
        for (int i = 0; i < 40; ++i) {
            auto one = object(i, {}, 1 - i / 100.0);
            one.mask = QImage(20 + int(random.bounded(40)), 10 + int(random.bounded(30)), QImage::Format_Alpha8);
            for (int y = 0; y < one.mask.height(); ++y)
                for (int x = 0; x < one.mask.width(); ++x)
                    one.mask.scanLine(y)[x] = uchar((x + y) % (3 + i % 4) ? 255 : 0);
            one.maskPlace = QRect(QPoint(int(random.bounded(80)) - 20, int(random.bounded(60)) - 20), one.mask.size());
            objects.append(one);
        }
        MaskStack stack;
        stack.restart({70, 50});
        for (const int count : {0, 3, 40, 39, 17, 16, 15, 8, 30, 1, 0, 24}) {
            QVector<const PredictionObject*> first;
            QImage expected(70, 50, QImage::Format_ARGB32_Premultiplied);
            expected.fill(Qt::transparent);
            QPainter painter(&expected);
            for (int i = count - 1; i >= 0; --i) {
                QImage tint(objects[i].mask.size(), QImage::Format_ARGB32_Premultiplied);
                QColor pale = colorOf(objects[i]);
                pale.setAlphaF(0.42F);
                tint.fill(pale);
                QPainter cut(&tint);
                cut.setCompositionMode(QPainter::CompositionMode_DestinationIn);
                cut.drawImage(0, 0, objects[i].mask);
                cut.end();
                painter.drawImage(objects[i].maskPlace.topLeft(), tint);
                first.prepend(&objects[i]);
            }
            painter.end();
            const QImage& image = stack.image(first);
            int worst = 0;
            for (int y = 0; y < 50; ++y)
                for (int x = 0; x < 70; ++x)
                    for (const int shift : {0, 8, 16, 24}) {
                        const auto part = [shift](const QImage& of, int x, int y) {
                            return int(reinterpret_cast<const QRgb*>(of.constScanLine(y))[x] >> shift & 255);
                        };
                        worst = std::max(worst, std::abs(part(image, x, y) - part(expected, x, y)));
                    }
            QVERIFY2(worst <= 4, qPrintable(QStringLiteral("%1 masks: %2").arg(count).arg(worst)));
            MaskStack fresh;
            fresh.restart({70, 50});
            QCOMPARE(image, fresh.image(first));
        }
    }

    void thumbnailsAreRequestedForVisibleRows() {
        PredictionsView view;
        view.resize(1000, 700);
        view.show();
        auto many = detector();
        many.images.clear();
        for (int i = 0; i < 5000; ++i)
            many.images.append(QStringLiteral("%1: picture-%1.jpg").arg(i));
        QSignalSpy wanted(view.images(), &ImageList::thumbnailsRequested);
        view.setDetector(many);
        QTRY_COMPARE(wanted.count(), 1);
        const auto first = wanted.takeFirst().front().value<QVector<int>>();
        QVERIFY2(first.size() > 3 && first.size() < 40, qPrintable(QString::number(first.size())));
        QCOMPARE(first.front(), 0);
        QCOMPARE(first.back(), int(first.size()) - 1);

        // Available and unavailable thumbnails are requested once.
        QImage picture(ImageList::thumbnailWidth, ImageList::thumbnailHeight, QImage::Format_RGB32);
        picture.fill(Qt::red);
        for (const int image : first)
            view.images()->setThumbnail(image, image == 1 ? QImage() : picture);
        QTest::qWait(150);
        QCOMPARE(wanted.count(), 0);
        const QImage seen = view.images()->grab().toImage();
        const auto red = [&](int row) {
            const QRect place = view.images()->visualRect(view.images()->model()->index(row, 0));
            const QColor color = seen.pixelColor((QPointF(16, place.center().y()) * seen.devicePixelRatio()).toPoint());
            return color.red() > 200 && color.green() < 60;
        };
        QVERIFY(red(0) && !red(1) && red(2));

        // Scrolling and filtering request other rows; cached thumbnails are not requested again.
        view.images()->verticalScrollBar()->setValue(view.images()->verticalScrollBar()->maximum());
        QTRY_COMPARE(wanted.count(), 1);
        QCOMPARE(wanted.takeFirst().front().value<QVector<int>>().back(), 4999);
        view.images()->setFilter(QStringLiteral("picture-250"));
        QTRY_COMPARE(wanted.count(), 1);
        const auto filtered = wanted.takeFirst().front().value<QVector<int>>();
        QCOMPARE(filtered.first(2), (QVector<int>{250, 2500}));
        QVERIFY(filtered.size() <= 11);
        view.images()->setFilter({});
        QTest::qWait(150);
        wanted.clear();
        view.images()->scrollToTop();
        QTest::qWait(150);
        QVERIFY(wanted.isEmpty());
        view.setDetector(many);  // a newer checkpoint, the same images
        QTest::qWait(150);
        QVERIFY(wanted.isEmpty());
        view.showMessage(QStringLiteral("Another run"));
        view.setDetector(many);
        QTRY_COMPARE(wanted.count(), 1);
    }

    void imageListModelIsConsistentThroughChanges() {
        ImageListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setNames({QStringLiteral("1: 1.png"), QStringLiteral("2: 2.png")});
        QImage thumbnail(ImageList::thumbnailWidth, ImageList::thumbnailHeight, QImage::Format_RGB32);
        thumbnail.fill(Qt::red);
        model.setThumbnail(0, thumbnail);
        model.setThumbnail(1, {});
        QVERIFY(model.hasThumbnail(0) && model.hasThumbnail(1));
        model.setNames({QStringLiteral("1: 1.png"), QStringLiteral("2: 2.png"), QStringLiteral("3: 3.png")});
        QCOMPARE(model.rowCount(), 3);
        QVERIFY(!model.hasThumbnail(0));
        model.setNames({});
        QCOMPARE(model.rowCount(), 0);
    }

    void stateIsRestored() {
        PredictionsView view;
        view.setState({});
        QCOMPARE(view.score(), 0.5);
        view.setScore(0.3);
        view.findChild<QComboBox*>(QStringLiteral("predictionLayout"))->setCurrentIndex(1);
        PredictionsView other;
        other.setState(view.state());
        QCOMPARE(other.score(), 0.3);
        QVERIFY(other.canvas()->isOverlaid());
    }
};

QTEST_MAIN(TestPredictionViews)
#include "tst_predictionviews.moc"
