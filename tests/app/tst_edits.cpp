// Undo and redo of the experiment in the real window: of the form's fields and of single blocks; what one step is.
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QtTest>

#include "app/workbench/DraftHistory.h"
#include "app/workbench/ExperimentPage.h"
#include "app/workbench/MainWindow.h"
#include "tests/app/WindowFixture.h"
#include "widgets/DesignView.h"
#include "widgets/NetworkDiagram.h"

using namespace isonet;

class TestEdits : public QObject, private WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_edits")); }
    void init() { startAnew(); }

    void editsAreUndoneAndRedone() {
        auto w = window();
        const auto first = w->experimentPage()->form()->config();
        auto second = first;
        second.model.depth = 32;
        w->experimentPage()->form()->setConfig(second);
        QVERIFY(action(*w, "undo")->isEnabled());
        action(*w, "undo")->trigger();
        QVERIFY(w->experimentPage()->form()->config() == first);
        action(*w, "redo")->trigger();
        QVERIFY(w->experimentPage()->form()->config() == second);
        QVERIFY(!action(*w, "redo")->isEnabled());

        // The keys are the window's while a field is typed in, too.
        auto* form = w->experimentPage()->form();
        for (const char* key : {"model.depth", "optimizer.learning_rate", "run.epochs"}) {
            auto* editor = form->findChild<QWidget*>(QString::fromLatin1(key));
            QVERIFY2(editor, key);
            const auto before = form->config();
            editor->setFocus();
            QTest::keyClick(editor, Qt::Key_A, Qt::ControlModifier);
            QTest::keyClick(editor, Qt::Key_8);
            QVERIFY2(!(form->config() == before), key);
            QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier);
            QVERIFY2(form->config() == before, key);
        }
    }

    void quickEditsAreOneStepOnlyWithinAField() {
        const auto first = smallRun();
        auto typed = first;
        workbench::DraftHistory history;
        history.record(first);
        for (const double rate : {0.0, 0.02, 0.025}) {  // letter by letter
            typed.optimizer.learningRate = rate;
            history.record(typed);
        }
        auto deeper = typed;
        deeper.model.depth = 32;
        history.record(deeper);
        QVERIFY(history.undo() == typed);
        QVERIFY(history.undo() == first);
        QVERIFY(!history.canUndo());
        QVERIFY(history.redo() == typed);

        // Typed and taken back within a moment: no step that changes nothing.
        auto other = typed;
        other.run.epochs = 7;
        history.record(other);
        history.record(typed);
        QVERIFY(!history.canRedo());
        QVERIFY(history.undo() == first);
    }

    void anEditOfABlockIsUndoneAndRedone() {
        auto w = window();
        action(*w, "designPage")->trigger();
        auto* form = w->experimentPage()->form();
        form->setConfig(smallRun());
        auto* design = w->designView();
        design->diagram()->choose(QStringLiteral("s2.b1.f.a"));
        auto* activation = design->findChild<QComboBox*>(QStringLiteral("blockActivation"));
        auto* penalised = design->findChild<QCheckBox*>(QStringLiteral("blockPenalised"));
        QVERIFY(activation->isVisible() && penalised->isChecked());
        const int before = activation->currentIndex();
        activation->setFocus();
        QTest::keyClick(activation, before > 0 ? Qt::Key_Up : Qt::Key_Down);
        const int after = activation->currentIndex();
        QVERIFY(after != before);
        QCOMPARE(form->config().model.blocks.size(), std::size_t(1));
        penalised->click();
        QCOMPARE(form->config().penalty.exclude, std::vector<std::string>{"s2.b1"});

        // The last edit goes alone; the chosen layer and its controls follow.
        action(*w, "undo")->trigger();
        QVERIFY(form->config().penalty.exclude.empty());
        QCOMPARE(form->config().model.blocks.size(), std::size_t(1));
        QVERIFY(penalised->isVisible() && penalised->isChecked());
        QCOMPARE(activation->currentIndex(), after);
        action(*w, "undo")->trigger();
        QVERIFY(form->config() == smallRun());
        QCOMPARE(activation->currentIndex(), before);
        QVERIFY(!design->costs().contains(QStringLiteral("differs")));

        action(*w, "redo")->trigger();
        QCOMPARE(activation->currentIndex(), after);
        QVERIFY(design->costs().contains(QStringLiteral("1 block differs")));
        action(*w, "redo")->trigger();
        QVERIFY(!penalised->isChecked());
        QCOMPARE(form->config().penalty.exclude, std::vector<std::string>{"s2.b1"});
        QVERIFY(!action(*w, "redo")->isEnabled());
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    TestEdits test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_edits.moc"
