// The keyboard on every page of the window: each control is a visible stop for Tab with a name that a screen reader can
// speak, nothing traps Tab, and a plot is one stop.
#include <QAccessible>
#include <QApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSet>
#include <QSlider>
#include <QStackedWidget>
#include <QToolButton>
#include <QtTest>

#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/session/Notifier.h"
#include "app/workbench/window/CloseQuestion.h"
#include "app/workbench/window/CommandPalette.h"
#include "app/workbench/window/MainWindow.h"
#include "app/workbench/window/NotificationDialog.h"
#include "app/workbench/window/StartQuestion.h"
#include "tests/app/ClippedParts.h"
#include "tests/app/RunsFixture.h"
#include "widgets/common/HelpWindow.h"
#include "widgets/common/HintLine.h"
#include "widgets/live/RunView.h"
#include "widgets/plot/FigureFrame.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/runs/NoteDialog.h"

using namespace isonet;
using workbench::MainWindow;
using Page = MainWindow::Page;

namespace {

QString spokenName(QWidget* widget) {
    auto* spoken = QAccessible::queryAccessibleInterface(widget);
    return spoken ? spoken->text(QAccessible::Name).trimmed() : QString();
}

// The widgets that Tab visits, from `first` on, until one comes again. `unseen`: those that are not visible when they
// get the focus. Checked at once, because a form scrolls them away later.
QVector<QWidget*> walk(QWidget* window, QWidget* first, bool backward, QVector<QWidget*>& unseen) {
    QVector<QWidget*> stops;
    first->setFocus(Qt::TabFocusReason);
    for (int i = 0; i < 600; ++i) {
        auto* now = window->focusWidget();
        if (!now || stops.contains(now))
            break;
        stops.append(now);
        const auto* area = qobject_cast<QAbstractScrollArea*>(now);  // its viewport covers it
        if (!now->isVisible() || (area ? area->viewport() : now)->visibleRegion().isEmpty())
            unseen.append(now);
        QTest::keyClick(now, backward ? Qt::Key_Backtab : Qt::Key_Tab, backward ? Qt::ShiftModifier : Qt::NoModifier);
    }
    return stops;
}

bool takesTab(const QWidget* widget, const QWidget* window) {
    return widget->isVisible() && widget->isEnabled() && widget->window() == window &&
           (widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy();
}

// What is wrong with the stops of a window that has the focus.
QStringList focusProblems(QWidget* window) {
    QStringList found;
    QVector<QWidget*> all;
    for (auto* each : window->findChildren<QWidget*>())
        if (takesTab(each, window))
            all.append(each);
    if (all.isEmpty())
        return {QStringLiteral("nothing takes the focus")};
    for (const bool backward : {false, true}) {
        QVector<QWidget*> unseen;
        const auto stops = walk(window, all.first(), backward, unseen);
        for (auto* stop : unseen)
            found += QStringLiteral("%1 is a stop that is not seen").arg(test::partName(stop));
        for (auto* stop : stops) {
            if (spokenName(stop).isEmpty())
                found += QStringLiteral("%1 has no name").arg(test::partName(stop));
        }
        if (stops.size() > 1 && window->focusWidget() == stops.last())
            found += QStringLiteral("%1 traps Tab").arg(test::partName(stops.last()));
        for (auto* each : all) {
            // One of the buttons of a group is a stop; the arrows lead to the others.
            const auto* button = qobject_cast<QAbstractButton*>(each);
            if (!stops.contains(each) && !(button && button->group()) && takesTab(each, window))
                found += QStringLiteral("%1 is not reached").arg(test::partName(each));
        }
    }
    found.removeDuplicates();
    return found;
}

}  // namespace

class TestFocus : public QObject, private RunsFixture {
    Q_OBJECT

