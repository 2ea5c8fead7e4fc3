// The Inspect and Predictions pages of the real window on a trained classifier: epochs that are played, two runs
// compared, files of weights of any name, the validation set evaluated, an image dropped. One short training for all
// tests.
#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

#include "app/workbench/jobs/ClassifierRunner.h"
#include "app/workbench/pages/InspectPage.h"
#include "app/workbench/pages/PredictionsPage.h"
#include "tests/app/WindowFixture.h"
#include "tests/training/TestRun.h"
#include "widgets/inspect/DifferenceView.h"
#include "widgets/inspect/EpochPlayer.h"
#include "widgets/inspect/InspectView.h"
#include "widgets/plot/FactPlot.h"
#include "widgets/plot/HeatMap.h"
#include "widgets/predictions/ClassTable.h"
#include "widgets/predictions/ClassifiedView.h"
#include "widgets/predictions/ClassifierView.h"
#include "widgets/predictions/MistakeList.h"

using namespace isonet;
using namespace isonet::workbench;

class TestTrainedPages : public QObject, private WindowFixture {
    Q_OBJECT
    static constexpr int images = 30;
    QTemporaryDir trained_;

    QString run(const char* name) const { return trained_.filePath(QString::fromLatin1(name)); }
    void train(const char* name, double rate) const {
        auto config = test::smallConfig(run("data").toStdString());
        config.optimizer.learningRate = rate;
        config.telemetry.keepEveryEpochs = 1;
        config.telemetry.finalSpectra = false;
        test::Watcher watcher;
        test::runIn(run(name).toStdString(), config, watcher);
    }

private Q_SLOTS:
    void initTestCase() {
        prepareApplication(QStringLiteral("tst_trainedpages"));
        test::writeFashionFolder(run("data").toStdString(), 20, images);
        train("first", 0.02);
        train("second", 0.05);
    }
    void init() { resetFixture(); }

