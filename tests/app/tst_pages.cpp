// The pages Design and Inspect of the real window, a page of plots as one picture, the command palette. No training.
#include <QApplication>
#include <QFile>
#include <QPushButton>
#include <QTabWidget>
#include <QtTest>
#include <cmath>

#include "app/workbench/CommandPalette.h"
#include "app/workbench/ExperimentPage.h"
#include "app/workbench/InspectPage.h"
#include "app/workbench/MainWindow.h"
#include "tests/app/RunsFixture.h"
#include "training/config/Presets.h"
#include "training/telemetry/EventFile.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/DesignView.h"
#include "widgets/FactPlot.h"
#include "widgets/HeatMap.h"
#include "widgets/InspectView.h"
#include "widgets/NetworkDiagram.h"
#include "widgets/PlotGrid.h"
#include "widgets/PlotPanel.h"
#include "widgets/RunView.h"
#include "widgets/Theme.h"

using namespace isonet;
using telemetry::RunState;
using workbench::MainWindow;

class TestPages : public QObject, private RunsFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_pages")); }
    void init() { startAnew(); }

    void designIsDrawnCountedAndMeasured() {
        auto w = window();
        action(*w, "designPage")->trigger();
        w->experimentPage()->form()->setConfig(smallRun());
        auto* design = w->designView();
        QVERIFY(design->diagram()->layers().contains(QStringLiteral("s3.b1.f.b")));
        QVERIFY2(design->costs().contains(QStringLiteral("ISONet-8")), qPrintable(design->costs()));
        QTRY_COMPARE_WITH_TIMEOUT(design->layers()->rowCount(), 7, patience);
        // Delta initialisation is an isometry where the channels stay.
        QCOMPARE(design->layers()->item(1, 0)->text(), QStringLiteral("s1.b1.f.a"));
        QVERIFY(design->layers()->item(1, 1)->text().toDouble() < 1e-5);
        QVERIFY(std::abs(design->layers()->item(1, 4)->text().toDouble() - 1) < 1e-5);
        auto kaiming = smallRun();
        kaiming.model.initialization = spec::Initialization::Kaiming;
        w->experimentPage()->form()->setConfig(kaiming);
        QTRY_VERIFY_WITH_TIMEOUT(
            design->layers()->rowCount() == 7 && design->layers()->item(1, 1)->text().toDouble() > 0.5, patience);
    }

    void networkOpensLayerByLayer() {
        auto w = window();
        w->experimentPage()->form()->setConfig(smallRun());
        action(*w, "inspectPage")->trigger();
        auto* view = w->inspectPage()->view();
        QCOMPARE(view->source(), QStringLiteral("initialised"));
        QTRY_COMPARE_WITH_TIMEOUT(view->table()->rowCount(), 7, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!view->kernel()->isEmpty() && !view->spectrum()->isEmpty(), patience);
        QCOMPARE(view->layer(), QStringLiteral("s1.b1.f.a"));
        // Delta: a one in the middle of the diagonal's tiles; nothing is left of Conv(A, A) - delta.
        QCOMPARE(view->kernel()->rows(), 48);
        QCOMPARE(view->kernel()->cell(1, 1), 1.0F);
        QCOMPARE(view->kernel()->cell(1, 4), 0.0F);
        for (int row = 0; row < view->shiftMap()->rows(); ++row)
            for (int column = 0; column < view->shiftMap()->columns(); ++column)
                QVERIFY(view->shiftMap()->cell(row, column) < 1e-5F);
        QTRY_VERIFY_WITH_TIMEOUT(!view->frequencies()->isEmpty(), patience);
        QVERIFY(std::abs(view->frequencies()->cell(3, 5) - 1) < 1e-4F);

        // Where the stride folds frequencies, the map agrees with the layer's extremes.
        view->chooseLayer(QStringLiteral("s2.b1.f.a"));
        QTRY_VERIFY_WITH_TIMEOUT(view->kernel()->rows() == 32 * 3, patience);
        QCOMPARE(view->frequencies()->rows(), 16);

        auto* signalButton = view->findChild<QPushButton*>(QStringLiteral("measureSignals"));
        signalButton->click();
        QTRY_VERIFY_WITH_TIMEOUT(!view->signalPlot()->isEmpty(), patience);
        QCOMPARE(view->signalPlot()->series().size(), 2);
        QCOMPARE(view->signalPlot()->series().first().y.size(), 7);
        view->findChild<QPushButton*>(QStringLiteral("measureJacobian"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(!view->jacobian()->isEmpty(), patience);
        QCOMPARE(view->jacobian()->series().first().y.size(), 10);  // ten classes

        // The same network beside itself shows two layers.
        w->inspectPage()->setSideBySide(true);
        auto* other = w->inspectPage()->view(1);
        QTRY_COMPARE_WITH_TIMEOUT(other->table()->rowCount(), 7, patience);
        view->chooseLayer(QStringLiteral("s3.b1.f.b"));
        QTRY_VERIFY_WITH_TIMEOUT(view->kernel()->rows() == 64 * 3, patience);
        QCOMPARE(other->layer(), QStringLiteral("s1.b1.f.a"));
        QVERIFY(!w->findChild<QTabWidget*>(QStringLiteral("sideBar"))->isVisible());
    }

    void damagedCheckpointIsToldOnThePage() {
        const QString path = makeRun("damaged", 0.1);
        telemetry::writeFileAtomically((path + QStringLiteral("/checkpoints/latest.pt")).toStdString(),
                                       "not a checkpoint");
        auto w = window();
        w->showRun(path);
        action(*w, "inspectPage")->trigger();
        auto* view = w->inspectPage()->view();
        QTRY_VERIFY2_WITH_TIMEOUT(view->failure().contains(QStringLiteral("latest.pt")), qPrintable(view->failure()),
                                  patience);
        QCOMPARE(view->table()->rowCount(), 0);
        // Where there is no layer to choose, no picture asks for one.
        QVERIFY2(view->kernel()->message().contains(QStringLiteral("latest.pt")),
                 qPrintable(view->kernel()->message()));
    }

    void pageOfPlotsIsSavedAsOnePicture() {
        const QString path = makeRun("one", 0.1);
        auto w = window();
        w->showRun(path);
        auto* view = w->findChild<widgets::RunView*>();
        QTRY_VERIFY_WITH_TIMEOUT(!view->panel("lossPanel")->isEmpty(), patience);
        for (const char* name : {"page.pdf", "page.svg", "page.png"}) {
            const QString file = folder_->filePath(QString::fromLatin1(name));
            QCOMPARE(view->grid()->exportPicture(file, {QSize(900, 600), 1}, "one"), QString());
            QVERIFY(QFile(file).size() > 3000);
        }
        QImage picture(folder_->filePath(QStringLiteral("page.png")));
        QCOMPARE(picture.size(), QSize(900, 600));
        QVERIFY(!view->grid()->exportPicture(folder_->filePath("small.png"), {QSize(100, 80), 1}, "one").isEmpty());
    }

    void commandsAreFoundByTyping() {
        auto w = window();
        QTimer::singleShot(0, qApp, [] {
            auto* palette = qobject_cast<workbench::CommandPalette*>(QApplication::activeModalWidget());
            QVERIFY(palette);
            // Every row has room for its icon.
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
