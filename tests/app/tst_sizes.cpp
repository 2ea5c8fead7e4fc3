// The window on small screens and with large fonts: it fits the screen, can be narrowed, and cuts nothing off.
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QScreen>
#include <QTableWidget>
#include <QTimer>
#include <QtTest>
#include <functional>
#include <vector>

#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/pages/InspectPage.h"
#include "app/workbench/window/CloseQuestion.h"
#include "app/workbench/window/MainWindow.h"
#include "app/workbench/window/RunQuestions.h"
#include "app/workbench/window/StartQuestion.h"
#include "tests/app/ClippedParts.h"
#include "tests/app/RunsFixture.h"
#include "widgets/common/Theme.h"
#include "widgets/inspect/InspectView.h"

using namespace isonet;
using workbench::MainWindow;
using Page = MainWindow::Page;

namespace {

constexpr double plainPoints = 9, largePoints = 13.5;  // the second: those of the first at 144 dpi
constexpr std::pair<const char*, Page> shownPages[] = {{"design", Page::Design},   {"train", Page::Train},
                                                       {"inspect", Page::Inspect}, {"runs", Page::Runs},
                                                       {"sweeps", Page::Sweeps},   {"predictions", Page::Predictions}};

}  // namespace

class TestSizes : public QObject, private RunsFixture {
    Q_OBJECT

    static void useFont(double points) {
        QFont font = QApplication::font();
        font.setPointSizeF(points);
        QApplication::setFont(font);
        widgets::applyTheme(*qApp, widgets::ThemeChoice::Light);  // its headings follow the font
    }
    // ISONET_SHOTS=folder saves an image of each page.
    static void keepImage(MainWindow& w, const char* page) {
        if (const QString folder = qEnvironmentVariable("ISONET_SHOTS"); !folder.isEmpty())
            w.grab().save(QStringLiteral("%1/%2-%3.png")
                              .arg(folder, QString::fromLatin1(QTest::currentDataTag()), QString::fromLatin1(page)));
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_sizes")); }
    void init() { resetFixture(); }
    void cleanup() { useFont(plainPoints); }

    void theWindowOpensWithinTheScreen() {
        const QSize room = QApplication::primaryScreen()->availableSize();
        for (const double points : {plainPoints, largePoints}) {
            useFont(points);
            MainWindow w(runs());
            w.show();
            QVERIFY2(w.width() <= room.width() && w.height() <= room.height(),
                     qPrintable(QStringLiteral("%1 x %2 of %3 x %4")
                                    .arg(w.width())
                                    .arg(w.height())
                                    .arg(room.width())
                                    .arg(room.height())));
            w.resize(600, 500);  // 900 pixels at 144 dpi
            QTRY_COMPARE(w.width(), 600);
        }
    }

    void everyPageFits_data() {
        QTest::addColumn<double>("points");
        QTest::addColumn<QSize>("size");
        QTest::newRow("plain") << plainPoints << QSize(1280, 800);
        QTest::newRow("scale 2 of 1920x1080") << plainPoints << QSize(960, 540);
        QTest::newRow("144 dpi") << largePoints << QSize(1280, 800);
        QTest::newRow("144 dpi, narrow") << largePoints << QSize(900, 700);
    }
    void everyPageFits() {
        QFETCH(const double, points);
        QFETCH(const QSize, size);
        useFont(points);
        const QString path = makeRun("small", 0.1);
        auto w = window();
        w->experimentPage()->form()->setConfig(smallRun());
        QStringList clipped;
        for (const bool withRun : {false, true}) {
            if (withRun)
                w->showRun(path);
            for (const auto& [name, page] : shownPages) {
                w->showPage(page);
                w->resize(size);
                // Layouts are delayed.
                QStringList parts;
                const auto fits = [&] {
                    w->resize(size);  // a layout that has turned for a narrow page needs less than before
                    parts = test::clippedParts(w.get());
                    if (w->size() != size)
                        parts += QStringLiteral("the window is %1 x %2").arg(w->width()).arg(w->height());
                    return parts.isEmpty();
                };
                const bool fit = QTest::qWaitFor(fits, 1000);
                keepImage(*w, qPrintable(QString::fromLatin1(name) + (withRun ? "-run" : "")));
                if (fit)
                    continue;
                for (const auto& each : std::as_const(parts))
                    clipped += QString::fromLatin1(name) + QStringLiteral(": ") + each;
            }
        }
        clipped.removeDuplicates();
        QVERIFY2(clipped.isEmpty(), qPrintable(QLatin1Char('\n') + clipped.join(QLatin1Char('\n'))));
    }

    void everyQuestionFits_data() {
        QTest::addColumn<double>("points");
        QTest::newRow("plain") << plainPoints;
        QTest::newRow("144 dpi") << largePoints;
        QTest::newRow("twice as large") << 2 * plainPoints;
    }
    void everyQuestionFits() {
        QFETCH(const double, points);
        useFont(points);
        auto w = window();
        const QString one = QStringLiteral("isonet-20-fashion-mnist"), other = QStringLiteral("isonet-34-imagenet");
        const std::vector<std::function<void()>> questions{
            [&] { workbench::askHowToStart(w.get(), one, other, true); },
            [&] {
                workbench::askHowToClose(w.get(), {one, {other}, true});
            },
            [&] { workbench::askHowToResume(w.get(), one, smallRun(), {}); },
            [&] {
                workbench::askWhereToResume(w.get(), one, {{QStringLiteral("epoch-3"), 1'700'000'000}});
            },
            [&] { workbench::askToAbandon(w.get(), one); },
            [&] { action(*w, "notifications")->trigger(); },
            [&] { action(*w, "places")->trigger(); }};
        QStringList clipped;
        int asked = 0;
        for (const auto& ask : questions) {
            QTimer::singleShot(0, qApp, [&] {
                auto* dialog = QApplication::activeModalWidget();
                QVERIFY(dialog && QTest::qWaitForWindowExposed(dialog));
                ++asked;
                for (const auto& each : test::clippedParts(dialog))
                    clipped += dialog->objectName() + QStringLiteral(": ") + each;
                if (const QString folder = qEnvironmentVariable("ISONET_SHOTS"); !folder.isEmpty())
                    dialog->grab().save(
                        QStringLiteral("%1/%2-%3.png")
                            .arg(folder, QString::fromLatin1(QTest::currentDataTag()), dialog->objectName()));
                qobject_cast<QDialog*>(dialog)->reject();
            });
            ask();
        }
        QCOMPARE(asked, int(questions.size()));
        QVERIFY2(clipped.isEmpty(), qPrintable(QLatin1Char('\n') + clipped.join(QLatin1Char('\n'))));
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    TestSizes test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_sizes.moc"
