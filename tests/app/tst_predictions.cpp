// A detection run from the form to the Predictions page, in the real window with the real engine, on a small generated
// COCO dataset. Skips where the torchvision operators are missing.
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QtTest>

#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/pages/PredictionsPage.h"
#include "model/detection/Operators.h"
#include "tests/app/WindowFixture.h"
#include "tests/training/CocoFolder.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/common/MessageBar.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/predictions/ImageList.h"
#include "widgets/predictions/PredictionCanvas.h"
#include "widgets/predictions/PredictionsView.h"
#include "widgets/series/RunData.h"

using namespace isonet;
using namespace isonet::workbench;
using telemetry::RunState;

namespace {
constexpr int images = 7;
}  // namespace

class TestPredictions : public QObject, private WindowFixture {
    Q_OBJECT
    QTemporaryDir temporary_;
    std::filesystem::path coco_;

    static QString message(MainWindow& w) { return w.predictionsPage()->view()->message(); }

private Q_SLOTS:
    void initTestCase() {
        prepareApplication(QStringLiteral("tst_predictions"));
        try {
            model::loadDetectionOperators();
        } catch (const model::OperatorsMissing& error) {
            QSKIP(error.what());
        }
        coco_ = std::filesystem::path(temporary_.path().toStdString()) / "coco";
        test::writeCocoFolder(coco_, images);
    }
    void init() { resetFixture(); }

    void detectorIsTrainedAndItsPredictionsShown() {
        auto w = window();
        auto* form = w->experimentPage()->form();
        form->setConfig(test::detectionConfig(coco_));
        QTRY_VERIFY_WITH_TIMEOUT(action(*w, "start")->isEnabled(), timeout);
        QTRY_VERIFY_WITH_TIMEOUT(form->findChildren<QLabel*>(QStringLiteral("fieldMessage")).size() > 0, timeout);
        const auto isReported = [&](const QString& text) {
            for (auto* label : form->findChildren<QLabel*>(QStringLiteral("fieldMessage")))
                if (!label->isHidden() && label->text().contains(text))
                    return true;
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isReported(QStringLiteral("7 training images with 10 objects")), timeout);
        action(*w, "start")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy() && !w->shownRun().isEmpty(), timeout);
        QVERIFY2(!w->messageBar()->isVisible(), qPrintable(w->messageBar()->text()));
        QTRY_COMPARE_WITH_TIMEOUT(int(w->runData()->status().state), int(RunState::Finished), timeout);

        // Detection losses and AP replace cross entropy and top-1.
        auto* loss = w->findChild<widgets::PlotPanel*>(QStringLiteral("lossPanel"));
        QTRY_VERIFY_WITH_TIMEOUT(loss->shownSeries().contains(QStringLiteral("box AP")), timeout);
        for (const char* name : {"objectness", "proposal box", "class", "box", "mask", "mask AP"})
            QVERIFY2(loss->shownSeries().contains(QString::fromLatin1(name)), name);
        QVERIFY(!loss->shownSeries().contains(QStringLiteral("box AP50")));

        action(*w, "predictionsPage")->trigger();
        auto* view = w->predictionsPage()->view();
        QTRY_VERIFY_WITH_TIMEOUT(view->canvas()->image(), timeout);
        QCOMPARE(view->canvas()->image()->id, 1);
        QCOMPARE(view->canvas()->image()->picture.size(), QSize(96, 64));
        QCOMPARE(view->canvas()->image()->truth.size(), 1);
        QCOMPARE(view->findChild<QListView*>(QStringLiteral("imageList"))->model()->rowCount(), images);
        QVERIFY(view->findChild<QTableView*>(QStringLiteral("apTable"))->model()->rowCount() > 0);

        // All images are visible, so all have thumbnails.
        const auto thumbnail = [&](int row) {
            return view->images()->model()->index(row, 0).data(Qt::DecorationRole).value<QImage>();
        };
        for (int row = 0; row < images; ++row)
            QTRY_COMPARE_WITH_TIMEOUT(thumbnail(row).size(),
                                      QSize(widgets::ImageList::thumbnailWidth, widgets::ImageList::thumbnailHeight),
                                      timeout);
        const QImage stored = view->canvas()->image()->picture;  // 96 x 64: cropped at both sides
        const QColor middle = stored.pixelColor(stored.rect().center()), small = thumbnail(0).pixelColor(48, 36);
        QVERIFY(std::abs(middle.red() - small.red()) < 60 && std::abs(middle.green() - small.green()) < 60);