    template <typename T>
    static void inDialog(const char* name, T look) {
        QTimer::singleShot(0, qApp, [name, look] {
            auto* dialog = QApplication::activeModalWidget();
            QVERIFY2(dialog && dialog->objectName() == QString::fromLatin1(name), name);
            QVERIFY(QTest::qWaitForWindowActive(dialog));
            look(dialog);
            if (dialog->isVisible())
                QTest::keyClick(dialog, Qt::Key_Escape);
        });
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_focus")); }
    void init() { resetFixture(); }

    void everyStopIsSeenNamedAndReached_data() {
        QTest::addColumn<int>("page");
        QTest::addColumn<bool>("run");
        for (const bool run : {false, true})
            for (const auto& [name, page] :
                 {std::pair("design", Page::Design), std::pair("train", Page::Train),
                  std::pair("inspect", Page::Inspect), std::pair("runs", Page::Runs), std::pair("sweeps", Page::Sweeps),
                  std::pair("predictions", Page::Predictions)})
                QTest::addRow("%s%s", name, run ? ", with a run" : "") << int(page) << run;
    }
    void everyStopIsSeenNamedAndReached() {
        QFETCH(const int, page);
        QFETCH(const bool, run);
        const QString path = makeRun("small", 0.1);
        auto w = window();
        QVERIFY(QTest::qWaitForWindowActive(w.get()));
        w->experimentPage()->form()->setConfig(smallRun());
        if (run)
            w->showRun(path);
        w->showPage(Page(page));
        // Layouts are delayed, and what a page reads appears when it is there.
        QStringList problems;
        const bool usable = QTest::qWaitFor([&] { return (problems = focusProblems(w.get())).isEmpty(); }, 1500);
        QVERIFY2(usable, qPrintable(QLatin1Char('\n') + problems.join(QLatin1Char('\n'))));
    }

    void aPlotIsOneStop() {
        const QString path = makeRun("small", 0.1);
        auto w = window();
        w->showRun(path);
        w->showPage(Page::Train);
        auto* loss = w->findChild<widgets::RunView*>()->panel(QStringLiteral("lossPanel"));
        QTRY_VERIFY_WITH_TIMEOUT(!loss->isEmpty(), timeout);
        for (auto* panel : w->findChildren<widgets::PlotPanel*>()) {
            QStringList stops;
            for (auto* each : panel->findChildren<QWidget*>())
                if (takesTab(each, w.get()))
                    stops += test::partName(each);
            QVERIFY2(stops.size() <= 1, qPrintable(panel->objectName() + QStringLiteral(": ") + stops.join(", ")));
        }
        // Arrows move the cursor from value to value, and each is spoken.
        QVERIFY(QTest::qWaitForWindowActive(w.get()));
        auto* canvas = loss->canvas();
        canvas->setFocus(Qt::TabFocusReason);
        QTest::keyClick(canvas, Qt::Key_Right);
        const QString first = canvas->accessibleDescription();
        QVERIFY2(first.contains(QStringLiteral("step")), qPrintable(first));
        QVERIFY(loss->pointer().has_value());
        QTest::keyClick(canvas, Qt::Key_Right);
        const QString second = canvas->accessibleDescription();
        QVERIFY(second != first);
        QTest::keyClick(canvas, Qt::Key_Left);
        QCOMPARE(canvas->accessibleDescription(), first);
        QTest::keyClick(canvas, Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(canvas->accessibleDescription() != first);
        QTest::keyClick(canvas, Qt::Key_Tab);
        QVERIFY(!canvas->hasFocus());
        QVERIFY(!loss->pointer().has_value());
    }

    void dialogsAreUsedByKeyboard() {
        auto w = window();
        QVERIFY(QTest::qWaitForWindowActive(w.get()));
        const auto check = [](QWidget* dialog) {
            QStringList problems = focusProblems(dialog);
            QVERIFY2(problems.isEmpty(),
                     qPrintable(dialog->objectName() + QStringLiteral(":\n") + problems.join(QLatin1Char('\n'))));
            if (const QString folder = qEnvironmentVariable("ISONET_SHOTS"); !folder.isEmpty())
                dialog->grab().save(folder + QLatin1Char('/') + dialog->objectName() + QStringLiteral(".png"));
        };
        inDialog("startQuestion", check);
        QCOMPARE(workbench::askHowToStart(w.get(), QStringLiteral("second"), QStringLiteral("first"), true),
                 workbench::StartChoice::Cancel);
        inDialog("closeQuestion", check);
        QCOMPARE(workbench::askHowToClose(w.get(), {QStringLiteral("first"), {QStringLiteral("other")}, true}),
                 workbench::CloseChoice::Cancel);
        inDialog("notificationDialog", check);
        action(*w, "notifications")->trigger();
        inDialog("placeDialog", check);
        action(*w, "places")->trigger();
        inDialog("noteDialog", check);
        QVERIFY(!widgets::askForNote(w.get(), QStringLiteral("first"), QStringLiteral("note")));
    }

    void notesAreWrittenByKeyboard() {
        auto w = window();
        inDialog("noteDialog", [](QWidget* dialog) {
            auto* edit = dialog->findChild<QPlainTextEdit*>();
            QTRY_VERIFY(edit->hasFocus());
            QTest::keyClicks(edit, QStringLiteral("one"));
            QTest::keyClick(edit, Qt::Key_Return);
            QTest::keyClicks(edit, QStringLiteral("two"));
            QTest::keyClick(edit, Qt::Key_Tab);
            QVERIFY(!edit->hasFocus());
            QTest::keyClick(dialog->focusWidget(), Qt::Key_Backtab, Qt::ShiftModifier);
            QVERIFY(edit->hasFocus());
            QTest::keyClick(edit, Qt::Key_Return, Qt::ControlModifier);
        });
        QCOMPARE(widgets::askForNote(w.get(), QStringLiteral("first"), {}).value_or(QStringLiteral("canceled")),
                 QStringLiteral("one\ntwo"));
    }

    // From the form, which is beside the page and stays there.
    void theShortcutOfAPageGivesItTheFocus() {
        auto w = window();
        w->activateWindow();
        const auto* pages = w->findChild<QStackedWidget*>(QStringLiteral("pages"));
        auto* search = w->findChild<QLineEdit*>(QStringLiteral("fieldSearch"));
        QVERIFY(pages && search);
        for (const char* name : {"designPage", "inspectPage", "trainPage", "trainPage"}) {
            search->setFocus();
            QTRY_VERIFY_WITH_TIMEOUT(search->hasFocus(), timeout);
            action(*w, name)->trigger();
            QVERIFY2(pages->currentWidget()->isAncestorOf(QApplication::focusWidget()), name);
        }
    }

    void theSidebarIsShownOnEveryPage() {
        auto w = window();
        auto* bar = w->findChild<QTabWidget*>(QStringLiteral("sideBar"));
        auto* toggle = action(*w, "sideBar");
        for (const Page page : {Page::Design, Page::Runs, Page::Sweeps}) {
            w->showPage(page);
            for (int i = 0; i < 2; ++i) {
                const bool before = bar->isVisible();
                QCOMPARE(toggle->isChecked(), before);
                toggle->trigger();
                QCOMPARE(bar->isVisible(), !before);
                QCOMPARE(toggle->isChecked(), !before);
            }
        }
    }

    void thePaletteFindsSettingsExportsAndHelp() {
        const QString path = makeRun("small", 0.1);
        auto w = window();
        w->showRun(path);
        auto* loss = w->findChild<widgets::RunView*>()->panel(QStringLiteral("lossPanel"));
        QTRY_VERIFY_WITH_TIMEOUT(!loss->isEmpty(), timeout);
        const auto found = [](workbench::CommandPalette& palette, const QString& text) {
            palette.filter()->setText(text);
            return palette.list()->item(0)->text();
        };
        inDialog("commandPalette", [&](QWidget* dialog) {
            auto& palette = *qobject_cast<workbench::CommandPalette*>(dialog);
            QVERIFY2(found(palette, QStringLiteral("loss export csv")).contains(loss->title()),
                     qPrintable(palette.list()->item(0)->text()));
            QVERIFY(
                found(palette, QStringLiteral("help topic spectral health")).contains(QStringLiteral("Quantities")));
            QVERIFY(found(palette, QStringLiteral("weight_decay")).startsWith(QStringLiteral("Setting")));
            const QString nothing = found(palette, QStringLiteral("xyzzy"));
            QVERIFY2(nothing.contains(QStringLiteral("Nothing found")) && nothing.contains(QStringLiteral("xyzzy")),
                     qPrintable(nothing));
            QCOMPARE(palette.list()->count(), 1);
            QTest::keyClick(palette.filter(), Qt::Key_Return);  // does nothing
            QVERIFY(palette.isVisible());
        });
        action(*w, "commands")->trigger();
        w->session().showDraft();
        inDialog("commandPalette", [](QWidget* dialog) {
            auto& palette = *qobject_cast<workbench::CommandPalette*>(dialog);
            palette.filter()->setText(QStringLiteral("weight_decay"));
            QTest::keyClick(palette.filter(), Qt::Key_Return);
        });
        action(*w, "commands")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(
            w->focusWidget() && w->focusWidget()->objectName() == QStringLiteral("optimizer.weight_decay"), timeout);
    }

    void layerNamesAreExplainedOnce() {
        auto w = window();
        auto* hint = w->findChild<widgets::HintLine*>(QStringLiteral("layerNamesHint"));
        QVERIFY(hint && hint->isVisible());  // on Design
        QVERIFY(hint->text().contains(QStringLiteral("s2.b1.f.a")));
        w->showPage(Page::Runs);
        QVERIFY(!hint->isVisible());
        w->showPage(Page::Inspect);  // the network of the form
        QTRY_VERIFY_WITH_TIMEOUT(hint->isVisible(), timeout);
        w->showPage(Page::Train);
        QVERIFY(!hint->isVisible());  // no layer has values
        w->runData()->append({{"isometry/deviation/s1.b1.f.a", 0, 0, telemetry::Scalar{0.1}}});
        QVERIFY(hint->isVisible());
        hint->findChild<QPushButton*>()->click();
        QVERIFY(!hint->isVisible());
        w->showPage(Page::Design);
        QVERIFY(!hint->isVisible());
        auto later = window();
        QVERIFY(!later->findChild<widgets::HintLine*>(QStringLiteral("layerNamesHint"))->isVisible());
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    TestFocus test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_focus.moc"
