// Undo and redo of the draft in the real window: form fields, single blocks, and what counts as one step.
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QtTest>
#include <filesystem>

#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/session/DraftHistory.h"
#include "app/workbench/window/MainWindow.h"
#include "tests/app/WindowFixture.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/design/DesignView.h"
#include "widgets/design/NetworkDiagram.h"
#include "widgets/design/StageTable.h"
#include "widgets/design/StageTableModel.h"
#include "widgets/design/StageTableView.h"

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

    void everyEditOfAStageIsOneStep() {
        auto w = window();
        action(*w, "designPage")->trigger();
        const auto config = [&] { return w->experimentPage()->form()->config(); };
        auto* stages = w->designView()->stages();
        std::vector<config::RunConfig> steps{config()};
        const auto done = [&] { steps.push_back(config()); };
        stages->expand();
        QCOMPARE(config().model.stages.size(), std::size_t(3));
        done();
        stages->duplicate();
        done();
        stages->view()->selectRow(1);
        // Quick edits of one cell are separate steps.
        auto* table = stages->model();
        const QModelIndex cell = table->index(1, table->columnOf("channels"));
        QVERIFY(table->setData(cell, QStringLiteral("48"), Qt::EditRole));
        done();
        QVERIFY(table->setData(cell, QStringLiteral("24"), Qt::EditRole));
        done();
        // Spinning a number in the properties is one step; another property is the next one.
        auto* dilation = w->designView()->findChild<QSpinBox*>(QStringLiteral("part.dilation"));
        for (const int value : {2, 3, 4})
            dilation->setValue(value);
        QCOMPARE(config().model.stages[0].dilation, 4);
        done();
        w->designView()->findChild<QSpinBox*>(QStringLiteral("part.groups"))->setValue(2);
        done();
        for (std::size_t i = steps.size() - 1; i-- > 0;) {
            action(*w, "undo")->trigger();
            QVERIFY2(config() == steps[i], qPrintable(QString::number(i)));
        }
        QVERIFY(!action(*w, "undo")->isEnabled());
        for (std::size_t i = 1; i < steps.size(); ++i) {
            action(*w, "redo")->trigger();
            QVERIFY2(config() == steps[i], qPrintable(QString::number(i)));
        }
        QCOMPARE(table->config().model.stages, config().model.stages);
    }

    void anEmptyNetworkIsAStartingPoint() {
        auto w = window();
        const auto before = w->experimentPage()->form()->config();
        action(*w, "emptyNetwork")->trigger();
        const auto& model = w->experimentPage()->form()->config().model;
        QCOMPARE(model.stages.size(), std::size_t(1));
        QVERIFY(model.stem && w->experimentPage()->form()->isValid());
        QVERIFY(w->designView()->stages()->model()->isEditable());
        action(*w, "undo")->trigger();
        QVERIFY(w->experimentPage()->form()->config() == before);
    }

    void aSettingIsFoundFromAnyPage() {
        auto w = window();
        action(*w, "runsPage")->trigger();
        action(*w, "findSetting")->trigger();
        QTest::keyClicks(w->focusWidget(), QStringLiteral("weight decay"));
        QTest::keyClick(w->focusWidget(), Qt::Key_Return);
        QCOMPARE(w->focusWidget()->objectName(), QStringLiteral("optimizer.weight_decay"));
    }

    void theCostAppearsOnce() {
        auto w = window();
        action(*w, "designPage")->trigger();
        QVERIFY(!w->experimentPage()->summary()->isVisible());
        QVERIFY(w->findChild<QLabel*>(QStringLiteral("designCosts"))->isVisible());
        action(*w, "trainPage")->trigger();
        QVERIFY(w->experimentPage()->summary()->isVisible());
    }

    void aRunListsWhatDiffersFromAPreset() {
        const auto folder = std::filesystem::path(runs().toStdString()) / "old";
        auto config = smallRun();
        config.optimizer.weightDecay = 0.25;
        telemetry::RunDirectory::create(folder, config);
        auto w = window();
        auto* side = w->findChild<QTabWidget*>(QStringLiteral("sideBar"));
        const int wide = side->width();
        auto* page = w->experimentPage();
        w->showRun(QString::fromStdString(folder.string()));
        QTRY_VERIFY(page->form()->config() == config);
        QVERIFY(page->differences()->isVisible() && !page->form()->isVisible());
        QVERIFY(page->differences()->count() >= 2);  // depth, weight decay
        QTRY_VERIFY(side->width() < wide);
        auto* all = w->findChild<QCheckBox*>(QStringLiteral("allSettings"));
        all->click();
        QVERIFY(page->form()->isVisible() && page->form()->isReadOnly() && !page->differences()->isVisible());
        QTRY_COMPARE(side->width(), wide);
        all->click();
        w->findChild<QPushButton*>(QStringLiteral("backToDraft"))->click();
        QVERIFY(page->form()->isVisible() && !page->form()->isReadOnly());
        QTRY_COMPARE(side->width(), wide);
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
        QVERIFY(!design->costs().contains(QStringLiteral("overrides")));

        action(*w, "redo")->trigger();
        QCOMPARE(activation->currentIndex(), after);
        QVERIFY(design->costs().contains(QStringLiteral("1 block overrides")));
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
