// Undo and redo of the draft in the real window: form fields, single blocks, and what counts as one step.
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QtTest>

#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/session/DraftHistory.h"
#include "app/workbench/window/MainWindow.h"
#include "tests/app/WindowFixture.h"
#include "widgets/design/DesignView.h"
#include "widgets/design/NetworkDiagram.h"

using namespace isonet;

class TestEdits : public QObject, private WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_edits")); }
    void init() { resetFixture(); }

    void undoAndRedoRestoreEdits() {
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

        // The shortcuts work while a field has the focus, too.
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

    void quickEditsOfOneFieldMergeIntoOneStep() {
        const auto first = smallRun();
        auto typed = first;
        workbench::DraftHistory history;
        history.record(first);
        for (const double rate : {0.0, 0.02, 0.025}) {  // digit by digit
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

        // Typed and reverted at once: no empty step.
        auto other = typed;
        other.run.epochs = 7;
        history.record(other);
        history.record(typed);
        QVERIFY(!history.canRedo());
        QVERIFY(history.undo() == first);
    }

    void undoAndRedoRestoreBlockSettings() {
        auto w = window();
        action(*w, "designPage")->trigger();
        auto* form = w->experimentPage()->form();
        form->setConfig(smallRun());
        auto* design = w->designView();
        design->diagram()->choose(QStringLiteral("s2.b1.f.a"));
        auto* activation = design->findChild<QComboBox*>(QStringLiteral("blockActivation"));
        auto* penalized = design->findChild<QCheckBox*>(QStringLiteral("blockPenalized"));
        QVERIFY(activation->isVisible() && penalized->isChecked());
        const int before = activation->currentIndex();
        activation->setFocus();
        QTest::keyClick(activation, before > 0 ? Qt::Key_Up : Qt::Key_Down);
        const int after = activation->currentIndex();
        QVERIFY(after != before);
        QCOMPARE(form->config().model.blocks.size(), std::size_t(1));
        penalized->click();
        QCOMPARE(form->config().penalty.exclude, std::vector<std::string>{"s2.b1"});

        // Only the last edit is undone; the selected layer and its controls follow.
        action(*w, "undo")->trigger();
        QVERIFY(form->config().penalty.exclude.empty());
        QCOMPARE(form->config().model.blocks.size(), std::size_t(1));
        QVERIFY(penalized->isVisible() && penalized->isChecked());
        QCOMPARE(activation->currentIndex(), after);
        action(*w, "undo")->trigger();
        QVERIFY(form->config() == smallRun());
        QCOMPARE(activation->currentIndex(), before);
        QVERIFY(!design->costs().contains(QStringLiteral("differs")));

        action(*w, "redo")->trigger();
        QCOMPARE(activation->currentIndex(), after);
        QVERIFY(design->costs().contains(QStringLiteral("1 block differs")));
        action(*w, "redo")->trigger();
        QVERIFY(!penalized->isChecked());
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