    void savedEpochsArePlayed() {
        auto w = window();
        w->showRun(run("first"));
        action(*w, "inspectPage")->trigger();
        auto* view = w->inspectPage()->view();
        QTRY_VERIFY_WITH_TIMEOUT(view->shown() && view->shown()->name == "s1.b1.f.a", timeout);
        QTRY_VERIFY(view->player()->isVisible());
        QCOMPARE(view->player()->epochs().size(), 2);
        view->findChild<QToolButton*>(QStringLiteral("epochPlay"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(view->player()->epoch(), view->player()->epochs().last(), timeout);
        const auto last = view->shown()->kernel;
        const auto range = view->kernel()->colorRange();
        view->player()->findChild<QSlider*>()->setValue(0);
        QCOMPARE(view->player()->epoch(), view->player()->epochs().first());
        QVERIFY(view->shown()->kernel != last);
        QCOMPARE(view->kernel()->colorRange(), range);
    }

    // At 1280 x 800 the pictures have at least 60 % of the window's width.
    void thePicturesHaveTheWidth() {
        auto w = window();
        w->showRun(run("first"));
        action(*w, "inspectPage")->trigger();
        auto* view = w->inspectPage()->view();
        QTRY_VERIFY_WITH_TIMEOUT(view->shown(), timeout);
        QTRY_VERIFY2(view->kernel()->width() + view->channelMap()->width() >= 0.6 * w->width(),
                     qPrintable(QString::number(view->kernel()->width() + view->channelMap()->width())));
    }

    void twoRunsAreCompared() {
        auto w = window();
        w->showRun(run("first"));
        action(*w, "inspectPage")->trigger();
        auto* page = w->inspectPage();
        page->addRun(run("second"));
        page->setSideBySide(true);
        auto *left = page->view(0), *right = page->view(1);
        QTRY_VERIFY_WITH_TIMEOUT(right->shown(), timeout);
        const QString other = run("second") + QStringLiteral("/checkpoints/latest.pt");
        auto* sources = right->findChild<QComboBox*>(QStringLiteral("inspectSource"));
        QTRY_VERIFY(sources->findData(other) >= 0);
        sources->setCurrentIndex(sources->findData(other));
        Q_EMIT sources->activated(sources->currentIndex());
        QTRY_VERIFY_WITH_TIMEOUT(!page->difference()->kernel()->isEmpty() && right->source() == other &&
                                     right->shown() && right->shown()->kernel != left->shown()->kernel,
                                 timeout);
        QCOMPARE(page->difference()->kernel()->cell(1, 1), left->kernel()->cell(1, 1) - right->kernel()->cell(1, 1));
        QCOMPARE(left->kernel()->colorRange(), right->kernel()->colorRange());
        // The same layer on both sides, unless it is switched off.
        left->chooseLayer(QStringLiteral("s2.b1.f.b"));
        QTRY_COMPARE(right->layer(), QStringLiteral("s2.b1.f.b"));
        page->findChild<QToolButton*>(QStringLiteral("sameLayer"))->setChecked(false);
        left->chooseLayer(QStringLiteral("s3.b1.f.b"));
        QTRY_VERIFY_WITH_TIMEOUT(left->shown() && left->shown()->name == "s3.b1.f.b", timeout);
        QCOMPARE(right->layer(), QStringLiteral("s2.b1.f.b"));
        QTRY_VERIFY(page->difference()->kernel()->message().contains(QStringLiteral("different sizes")));
    }

    // As PyTorch's own examples name them.
    void weightsAreRecognizedByTheirContent() {
        const QString file = folder_->filePath(QStringLiteral("model_best.pth.tar"));
        QVERIFY(QFile::copy(run("first") + QStringLiteral("/checkpoints/latest.pt"), file));
        auto w = window();
        w->openSource(file);
        QCOMPARE(w->page(), MainWindow::Page::Inspect);
        QTRY_VERIFY_WITH_TIMEOUT(w->inspectPage()->view()->shown(), timeout);
        QCOMPARE(w->inspectPage()->view()->source(), file);
    }

    void theValidationSetIsEvaluated() {
        auto w = window();
        w->showRun(run("first"));
        action(*w, "predictionsPage")->trigger();
        auto* page = w->predictionsPage();
        auto* view = page->classifier();
        // The first validation image comes at once, with its norms.
        QTRY_VERIFY_WITH_TIMEOUT(page->showsClassifier() && !view->image()->depth()->isEmpty(), timeout);
        const auto& norms = view->image()->depth()->series();
        QCOMPARE(norms.size(), 2);
        QCOMPARE(norms[0].y.size(), 9);  // image, seven activations, logits
        for (const auto& series : norms)
            for (const double norm : series.y)
                QVERIFY(norm > 0 && std::isfinite(norm));
        view->findChild<QPushButton*>(QStringLiteral("evaluateClassifier"))->click();
        QTRY_VERIFY2_WITH_TIMEOUT(view->summary().contains(QStringLiteral("of 30 images correct")),
                                  qPrintable(view->summary()), timeout);
        // Three images of each class: rows of the matrix add up to 1.
        QCOMPARE(view->classes()->rowCount(), 10);
        for (int label = 0; label < 10; ++label) {
            double sum = 0;
            for (int predicted = 0; predicted < 10; ++predicted)
                sum += double(view->confusion()->cell(label, predicted));
            QVERIFY(std::abs(sum - 1) < 1e-6);
            QCOMPARE(view->classes()->item(label, 2)->data(Qt::DisplayRole).toInt(), 3);
        }
        const int correct = view->summary().section(QLatin1Char(' '), 0, 0).toInt();
        auto* mistakes = view->mistakes()->list();
        QCOMPARE(mistakes->count(), images - correct);
        if (mistakes->count() > 0) {
            mistakes->setCurrentRow(0);
            const QString number = mistakes->item(0)->text().section(QLatin1Char(' '), -1);
            QTRY_VERIFY2_WITH_TIMEOUT(
                view->image()->text().startsWith(QStringLiteral("Validation image %1:").arg(number)),
                qPrintable(view->image()->text()), timeout);
            QTRY_VERIFY_WITH_TIMEOUT(!mistakes->item(0)->icon().isNull(), timeout);
        }
    }

    void aDroppedImageIsPredicted() {
        const QString file = folder_->filePath(QStringLiteral("mine.png"));
        QImage picture(40, 60, QImage::Format_RGB32);
        picture.fill(QColor(200, 200, 200));
        QVERIFY(picture.save(file));
        auto w = window();
        w->showRun(run("first"));
        action(*w, "predictionsPage")->trigger();
        auto* view = w->predictionsPage()->classifier();
        QTRY_VERIFY_WITH_TIMEOUT(view->isOpen() && !view->image()->depth()->isEmpty(), timeout);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(view, &enter);  // without it Qt drops nothing
        QVERIFY(enter.isAccepted());
        QDropEvent drop({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(view, &drop);
        QTRY_VERIFY2_WITH_TIMEOUT(view->image()->text().startsWith(QStringLiteral("mine.png\n")),
                                  qPrintable(view->image()->text()), timeout);
        QVERIFY(view->image()->text().contains(QStringLiteral(" %  ")));
        QCOMPARE(view->image()->depth()->series().first().y.size(), 9);
        // A file that is not an image is reported, and the page stays usable.
        QFile broken(folder_->filePath(QStringLiteral("broken.png")));
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("nothing") > 0);
        broken.close();
        Q_EMIT view->fileWanted(broken.fileName());
        QTRY_VERIFY2_WITH_TIMEOUT(view->image()->text().contains(QStringLiteral("broken.png")),
                                  qPrintable(view->image()->text()), timeout);
    }

    void anEvaluationIsCanceled() {
        ClassifierRunner runner;
        QSignalSpy opened(&runner, &ClassifierRunner::opened), evaluated(&runner, &ClassifierRunner::evaluated);
        runner.open(run("first"), QStringLiteral("latest"));
        QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, timeout);
        QCOMPARE(opened.first().first().value<widgets::ClassifierInfo>().images, images);
        runner.evaluate();
        QObject::connect(&runner, &ClassifierRunner::evaluationProgress, &runner, [&runner](qint64, qint64 all) {
            if (all > 0)
                runner.cancel();
        });
        QTRY_COMPARE_WITH_TIMEOUT(evaluated.count(), 1, timeout);
        const auto results = evaluated.first().first().value<widgets::ClassifierResults>();
        QCOMPARE(results.complete, results.images == images);
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    TestTrainedPages test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_trainedpages.moc"