        // The third image has a crowd; the score threshold needs no new inference.
        QSignalSpy wanted(view, &widgets::PredictionsView::imageWanted);
        view->chooseImage(2);
        QTRY_VERIFY_WITH_TIMEOUT(view->canvas()->image() && view->canvas()->image()->id == 3, timeout);
        QCOMPARE(wanted.count(), 1);
        QVERIFY(view->canvas()->image()->truth[1].crowd && !view->canvas()->image()->truth[1].mask.isNull());
        view->setScore(1);
        QVERIFY2(view->counts().startsWith(QStringLiteral("0 found")), qPrintable(view->counts()));
        QCOMPARE(wanted.count(), 1);

        // Switch to the latest checkpoint; the image stays.
        auto* checkpoint = view->findChild<QComboBox*>(QStringLiteral("predictionCheckpoint"));
        QCOMPARE(checkpoint->count(), 2);
        checkpoint->setCurrentIndex(1);
        Q_EMIT checkpoint->activated(1);
        QTRY_VERIFY_WITH_TIMEOUT(view->canvas()->image() && view->canvas()->image()->id == 3 && wanted.count() == 2,
                                 timeout);

        // A missing image is reported; the others can still be shown.
        QFile::remove(QString::fromStdString((coco_ / "images" / "4.png").string()));
        view->step(1);
        QTRY_VERIFY_WITH_TIMEOUT(view->canvas()->message().contains(QStringLiteral("4.png")), timeout);
        view->step(1);
        QTRY_VERIFY_WITH_TIMEOUT(view->canvas()->image() && view->canvas()->image()->id == 5, timeout);
        test::writeCocoFolder(coco_, images);
    }

    void detectionRunIsPausedStoppedAndResumed() {
        auto w = window();
        auto config = test::detectionConfig(coco_);
        config.run.epochs = 500;  // more than the test takes
        w->experimentPage()->form()->setConfig(config);
        action(*w, "start")->trigger();
        const auto step = [&] { return w->runData()->status().step; };
        QTRY_VERIFY_WITH_TIMEOUT(!w->shownRun().isEmpty() && step() > 3, timeout);
        action(*w, "pause")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(w->runData()->status().state == RunState::Paused, timeout);
        action(*w, "resume")->trigger();
        const auto paused = step();
        QTRY_VERIFY_WITH_TIMEOUT(step() > paused, timeout);
        action(*w, "stop")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
        const auto stopped = step();
        QTRY_VERIFY_WITH_TIMEOUT(action(*w, "resume")->isEnabled(), timeout);
        action(*w, "resume")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(w->worker()->isBusy() && step() > stopped, timeout);
        // The Predictions page opens the latest checkpoint during training.
        action(*w, "checkpoint")->trigger();
        action(*w, "predictionsPage")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(w->predictionsPage()->view()->canvas()->image(), timeout);
        QVERIFY(w->worker()->isBusy());
        action(*w, "stop")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
        // Every step is recorded exactly once.
        const auto* loss = w->runData()->series("loss/total");
        QTRY_COMPARE_WITH_TIMEOUT(std::int64_t(loss->steps.last()), step() - 1, timeout);
        QCOMPARE(loss->steps.size(), qsizetype(step()));
    }

    void missingPredictionsAreExplained() {
        auto w = window();
        action(*w, "predictionsPage")->trigger();
        QVERIFY2(message(*w).contains(QStringLiteral("No run")), qPrintable(message(*w)));
        const auto folder = std::filesystem::path(runs().toStdString());
        auto classifier = sweeps::defaultPreset().config;
        telemetry::RunDirectory::create(folder / "classifier", classifier);
        w->showRun(QString::fromStdString((folder / "classifier").string()));
        QCOMPARE(w->page(), MainWindow::Page::Predictions);
        QTRY_VERIFY2_WITH_TIMEOUT(message(*w).contains(QStringLiteral("classifier has no checkpoint")),
                                  qPrintable(message(*w)), timeout);
        telemetry::RunDirectory::create(folder / "young", test::detectionConfig(coco_));
        w->showRun(QString::fromStdString((folder / "young").string()));
        QTRY_VERIFY2_WITH_TIMEOUT(message(*w).contains(QStringLiteral("no checkpoint")), qPrintable(message(*w)),
                                  timeout);
        // A file that is not a checkpoint.
        std::filesystem::create_directories(folder / "young" / "checkpoints");
        QFile damaged(QString::fromStdString((folder / "young/checkpoints/latest.pt").string()));
        QVERIFY(damaged.open(QIODevice::WriteOnly));
        damaged.write("nothing");
        damaged.close();
        action(*w, "trainPage")->trigger();
        action(*w, "predictionsPage")->trigger();
        QTRY_VERIFY2_WITH_TIMEOUT(message(*w).contains(QStringLiteral("latest.pt")), qPrintable(message(*w)), timeout);
    }
};

QTEST_MAIN(TestPredictions)
#include "tst_predictions.moc"
