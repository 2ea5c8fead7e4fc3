// The Predictions page of a classifier: counts, confusion matrix, accuracy by class, mistakes, one image, dropped
// files.
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QtTest>

#include "widgets/common/Theme.h"
#include "widgets/plot/FactPlot.h"
#include "widgets/plot/HeatMap.h"
#include "widgets/predictions/ClassTable.h"
#include "widgets/predictions/ClassifiedView.h"
#include "widgets/predictions/ClassifierView.h"
#include "widgets/predictions/MistakeList.h"

using namespace isonet::widgets;

namespace {

ClassifierInfo threeClasses() {
    return {"ISONet-8", 40, {"cat", "dog", "owl"}, 6};
}

// cat: 2 of 3 correct; dog: 1 of 2; owl: none of 1.
ClassifierResults sixImages() {
    ClassifierResults results(3);
    results.add(0, 0, 0, 0.9);
    results.add(1, 0, 0, 0.6);
    results.add(2, 0, 1, 0.7);
    results.add(3, 1, 1, 0.8);
    results.add(4, 1, 2, 0.95);
    results.add(5, 2, 1, 0.5);
    results.sortMistakes(10);
    return results;
}

}  // namespace

class TestClassifierView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void predictionsAreCounted() {
        auto results = sixImages();
        QCOMPARE(results.images, 6);
        QCOMPARE(results.correct(), 3);
        QCOMPARE(results.imagesOf(0), 3);
        QCOMPARE(results.mostConfusedWith(0), 1);
        QCOMPARE(results.mostConfusedWith(2), 1);
        const QVector<Mistake> mistakes{{4, 1, 2, 0.95}, {2, 0, 1, 0.7}, {5, 2, 1, 0.5}};
        QCOMPARE(results.mistakes, mistakes);
        results.sortMistakes(1);
        QCOMPARE(results.mistakes, mistakes.first(1));
        QCOMPARE(ClassifierResults(2).mostConfusedWith(0), -1);
    }

    void classesAreNamedWhereTheyFit_data() {
        QTest::addColumn<QStringList>("classes");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("named");
        QTest::addColumn<int>("rotation");
        const QStringList animals{"cat", "dog", "owl"};
        QStringList garments, many;
        for (int i = 0; i < 10; ++i)
            garments.append(QStringLiteral("garment %1").arg(i));
        for (int i = 0; i < 400; ++i)
            many.append(QStringLiteral("class %1").arg(i));
        QTest::newRow("short") << animals << QSize(600, 500) << true << 0;
        QTest::newRow("upright") << garments << QSize(500, 500) << true << -90;
        QTest::newRow("numbers") << many << QSize(500, 500) << false << 0;
        QTest::newRow("small") << garments << QSize(180, 150) << false << 0;
    }
    void classesAreNamedWhereTheyFit() {
        QFETCH(QStringList, classes);
        QFETCH(QSize, size);
        QFETCH(bool, named);
        QFETCH(int, rotation);
        const int n = int(classes.size());
        HeatMap map("map", "map", "about", HeatMap::Scale::Sequential);
        map.setAxes("predicted class", {}, "class", {});
        map.setNames(classes, classes);
        map.setCells(n, n, QVector<float>(qsizetype(n) * n));
        map.resize(size);
        map.show();
        map.grab();
        const auto* axis = map.findChild<QCustomPlot*>()->axisRect(0)->axis(QCPAxis::atBottom);
        const QStringList labels = axis->tickVectorLabels();
        QCOMPARE(axis->tickLabelRotation(), double(rotation));
        QCOMPARE(axis->axisRect()->margins().bottom() > 60, rotation != 0);  // no space is kept for upright names
        if (named)
            QCOMPARE(labels, classes);
        else
            QVERIFY2(labels.contains("0") && !labels.contains(classes[0]), qPrintable(labels.join(", ")));
    }

    void longClassNamesAreElided() {
        HeatMap map("map", "map", "about", HeatMap::Scale::Sequential);
        map.setNames({QString(60, 'w'), "b"}, {QString(60, 'w'), "b"});
        map.setCells(2, 2, QVector<float>(4));
        map.resize(600, 500);
        map.show();
        map.grab();
        const auto* rect = map.findChild<QCustomPlot*>()->axisRect(0);
        const QString label = rect->axis(QCPAxis::atLeft)->tickVectorLabels().first();
        QVERIFY2(label.startsWith("ww") && label.endsWith(QChar(0x2026)), qPrintable(label));
        QVERIFY(rect->width() > 300);
    }

    void resultsAreShownAndFiltered() {
        ClassifierView view;
        view.resize(1000, 700);
        view.show();
        QVERIFY(!view.findChild<QPushButton*>("evaluateClassifier")->isEnabled());
        view.setClassifier(threeClasses());
        QSignalSpy evaluation(&view, &ClassifierView::evaluationRequested);
        view.findChild<QPushButton*>("evaluateClassifier")->click();
        QCOMPARE(evaluation.count(), 1);
        view.setProgress(2, 6);
        auto* cancel = view.findChild<QPushButton*>("cancelEvaluation");
        QTRY_VERIFY(cancel->isVisible());
        QSignalSpy canceled(&view, &ClassifierView::cancelRequested);
        cancel->click();
        QCOMPARE(canceled.count(), 1);
        view.setProgress(0, 0);
        view.setResults(sixImages());
        QCOMPARE(view.summary(), QString("3 of 6 images correct: 50.00 %"));
        QCOMPARE(view.confusion()->cell(0, 0), 2.0F / 3);
        QCOMPARE(view.confusion()->cell(2, 1), 1.0F);
        QCOMPARE(view.confusion()->cell(2, 2), 0.0F);
        QCOMPARE(view.confusion()->caption(),
                 QString("The most frequent mistake: 1 of 3 images of cat predicted as dog."));
        // The worst class is on top.
        QCOMPARE(view.classes()->item(0, 0)->text(), QString("owl"));
        QCOMPARE(view.classes()->item(0, 1)->data(Qt::DisplayRole).toDouble(), 0.0);
        QCOMPARE(view.classes()->item(1, 1)->data(Qt::DisplayRole).toDouble(), 50.0);
        QCOMPARE(view.classes()->item(0, 3)->text(), QString("dog (1)"));
        // All mistakes, of a cell, of a class; one is chosen.
        auto* list = view.mistakes()->list();
        QCOMPARE(list->count(), 3);
        QVERIFY2(list->item(0)->text().startsWith("dog predicted as owl"), qPrintable(list->item(0)->text()));
        Q_EMIT view.confusion()->clicked(0, 1);
        QCOMPARE(list->count(), 1);
        QCOMPARE(view.mistakes()->title(), QString("cat predicted as dog"));
        Q_EMIT view.classes()->classClicked(1);
        QCOMPARE(list->count(), 1);
        QSignalSpy wanted(&view, &ClassifierView::imageWanted);
        list->setCurrentRow(0);
        QCOMPARE(wanted.takeFirst().first().toLongLong(), 4);
        auto canceledResults = sixImages();
        canceledResults.complete = false;
        canceledResults.skipped = 1;
        view.setResults(canceledResults);
        QVERIFY2(view.summary().contains("1 could not be read") && view.summary().contains("canceled"),
                 qPrintable(view.summary()));
    }

    void anImageIsShownWithItsNorms() {
        ClassifierView view;
        view.resize(1000, 700);
        view.setClassifier(threeClasses());
        QSignalSpy wanted(&view, &ClassifierView::imageWanted);
        ClassifiedImage image;
        image.index = 4;
        image.name = "validation image 5";
        image.label = image.gradientClass = 1;
        image.best = {{2, 0.95}, {1, 0.04}};
        image.picture = QImage(28, 28, QImage::Format_RGB32);
        image.picture.fill(Qt::gray);
        image.depth = {{"image", 10, 2}, {"s1.b1.f.a_relu", 8, 3}, {"logits", 5, 0.5}};
        view.setImage(image);
        QVERIFY2(view.image()->text().contains("validation image 5: dog"), qPrintable(view.image()->text()));
        QVERIFY2(view.image()->text().contains("95.00 %  owl\n4.00 %  dog (correct)"),
                 qPrintable(view.image()->text()));
        const auto& series = view.image()->depth()->series();
        QCOMPARE(series.size(), 2);
        QCOMPARE(series[0].y, (QVector<double>{10, 8, 5}));
        QCOMPARE(series[1].y, (QVector<double>{2, 3, 0.5}));
        QVERIFY2(view.image()->depth()->caption().contains(
                     "factor of 0.5; back, the gradient's by 4 (cross entropy of dog)"),
                 qPrintable(view.image()->depth()->caption()));
        QCOMPARE(view.findChild<QSpinBox*>("validationImage")->value(), 5);
        QCOMPARE(wanted.count(), 0);
    }

    void droppedImagesArePredicted() {
        ClassifierView view;
        view.resize(1000, 700);
        view.show();
        QSignalSpy wanted(&view, &ClassifierView::fileWanted);
        const auto drop = [&](const QString& file) {
            QMimeData data;
            data.setUrls({QUrl::fromLocalFile(file)});
            QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, {});
            QApplication::sendEvent(&view, &enter);
            if (!enter.isAccepted())
                return false;
            QDropEvent event({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, {});
            QApplication::sendEvent(&view, &event);
            return true;
        };
        QVERIFY(!drop("/images/a.png"));  // no classifier is open
        view.setClassifier(threeClasses());
        QVERIFY(drop("/images/a.PNG"));
        QCOMPARE(wanted.takeFirst().first().toString(), QString("/images/a.PNG"));
        QVERIFY(!drop("/runs/latest.pt"));  // the window opens it
        QCOMPARE(wanted.count(), 0);
    }
};

QTEST_MAIN(TestClassifierView)
#include "tst_classifierview.moc"
