// The selection panel of the Design page: settings of stem, stages and head, and facts of what is selected.
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QtTest>

#include "model/spec/NetworkPlan.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/Format.h"
#include "widgets/common/Theme.h"
#include "widgets/design/DesignView.h"
#include "widgets/design/NetworkDiagram.h"
#include "widgets/design/PartProperties.h"
#include "widgets/design/SelectionFacts.h"
#include "widgets/design/SelectionPanel.h"
#include "widgets/design/StageEdits.h"
#include "widgets/design/StageTable.h"
#include "widgets/design/StageTableView.h"

using namespace isonet;
using namespace isonet::widgets;

namespace {

config::RunConfig writtenOut() {
    return expandedConfig(sweeps::defaultPreset().config);
}

NetworkPart stagePart(int index) {
    return {NetworkPart::Kind::Stage, index};
}

struct Properties {
    PartProperties widget;
    config::RunConfig config = writtenOut();
    int edits = 0;

    explicit Properties(const std::vector<NetworkPart>& parts) {
        QObject::connect(&widget, &PartProperties::edited, &widget, [this, parts](const config::RunConfig& edited) {
            config = edited;
            ++edits;
            widget.show(config, parts);
        });
        widget.show(config, parts);
        widget.resize(320, 700);
        widget.QWidget::show();
    }
    template <typename T>
    T* editor(const char* key) {
        return widget.findChild<T*>(QStringLiteral("part.") + QLatin1String(key));
    }
    void choose(const char* key, const QString& value) {
        auto* combo = editor<QComboBox>(key);
        combo->setCurrentIndex(combo->findData(value));
        Q_EMIT combo->activated(combo->currentIndex());
    }
    QString message() {
        QStringList shown;
        for (const auto* label : widget.findChildren<QLabel*>(QStringLiteral("fieldMessage")))
            if (label->isVisible())
                shown << label->text();
        return shown.join(QLatin1Char('\n'));
    }
};

}  // namespace

