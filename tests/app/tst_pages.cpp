// The Design and Inspect pages of the real window, export of plots as one image, the command palette. No training.
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/pages/InspectPage.h"
#include "app/workbench/window/CommandPalette.h"
#include "app/workbench/window/JobsStrip.h"
#include "app/workbench/window/MainWindow.h"
#include "tests/app/RunsFixture.h"
#include "tests/app/SafetensorsFile.h"
#include "training/sweeps/Presets.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/common/Theme.h"
#include "widgets/design/DesignView.h"
#include "widgets/design/DeviationBar.h"
#include "widgets/design/NetworkDiagram.h"
#include "widgets/inspect/InspectView.h"
#include "widgets/jobs/JobsView.h"
#include "widgets/live/RunView.h"
#include "widgets/plot/FactPlot.h"
#include "widgets/plot/HeatMap.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/PlotPanel.h"

using namespace isonet;
using telemetry::RunState;
using workbench::MainWindow;

class TestPages : public QObject, private RunsFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_pages")); }
    void init() { resetFixture(); }

    void anEmptyListOfJobsNamesTheRunsFolder() {
        auto w = window();
        action(*w, "jobs")->trigger();
        const auto* empty = w->jobsStrip()->view()->findChild<QLabel*>(QStringLiteral("emptyState"));
        QTRY_VERIFY_WITH_TIMEOUT(empty && empty->isVisible(), timeout);
        QVERIFY2(empty->text().contains(runs()), qPrintable(empty->text()));
    }

    void designPageDrawsCountsAndMeasures() {
        auto w = window();
        action(*w, "designPage")->trigger();
        w->experimentPage()->form()->setConfig(smallRun());
        auto* design = w->designView();
        QVERIFY(design->diagram()->layers().contains(QStringLiteral("s3.b1.f.b")));
        QVERIFY2(design->costs().contains(QStringLiteral("ISONet-8")), qPrintable(design->costs()));
        QTRY_COMPARE_WITH_TIMEOUT(design->layers()->rowCount(), 7, timeout);
        // Delta initialization is an isometry where the number of channels does not change.
        QCOMPARE(design->layers()->item(1, 0)->text(), QStringLiteral("s1.b1.f.a"));
        QVERIFY(design->layers()->item(1, 1)->text().toDouble() < 1e-5);
        QVERIFY(std::abs(design->layers()->item(1, 4)->text().toDouble() - 1) < 1e-5);
        auto kaiming = smallRun();
        kaiming.model.initialization = spec::Initialization::Kaiming;
        w->experimentPage()->form()->setConfig(kaiming);
        QTRY_VERIFY_WITH_TIMEOUT(
            design->layers()->rowCount() == 7 && design->layers()->item(1, 1)->text().toDouble() > 0.5, timeout);
    }

    void theDiagramShowsTheDeviationsOfTheShownRun() {
        const QString path = makeRun("deviating", 0.1);
        telemetry::EventWriter(path.toStdString())
            .write({{"isometry/deviation/s1.b1.f.a", 10, 1e9, telemetry::Scalar{0.25}},
                    {"isometry/deviation/s1.b1.f.a", 20, 1e9, telemetry::Scalar{0.5}}});
        auto w = window();
        auto* bar = w->designView()->diagram()->deviationBar();
        action(*w, "designPage")->trigger();
        QVERIFY(!bar->isVisible());
        w->showRun(path);
        action(*w, "designPage")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), timeout);
        QTRY_COMPARE_WITH_TIMEOUT(bar->step(), 20.0, timeout);
        // Enter opens the selected layer on the Inspect page.
        w->designView()->diagram()->choose(QStringLiteral("s2.b1.f.b"));
        QTest::keyClick(w->designView()->diagram(), Qt::Key_Return);
        QCOMPARE(w->page(), MainWindow::Page::Inspect);
        QTRY_COMPARE_WITH_TIMEOUT(w->inspectPage()->view()->layer(), QStringLiteral("s2.b1.f.b"), timeout);
    }

    void inspectPageShowsLayers() {
        auto w = window();
        w->experimentPage()->form()->setConfig(smallRun());
        action(*w, "inspectPage")->trigger();
        auto* view = w->inspectPage()->view();
        QCOMPARE(view->source(), QStringLiteral("initialized"));
        QTRY_COMPARE_WITH_TIMEOUT(view->table()->rowCount(), 7, timeout);
        QTRY_VERIFY_WITH_TIMEOUT(!view->kernel()->isEmpty() && !view->spectrum()->isEmpty(), timeout);
        QCOMPARE(view->layer(), QStringLiteral("s1.b1.f.a"));
        // Delta kernel: 1 at the center of the diagonal tiles; Conv(A, A) - delta vanishes.
        QCOMPARE(view->kernel()->rows(), 48);
        QCOMPARE(view->kernel()->cell(1, 1), 1.0F);
        QCOMPARE(view->kernel()->cell(1, 4), 0.0F);
        for (int row = 0; row < view->shiftMap()->rows(); ++row)
            for (int column = 0; column < view->shiftMap()->columns(); ++column)
                QVERIFY(view->shiftMap()->cell(row, column) < 1e-5F);
        QTRY_VERIFY_WITH_TIMEOUT(!view->frequencies()->isEmpty(), timeout);
        QVERIFY(std::abs(view->frequencies()->cell(3, 5) - 1) < 1e-4F);

        // A stride folds the frequencies.
        view->chooseLayer(QStringLiteral("s2.b1.f.a"));
        QTRY_VERIFY_WITH_TIMEOUT(view->kernel()->rows() == 32 * 3, timeout);
        QCOMPARE(view->frequencies()->rows(), 16);

        auto* signalButton = view->findChild<QPushButton*>(QStringLiteral("measureSignals"));
        signalButton->click();
        QTRY_VERIFY_WITH_TIMEOUT(!view->signalPlot()->isEmpty(), timeout);
        QCOMPARE(view->signalPlot()->series().size(), 2);
        QCOMPARE(view->signalPlot()->series().first().y.size(), 7);
        view->findChild<QPushButton*>(QStringLiteral("measureJacobian"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(!view->jacobian()->isEmpty(), timeout);
        QCOMPARE(view->jacobian()->series().first().y.size(), 10);  // ten classes

        // The same network opened twice shows two layers.
        w->inspectPage()->setSideBySide(true);
        auto* other = w->inspectPage()->view(1);
        QTRY_COMPARE_WITH_TIMEOUT(other->table()->rowCount(), 7, timeout);
        view->chooseLayer(QStringLiteral("s3.b1.f.b"));
        QTRY_VERIFY_WITH_TIMEOUT(view->kernel()->rows() == 64 * 3, timeout);
        QCOMPARE(other->layer(), QStringLiteral("s1.b1.f.a"));
        QVERIFY(!w->findChild<QTabWidget*>(QStringLiteral("sideBar"))->isVisible());
    }

    void anyFileOfWeightsIsShown() {
        const QTemporaryDir folder;
        const QString file = folder.filePath("weights.safetensors");
        std::vector<float> kernel(2 * 2 * 9);
        kernel[4] = kernel[31] = 1;
        QVERIFY(writeSafetensorsFile(file, {{"conv.weight", {2, 2, 3, 3}, kernel}, {"fc.weight", {1, 2}, {0, 1}}}));
        auto w = window();
        w->openSource(file);
        QCOMPARE(w->page(), MainWindow::Page::Inspect);
        auto* view = w->inspectPage()->view();
        QCOMPARE(view->source(), file);
        QTRY_COMPARE_WITH_TIMEOUT(view->table()->rowCount(), 2, timeout);
        QVERIFY2(view->failure().contains("stride 1 and a grid of 14 x 14 assumed"), qPrintable(view->failure()));
        view->chooseLayer("conv");
        QTRY_COMPARE_WITH_TIMEOUT(view->kernel()->rows(), 6, timeout);
        QVERIFY(!view->spectrum()->isEmpty());
        QVERIFY(!view->findChild<QPushButton*>(QStringLiteral("measureSignals"))->isEnabled());
    }

    void damagedCheckpointIsReportedOnThePage() {
        const QString path = makeRun("damaged", 0.1);
        telemetry::writeFileAtomically((path + QStringLiteral("/checkpoints/latest.pt")).toStdString(),
                                       "not a checkpoint");
        auto w = window();
        w->showRun(path);
        action(*w, "inspectPage")->trigger();
        auto* view = w->inspectPage()->view();
        QTRY_VERIFY2_WITH_TIMEOUT(view->failure().contains(QStringLiteral("latest.pt")), qPrintable(view->failure()),
                                  timeout);
        QCOMPARE(view->table()->rowCount(), 0);
        // With no layer to choose, the images show the failure.
        QVERIFY2(view->kernel()->message().contains(QStringLiteral("latest.pt")),
                 qPrintable(view->kernel()->message()));
    }

    void plotsOfAPageAreExportedAsOneImage() {
        const QString path = makeRun("one", 0.1);
        auto w = window();
        w->showRun(path);
        auto* view = w->findChild<widgets::RunView*>();
        QTRY_VERIFY_WITH_TIMEOUT(!view->panel("lossPanel")->isEmpty(), timeout);
        for (const char* name : {"page.pdf", "page.svg", "page.png"}) {
            const QString file = folder_->filePath(QString::fromLatin1(name));
            QCOMPARE(view->grid()->exportPicture(file, {QSize(900, 600), 1}, "one"), QString());
            QVERIFY(QFile(file).size() > 3000);
        }
        QImage picture(folder_->filePath(QStringLiteral("page.png")));
        QCOMPARE(picture.size(), QSize(900, 600));
        QVERIFY(!view->grid()->exportPicture(folder_->filePath("small.png"), {QSize(100, 80), 1}, "one").isEmpty());
    }

    void aChosenDataFolderSetsClassesChannelsAndSize() {
        for (const char* file : {"Training/a/0.png", "Training/b/0.png", "Training/c/0.png", "Testing/a/0.png",
                                 "Testing/b/0.png", "Testing/c/0.png", "__MACOSX/x.png"}) {
            const QString path = folder_->filePath(QStringLiteral("images/") + QString::fromLatin1(file));
            QVERIFY(QDir().mkpath(QFileInfo(path).path()));
            QImage image(80, 70, QImage::Format_RGB32);
            image.fill(Qt::red);
            QVERIFY(image.save(path));
        }
        auto w = window();
        auto* form = w->experimentPage()->form();
        form->setConfig(smallRun());
        auto* root = form->findChild<QWidget*>(QStringLiteral("data.root"))->findChild<QLineEdit*>();
        root->selectAll();
        QTest::keyClicks(root, folder_->filePath(QStringLiteral("images")));
        QTRY_COMPARE_WITH_TIMEOUT(form->config().model.classes, 3, timeout);
        QCOMPARE(form->config().data.dataset, std::string("folder"));
        QCOMPARE(form->config().model.channels, 3);
        QCOMPARE(form->config().model.height, 64);
        QVERIFY2(form->isValid(), qPrintable(form->problemSummary()));
    }

    void commandPaletteFindsActions() {
        auto w = window();
        QTimer::singleShot(0, qApp, [] {
            auto* palette = qobject_cast<workbench::CommandPalette*>(QApplication::activeModalWidget());
            QVERIFY(palette);
            // Rows are high enough for their icons.
            QVERIFY(palette->list()->visualItemRect(palette->list()->item(0)).height() >=
                    palette->list()->iconSize().height());
            QTest::keyClicks(palette->filter(), "view runs page");
            palette->filter()->clear();
            QTest::keyClicks(palette->filter(), "view inspect");
            QCOMPARE(palette->list()->count(), 1);
            QTest::keyClick(palette->filter(), Qt::Key_Return);
        });
        action(*w, "commands")->trigger();
        QTRY_COMPARE(w->page(), MainWindow::Page::Inspect);
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    TestPages test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_pages.moc"
