// The list of stages of the Design page: the table, its keyboard, the clipboard, and what follows a stage that moves.
#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QtTest>

#include "model/spec/NetworkPlan.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/Theme.h"
#include "widgets/design/StageEdits.h"
#include "widgets/design/StageTable.h"
#include "widgets/design/StageTableModel.h"
#include "widgets/design/StageTableView.h"

using namespace isonet;
using namespace isonet::widgets;

namespace {

const spec::BlockOverride relu(const std::string& layers) {
    return {layers, spec::Activation::ReLU, {}, {}, {}};
}

// Three stages of 16, 32 and 64 channels.
config::RunConfig written() {
    return expandedConfig(sweeps::defaultPreset().config);
}

std::vector<int> channels(const config::RunConfig& config) {
    std::vector<int> found;
    for (const auto& stage : config.model.stages)
        found.push_back(stage.channels);
    return found;
}

using Numbers = std::vector<int>;
using Names = std::vector<std::string>;

// The table as a part of the page: what it reports comes back to it.
struct Table {
    StageTable table;
    std::vector<config::RunConfig> edits;

    explicit Table(const config::RunConfig& config) {
        QObject::connect(&table, &StageTable::edited, &table, [this](const config::RunConfig& edited) {
            edits.push_back(edited);
            table.setConfig(edited);
        });
        table.setConfig(config);
        table.resize(640, 320);
        table.show();
        table.view()->setFocus();
        if (!QTest::qWaitForWindowActive(&table))
            qWarning("window not active");
    }
    void select(int row, int column = 0) { table.view()->setCurrentIndex(table.model()->index(row, column)); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(table.view(), key, modifiers); }
    // The open editor of a number. One that has been closed is deleted first.
    QSpinBox* editor() const {
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        return table.findChild<QSpinBox*>(QStringLiteral("stageCellEditor"));
    }
    void enter(QSpinBox* spin) const {
        QTest::keyClick(spin, Qt::Key_Return);
        editor();
    }
    void trigger(const char* name) { table.findChild<QAction*>(QLatin1String(name))->trigger(); }
    QString text(int row, const char* key) const {
        return table.model()->index(row, table.model()->columnOf(key)).data().toString();
    }
    QLabel* problems() const { return table.findChild<QLabel*>(QStringLiteral("stageProblems")); }
    const config::RunConfig& config() const { return table.model()->config(); }
};

}  // namespace

class TestStageTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void theModelIsConsistent() {
        StageTableModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 5);  // stem, three stages, head
        const auto config = written();
        model.setConfig(config);
        model.setConfig(withStagesDuplicated(config, {0, 2}));
        QCOMPARE(model.rowCount(), 7);
        model.setConfig(withStagesRemoved(config, {0, 1}));
        QCOMPARE(model.rowCount(), 3);
        QVERIFY(model.setData(model.index(1, model.columnOf("channels")), QStringLiteral("48"), Qt::EditRole));
        QCOMPARE(model.config().model.stages[0].channels, 48);
        QCOMPARE(model.part(2).kind, NetworkPart::Kind::Head);
        QVERIFY(!model.setData(model.index(2, model.columnOf("channels")), QStringLiteral("48"), Qt::EditRole));
    }

    void expandingKeepsTheNetwork() {
        auto config = sweeps::defaultPreset().config;
        config.model.family = spec::Family::ImageNet;
        config.model.depth = 50;
        config.model.height = config.model.width = 64;
        config.model.shortcut = true;
        Table page(config);
        QVERIFY(!page.table.model()->isEditable());
        QCOMPARE(page.text(2, "channels"), QString::number(spec::plan(config.model).stages[2].out.channels));
        page.table.findChild<QPushButton*>(QStringLiteral("expandStages"))->click();
        QCOMPARE(page.edits.size(), std::size_t(1));
        QVERIFY(page.table.model()->isEditable());
        const auto before = spec::plan(config.model), after = spec::plan(page.config().model);
        QCOMPARE(after.parameters, before.parameters);
        QCOMPARE(after.convolutions.size(), before.convolutions.size());
        for (std::size_t i = 0; i < before.convolutions.size(); ++i)
            QCOMPARE(after.convolutions[i].name, before.convolutions[i].name);
        QCOMPARE(spec::networkName(page.config().model), spec::networkName(config.model));
    }

    void anAttemptToEditAShorthandOffersToExpandIt() {
        Table page(sweeps::defaultPreset().config);
        auto* expand = page.table.findChild<QPushButton*>(QStringLiteral("expandStages"));
        QVERIFY(expand->isVisible());
        page.select(2, 1);
        page.press(Qt::Key_9);
        QVERIFY(page.edits.empty());
        QCOMPARE(page.table.focusWidget(), expand);
        QTest::keyClick(expand, Qt::Key_Return);
        QCOMPARE(page.edits.size(), std::size_t(1));
        QVERIFY(!expand->isVisible());
        QCOMPARE(page.table.focusWidget(), page.table.view());
    }

    void typingEditsTheCurrentColumnOfAllSelectedRows() {
        Table page(written());
        const int column = page.table.model()->columnOf("channels");
        page.select(1, column);
        page.press(Qt::Key_F2);
        auto* spin = page.editor();
        QVERIFY(spin);
        QVERIFY(spin->autoFillBackground());  // the number in the cell is not seen behind the buttons
        QCOMPARE(spin->value(), 16);
        QTest::keyClick(spin, Qt::Key_Up);
        page.enter(spin);
        QCOMPARE(channels(page.config()), (Numbers{17, 32, 64}));
        page.press(Qt::Key_Down, Qt::ShiftModifier);
        page.press(Qt::Key_Down, Qt::ShiftModifier);
        page.press(Qt::Key_F2);
        spin = page.editor();
        QVERIFY(spin);
        spin->selectAll();
        QTest::keyClicks(spin, QStringLiteral("40"));
        page.enter(spin);
        QCOMPARE(channels(page.config()), (Numbers{40, 40, 40}));
        QCOMPARE(page.edits.size(), std::size_t(2));
    }

    void leavingAnUnchangedEditorKeepsTheOtherRows() {
        Table page(written());
        page.select(1, page.table.model()->columnOf("channels"));
        page.press(Qt::Key_Down, Qt::ShiftModifier);
        page.press(Qt::Key_F2);
        QVERIFY(page.editor());
        page.table.view()->setFocus();  // closes the editor
        QTRY_VERIFY(!page.editor());
        QVERIFY(page.edits.empty());
        page.press(Qt::Key_F2);
        auto* spin = page.editor();
        QVERIFY(spin);
        page.enter(spin);
        QCOMPARE(channels(page.config()), (Numbers{32, 32, 64}));
    }

    void groupsAreShownAsTheyAre() {
        auto config = written();
        config.model.stages[0].block = spec::BlockKind::DepthwiseSeparable;
        config.model.stages[1].groupWidth = 8;
        config.model.stages[2].groups = 4;
        StageTableModel model;
        model.setConfig(config);
        const auto shown = [&](int row) { return model.index(row, model.columnOf("groups")).data().toString(); };
        QCOMPARE(shown(1), QStringLiteral("one per channel"));
        QCOMPARE(shown(2), QStringLiteral("of 8 channels"));
        QCOMPARE(shown(3), QStringLiteral("4"));
    }

    void stagesAreAddedDuplicatedMovedAndRemovedByKeys() {
        Table page(written());
        page.select(2);
        page.press(Qt::Key_Insert);
        QCOMPARE(channels(page.config()), (Numbers{16, 32, 32, 64}));
        QCOMPARE(page.config().model.stages[2].blocks, 1);
        QCOMPARE(page.config().model.stages[2].stride, 1);
        QCOMPARE(page.table.selectedParts(), (std::vector<NetworkPart>{{NetworkPart::Kind::Stage, 2}}));
        page.press(Qt::Key_Delete);
        QCOMPARE(channels(page.config()), (Numbers{16, 32, 64}));
        page.select(1);
        page.press(Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(channels(page.config()), (Numbers{32, 16, 64}));
        page.press(Qt::Key_Down, Qt::AltModifier);
        page.press(Qt::Key_Down, Qt::AltModifier);  // at the end
        QCOMPARE(channels(page.config()), (Numbers{32, 64, 16}));
        page.press(Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(channels(page.config()), (Numbers{32, 64, 16, 16}));
        page.press(Qt::Key_Up, Qt::AltModifier);  // past its equal: no edit
        QCOMPARE(page.edits.size(), std::size_t(5));
        // The last stage stays.
        page.table.view()->selectAll();
        page.press(Qt::Key_Delete);
        QCOMPARE(page.config().model.stages.size(), std::size_t(4));
        QVERIFY(page.problems()->isVisible() && page.problems()->text().contains(QStringLiteral("at least one stage")));
    }

    void overridesFollowTheirStage() {
        auto config = written();
        config.model.blocks = {relu("s1"), relu("s2.b1"), relu("s*"), relu("s3.*")};
        config.penalty.exclude = {"s3.b1.f.a", "s2"};
        config.run.checkpointActivations = {"s1", "s3"};
        const auto layers = [](const config::RunConfig& edited) {
            Names names;
            for (const auto& block : edited.model.blocks)
                names.push_back(block.layers);
            return names;
        };
        const auto moved = withStagesMoved(config, {2}, 0);
        QCOMPARE(layers(moved), (Names{"s2", "s3.b1", "s*", "s1.*"}));
        QCOMPARE(moved.penalty.exclude, (Names{"s1.b1.f.a", "s3"}));
        QCOMPARE(moved.run.checkpointActivations, (Names{"s2", "s1"}));
        const auto removed = withStagesRemoved(config, {1});
        QCOMPARE(layers(removed), (Names{"s1", "s*", "s2.*"}));
        QCOMPARE(removed.penalty.exclude, (Names{"s2.b1.f.a"}));
        QCOMPARE(removed.run.checkpointActivations, (Names{"s1", "s2"}));
        const auto doubled = withStagesDuplicated(config, {1});
        QCOMPARE(layers(doubled), (Names{"s1", "s2.b1", "s3.b1", "s*", "s4.*"}));
        QCOMPARE(doubled.run.checkpointActivations, (Names{"s1", "s4"}));
        const auto inserted = withStagesInserted(config, 0, {spec::StageSpec{}});
        QCOMPARE(layers(inserted), (Names{"s2", "s3.b1", "s*", "s4.*"}));
        QCOMPARE(inserted.run.checkpointActivations, (Names{"s2", "s4"}));
        QVERIFY(withSmallestNetwork(config).run.checkpointActivations.empty());
    }

    void aStageIsCopiedAsYamlAndPasted() {
        auto config = written();
        config.model.stages[1].kernel = {{5, 5}, {1, 7}};
        config.model.stages[1].activation = spec::Activation::ReLU;
        Table page(config);
        page.select(2);
        page.press(Qt::Key_C, Qt::ControlModifier);
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY2(copied.contains(QStringLiteral("channels: 32")), qPrintable(copied));
        page.select(3);
        page.press(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(channels(page.config()), (Numbers{16, 32, 64, 32}));
        QVERIFY(page.config().model.stages[3] == config.model.stages[1]);
        QCOMPARE(page.edits.size(), std::size_t(1));
        // A stage as it stands in a file.
        QGuiApplication::clipboard()->setText(QStringLiteral("blocks: 2\nchannels: 128\nstride: 2\n"));
        page.press(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(channels(page.config()), (Numbers{16, 32, 64, 32, 128}));
        QGuiApplication::clipboard()->setText(QStringLiteral("- {blocks: 2, chanels: 128}"));
        page.press(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(page.edits.size(), std::size_t(2));
        QVERIFY2(page.problems()->text().contains(QStringLiteral("chanels")), qPrintable(page.problems()->text()));
    }

    void draggedRowsMove() {
        Table page(written());
        auto& model = *page.table.model();
        const std::unique_ptr<QMimeData> dragged(model.mimeData({model.index(1, 0), model.index(1, 1)}));
        QVERIFY(dragged);
        QVERIFY(model.canDropMimeData(dragged.get(), Qt::MoveAction, 3, 0, {}));
        model.dropMimeData(dragged.get(), Qt::MoveAction, 3, 0, {});  // between s2 and s3
        QCOMPARE(channels(page.config()), (Numbers{32, 16, 64}));
        QVERIFY(!model.mimeData({model.index(0, 0)}));  // the stem stays
        QVERIFY(!(model.flags(model.index(0, 0)) & Qt::ItemIsDragEnabled));
        QVERIFY(model.flags(model.index(1, 0)) & Qt::ItemIsDragEnabled);
    }

    void aSettingWithoutEffectIsNamedInItsCell() {
        Table page(written());
        auto& model = *page.table.model();
        const QModelIndex cell = model.index(1, model.columnOf("downsample"));  // s1 has stride 1
        QVERIFY(model.setData(cell, QStringLiteral("avg_pool"), Qt::EditRole));
        QVERIFY(
            cell.data(Qt::ToolTipRole).toString().contains(QStringLiteral("downsample is avg_pool but has no effect")));
        QVERIFY(!page.problems()->isVisible());
        QVERIFY(model.setData(model.index(1, model.columnOf("stride")), QStringLiteral("2"), Qt::EditRole));
        QVERIFY(!cell.data(Qt::ToolTipRole).toString().contains(QStringLiteral("has no effect")));
    }

    void aProblemIsShownInItsCellAndBelowTheTable() {
        Table page(written());
        auto& model = *page.table.model();
        const QModelIndex cell = model.index(2, model.columnOf("groups"));
        QVERIFY(!page.problems()->isVisible());
        QVERIFY(model.setData(cell, QStringLiteral("3"), Qt::EditRole));
        QVERIFY(page.problems()->isVisible());
        QVERIFY2(page.problems()->text().contains(QStringLiteral("groups is 3")), qPrintable(page.problems()->text()));
        QVERIFY(cell.data(Qt::ToolTipRole).toString().contains(QStringLiteral("groups is 3")));
        QVERIFY(cell.data(Qt::BackgroundRole).isValid());
        QVERIFY(!model.index(1, cell.column()).data(Qt::BackgroundRole).isValid());
        page.select(1);
        Q_EMIT page.problems()->linkActivated(QStringLiteral("2:%1").arg(cell.column()));
        QCOMPARE(page.table.view()->currentIndex(), cell);
        QVERIFY(model.setData(cell, QStringLiteral("4"), Qt::EditRole));
        QVERIFY(!page.problems()->isVisible());
    }

    void aTextThatIsNotAcceptedKeepsTheValue() {
        Table page(written());
        auto& model = *page.table.model();
        const QModelIndex cell = model.index(1, model.columnOf("kernel"));
        QVERIFY(!model.setData(cell, QStringLiteral("wide"), Qt::EditRole));
        QVERIFY(page.edits.empty());
        QVERIFY2(page.problems()->text().contains(QStringLiteral("\"wide\" is not accepted").toHtmlEscaped()),
                 qPrintable(page.problems()->text()));
        QVERIFY(model.setData(cell, QStringLiteral("5, 1x7"), Qt::EditRole));
        QCOMPARE(model.config().model.stages[0].kernel, (std::vector<spec::KernelSize>{{5, 5}, {1, 7}}));
        QVERIFY(!page.problems()->isVisible());
        QCOMPARE(cell.data().toString(), QStringLiteral("5, 1x7"));
    }

    void theStagesOfARunAreReadOnly() {
        Table page(written());
        page.table.setEditable(false);
        page.select(1);
        for (const auto key : {Qt::Key_Insert, Qt::Key_Delete})
            page.press(key);
        page.press(Qt::Key_D, Qt::ControlModifier);
        page.press(Qt::Key_F2);
        QVERIFY(page.edits.empty());
        QVERIFY(!page.editor());
        page.press(Qt::Key_C, Qt::ControlModifier);  // can be copied
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("- {")));
    }
};

QTEST_MAIN(TestStageTable)
#include "tst_stagetable.moc"