class TestPartProperties : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void aStageFollowsTheNetworkUntilItHasItsOwnSetting() {
        Properties page({stagePart(1)});
        auto* activation = page.editor<QComboBox>("activation");
        QVERIFY2(activation->currentText().contains(QStringLiteral("SReLU")), qPrintable(activation->currentText()));
        QCOMPARE(activation->currentData().toString(), QString());
        page.choose("activation", QStringLiteral("relu"));
        QCOMPARE(page.config.model.stages[1].activation, std::optional(spec::Activation::ReLU));
        page.choose("activation", QString());
        QVERIFY(!page.config.model.stages[1].activation);
        page.choose("shortcut", QStringLiteral("true"));
        QCOMPARE(page.config.model.stages[1].shortcut, std::optional(true));
        QCOMPARE(page.edits, 3);
        QVERIFY(!page.config.model.stages[0].shortcut);
    }

    void severalStagesAreEditedTogether() {
        Properties page({stagePart(0), stagePart(1), stagePart(2)});
        auto* channels = page.editor<QSpinBox>("channels");
        QCOMPARE(channels->text(), QStringLiteral("mixed"));
        channels->setValue(24);
        for (const auto& stage : page.config.model.stages)
            QCOMPARE(stage.channels, 24);
        QCOMPARE(channels->text(), QStringLiteral("24"));
        QCOMPARE(page.edits, 1);
    }

    void problemsAreShownUnderTheField() {
        Properties page({stagePart(2)});
        page.editor<QSpinBox>("groups")->setValue(3);
        QTRY_VERIFY2(page.message().contains(QStringLiteral("Groups is 3")), qPrintable(page.message()));
        page.editor<QSpinBox>("groups")->setValue(4);
        QCOMPARE(page.message(), QString());
        auto* kernel = page.editor<QLineEdit>("kernel");
        kernel->setFocus();
        QTest::keyClicks(kernel, QStringLiteral("5,"));  // a list is being typed
        QCOMPARE(kernel->text(), QStringLiteral("5,"));
        QTest::keyClicks(kernel, QStringLiteral("1x7"));
        QCOMPARE(page.config.model.stages[2].kernel, (std::vector<spec::KernelSize>{{5, 5}, {1, 7}}));
        QTest::keyClicks(kernel, QStringLiteral("y"));
        QVERIFY2(page.message().contains(QStringLiteral("is not accepted")), qPrintable(page.message()));
        QCOMPARE(page.config.model.stages[2].kernel.size(), std::size_t(2));
    }

    // A setting without effect is named, and can be removed; the network stays valid.
    void unusedSettingsAreShownUnderTheField() {
        Properties page({stagePart(2)});
        page.choose("block", QStringLiteral("bottleneck"));
        auto* ratio = page.editor<QLineEdit>("bottleneck_ratio");
        ratio->setFocus();
        ratio->selectAll();
        QTest::keyClicks(ratio, QStringLiteral("2"));
        QCOMPARE(page.message(), QString());
        page.choose("block", QStringLiteral("basic"));
        QCOMPARE(page.config.model.stages[2].block, spec::BlockKind::Basic);
        QVERIFY(spec::validate(page.config.model).empty());
        QTRY_VERIFY2(page.message().contains(QStringLiteral("bottleneck_ratio is 2 but has no effect")),
                     qPrintable(page.message()));
        page.choose("downsample", QStringLiteral("avg_pool"));
        QVERIFY2(!page.message().contains(QStringLiteral("downsample is")), qPrintable(page.message()));
        page.editor<QSpinBox>("stride")->setValue(1);
        QVERIFY2(page.message().contains(QStringLiteral("downsample is avg_pool but has no effect")),
                 qPrintable(page.message()));
        page.choose("downsample", QStringLiteral("stride"));
        ratio->selectAll();
        QTest::keyClicks(ratio, QStringLiteral("4"));
        QCOMPARE(page.message(), QString());
    }

    // Whatever was set for one kind of block, each other kind can be made valid by the editors.
    void kindsOfBlocksCanBeChanged() {
        Properties page({stagePart(1)});
        page.choose("block", QStringLiteral("bottleneck"));
        QTest::keyClicks(page.editor<QLineEdit>("kernel"), QStringLiteral("1, 5, 1"));
        page.choose("downsample_at", QStringLiteral("c"));
        page.editor<QSpinBox>("groups")->setValue(8);
        QVERIFY2(page.message().isEmpty(), qPrintable(page.message()));
        page.choose("block", QStringLiteral("depthwise_separable"));
        QVERIFY(!spec::validate(page.config.model).empty());
        page.editor<QSpinBox>("groups")->setValue(1);
        auto* kernel = page.editor<QLineEdit>("kernel");
        kernel->setFocus();
        kernel->selectAll();
        QTest::keyClick(kernel, Qt::Key_Delete);
        page.choose("downsample_at", QString());
        QVERIFY2(page.message().isEmpty(), qPrintable(page.message()));
        QVERIFY(spec::validate(page.config.model).empty());
    }

    void standardizationFollowsTheNetwork() {
        Properties page({stagePart(1)});
        page.config.model.weightStandardization = true;
        page.widget.show(page.config, {stagePart(1)});
        auto* combo = page.editor<QComboBox>("weight_standardization");
        QCOMPARE(combo->currentText(), QStringLiteral("yes (network)"));
        page.choose("weight_standardization", QStringLiteral("false"));
        QCOMPARE(page.config.model.stages[1].weightStandardization, std::optional(false));
        QVERIFY(!spec::plan(page.config.model).convolutions[7].standardized);  // s2.b1.f.a
        page.choose("weight_standardization", QString());
        QVERIFY(!page.config.model.stages[1].weightStandardization);
        Properties stem({{NetworkPart::Kind::Stem, 0}});
        QCOMPARE(stem.editor<QComboBox>("normalization")->currentText(), QStringLiteral("None (network)"));
        stem.choose("normalization", QStringLiteral("group"));
        stem.choose("weight_standardization", QStringLiteral("true"));
        const auto layer = spec::plan(stem.config.model).convolutions.front();
        QVERIFY(layer.standardized && layer.normalization == spec::Normalization::Group);
    }

    void stemAndHeadHaveTheirSettings() {
        Properties stem({{NetworkPart::Kind::Stem, 0}});
        stem.choose("pool", QStringLiteral("average"));
        QCOMPARE(stem.config.model.stem->pool, spec::StemPooling::Average);
        stem.choose("activation", QStringLiteral("none"));
        QVERIFY(!stem.config.model.stem->activated);
        Properties head({{NetworkPart::Kind::Head, 0}});
        QTest::keyClicks(head.editor<QLineEdit>("hidden"), QStringLiteral("256, 128"));
        QCOMPARE(head.config.model.head.hidden, (std::vector<int>{256, 128}));
        head.choose("pool", QStringLiteral("max"));
        QCOMPARE(head.config.model.head.pool, spec::HeadPooling::Max);
    }

    void theHeadOfAShorthandCanBeEdited() {
        Properties page({{NetworkPart::Kind::Head, 0}});
        page.config = sweeps::defaultPreset().config;
        page.widget.show(page.config, {{NetworkPart::Kind::Head, 0}});
        page.choose("pool", QStringLiteral("max"));
        QCOMPARE(page.config.model.head.pool, spec::HeadPooling::Max);
        QVERIFY(page.config.model.stages.empty());
        page.widget.show(page.config, {stagePart(0)});
        QVERIFY(!page.editor<QSpinBox>("channels")->isEnabled());
    }

    void factsAreThoseOfThePlan() {
        const auto config = writtenOut();
        const auto plan = spec::plan(config.model, config.penalty);
        const SelectionFacts facts(config.model, plan);
        const QString stage = facts.text(QStringLiteral("s2"), {});
        QVERIFY2(stage.contains(formatCount(plan.stages[2].parameters)), qPrintable(stage));
        QVERIFY2(stage.contains(QStringLiteral("16 × 32 × 32 → 32 × 16 × 16")), qPrintable(stage));
        QVERIFY2(stage.contains(QStringLiteral("Receptive field")), qPrintable(stage));
        const QString block = facts.text(QStringLiteral("s1.b1"), {});
        QVERIFY2(block.contains(QStringLiteral("7 × 7 pixels, step 1")), qPrintable(block));
        QVERIFY2(block.contains(formatBytes(double(plan.blocks[0].keptBytes))), qPrintable(block));
        std::int64_t parameters = 0;
        for (const auto& each : plan.blocks)
            parameters += each.stage == 2 ? each.parameters : 0;
        QCOMPARE(parameters, plan.stages[2].parameters);
        const std::vector<LayerRow> rows{
            {"s1.b1.f.a", {16, 16, 3, 3}, 1, 1, 32, 32, true, 0.25, 0.06, 0.2, 0.9, 1, 1.1},
            {"s1.b1.f.b", {16, 16, 3, 3}, 1, 1, 32, 32, true, 0.75, 0.06, 0.2, 0.5, 1, 1.2}};
        const QString measured = facts.text(QStringLiteral("s1.b1"), rows);
        QVERIFY2(measured.contains(QStringLiteral("d 0.25 to 0.75, σ 0.5 to 1.2")), qPrintable(measured));
        for (const char* name : {"stem", "head", "head.fc", "stem.conv", "s1.b1.f.a_relu", "s1.b1.relu"})
            QVERIFY2(!facts.text(QLatin1String(name), {}).isEmpty(), name);
        QVERIFY(facts.text(QStringLiteral("s9"), {}).isEmpty());
    }

    void tableDiagramAndPropertiesSelectTogether() {
        DesignView view({});
        view.setConfig(writtenOut(), {});
        view.resize(1000, 800);
        view.show();
        view.stages()->view()->selectRow(2);
        QVERIFY2(view.selection()->facts().contains(QStringLiteral("<b>s2</b>")),
                 qPrintable(view.selection()->facts()));
        QTRY_VERIFY(view.findChild<QWidget*>(QStringLiteral("part.channels"))->isVisible());
        view.diagram()->choose(QStringLiteral("s3.b1.f.a"));
        QVERIFY(view.selection()->facts().contains(QStringLiteral("<b>s3.b1.f.a</b>")));
        QVERIFY(!view.selection()->facts().contains(QStringLiteral("'inspect'")));
        view.setInspectable(true);
        QVERIFY(view.selection()->facts().contains(QStringLiteral("'inspect'")));
        QSignalSpy inspected(&view, &DesignView::inspectRequested);
        auto* facts = view.findChild<QLabel*>(QStringLiteral("designLayer"));
        Q_EMIT facts->linkActivated(QStringLiteral("inspect"));
        QCOMPARE(inspected.takeFirst().first().toString(), QStringLiteral("s3.b1.f.a"));
        QCOMPARE(view.stages()->selectedParts(), std::vector<NetworkPart>{stagePart(2)});
        QSignalSpy edited(&view, &DesignView::edited);
        view.findChild<QSpinBox*>(QStringLiteral("part.channels"))->setValue(80);
        QCOMPARE(edited.count(), 1);
        QCOMPARE(edited.first().first().value<config::RunConfig>().model.stages[2].channels, 80);
        view.stages()->view()->selectAll();
        QVERIFY(view.selection()->facts().contains(QStringLiteral("5 selected")));
    }
};

QTEST_MAIN(TestPartProperties)
#include "tst_partproperties.moc"
