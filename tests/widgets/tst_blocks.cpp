// Block overrides: edits, the controls of the Design page, and the form field.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/Theme.h"
#include "widgets/design/BlockEdits.h"
#include "widgets/design/BlockSettings.h"
#include "widgets/design/DesignView.h"
#include "widgets/design/NetworkDiagram.h"
#include "widgets/form/ConfigForm.h"

using namespace isonet;
using namespace isonet::widgets;
using spec::Activation;
using spec::BlockOverride;
using spec::Initialization;
using Blocks = std::vector<BlockOverride>;

namespace {

BlockOverride activation(const std::string& layers, Activation kind) {
    return {layers, kind, {}, {}, {}};
}

void choose(QComboBox* box, int index) {
    box->setCurrentIndex(index);
    Q_EMIT box->activated(index);
}

// The Design page connected to a form, as in the main window.
struct Page {
    ConfigForm form;
    DesignView view{{}};

    Page() {
        QObject::connect(&form, &ConfigForm::configChanged, &view, [this] { view.setConfig(form.config(), {}); });
        QObject::connect(&view, &DesignView::edited, &form, [this](const auto& config) { form.setConfig(config); });
        view.setConfig(form.config(), {});
        view.resize(1000, 800);
        view.show();
    }
    template <typename T>
    T* control(const char* name) {
        return view.findChild<T*>(QLatin1String(name));
    }
    const spec::ModelSpec& model() const { return form.config().model; }
};

}  // namespace

class TestBlocks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void aChangeUsesTheFewestEntries() {
        spec::ModelSpec model;
        model.blocks = withChange(model, activation("s2.b1", Activation::ReLU));
        QCOMPARE(model.blocks, (Blocks{activation("s2.b1", Activation::ReLU)}));
        // Another setting joins the entry; a new value replaces the old one.
        model.blocks = withChange(model, {"s2.b1", {}, {}, {}, Initialization::Kaiming});
        model.blocks = withChange(model, activation("s2.b1", Activation::ELU));
        QCOMPARE(model.blocks, (Blocks{{"s2.b1", Activation::ELU, {}, {}, Initialization::Kaiming}}));
        // A change of the stage removes the value from its blocks.
        model.blocks = withChange(model, activation("s2", Activation::ReLU));
        QCOMPARE(model.blocks,
                 (Blocks{{"s2.b1", {}, {}, {}, Initialization::Kaiming}, activation("s2", Activation::ReLU)}));
        // The network setting needs an entry only inside a stage that overrides it.
        model.blocks = withChange(model, activation("s2.b2", Activation::SReLU));
        QCOMPARE(model.blocks.back(), activation("s2.b2", Activation::SReLU));
        QVERIFY(withChange(spec::ModelSpec(), activation("s2.b2", Activation::SReLU)).empty());
        QVERIFY2(spec::validate(model).empty(),
                 spec::validate(model).empty() ? "" : spec::validate(model)[0].message.c_str());
    }

    void aBlockWithoutSReLULosesItsOffset() {
        spec::ModelSpec model;
        model.blocks = withChange(model, {"s1.b1", {}, -0.5, false, {}});
        model.blocks = withChange(model, activation("s1.b1", Activation::ReLU));
        QCOMPARE(model.blocks, (Blocks{activation("s1.b1", Activation::ReLU)}));
        QVERIFY(spec::validate(model).empty());
    }

    void layersResetToTheNetworkSettings() {
        spec::ModelSpec model;
        model.blocks = {{"s2.*", Activation::ReLU, {}, {}, Initialization::Xavier},
                        activation("s3.b1", Activation::ELU)};
        spec::ModelSpec back = model;
        back.blocks = withoutChanges(model, "s2");
        QCOMPARE(back.blocks, (Blocks{activation("s3.b1", Activation::ELU)}));
        back.blocks = withoutChanges(model, "s2.b2");
        QVERIFY(spec::validate(back).empty());
        QCOMPARE(spec::plan(back).changed, (std::vector<std::string>{"s2.b1", "s2.b3", "s3.b1"}));
        back.blocks = withoutChanges(model, "s2.b2.f.b");  // a convolution without an activation
        QVERIFY(spec::validate(back).empty());
        for (const auto& layer : spec::plan(back).convolutions)
            if (layer.stage == 2)
                QCOMPARE(layer.initialization,
                         layer.name == "s2.b2.f.b" ? Initialization::Delta : Initialization::Xavier);
    }

    void layersAreExcludedFromThePenaltyAndRestored() {
        const spec::ModelSpec model;
        const auto plan = spec::plan(model);
        using Names = std::vector<std::string>;
        QCOMPARE(withPenalized(plan, {}, "s2.b1", false), Names{"s2.b1"});
        QCOMPARE(withPenalized(plan, {"s2.b1.f.a"}, "s2.b1", false), Names{"s2.b1"});
        QCOMPARE(withPenalized(plan, {"s2"}, "s2.b1", false), Names{"s2"});
        QCOMPARE(withPenalized(plan, {"s2.b1.f.a", "s3.*"}, "s2", true), Names{"s3.*"});
        // The other layers of the stage stay excluded.
        const Names rest = withPenalized(plan, {"s2.*", "s3"}, "s2.b1.f.a", true);
        QCOMPARE(rest, (Names{"s2.b1.f.b", "s2.b2", "s2.b3", "s3"}));
        spec::PenaltySpec penalty;
        penalty.exclude = rest;
        QVERIFY(spec::validate(penalty, model).empty());
    }

    void aBlockIsEditedOnTheDesignPage() {
        Page page;
        QVERIFY(!page.control<BlockSettings>("blockSettings")->isVisible());
        page.view.diagram()->choose(QStringLiteral("s2.b1.f.a"));
        QVERIFY(page.control<BlockSettings>("blockSettings")->isVisible());
        auto* scope = page.control<QComboBox>("blockScope");
        QCOMPARE(scope->count(), 3);
        QCOMPARE(scope->currentText(), QStringLiteral("block s2.b1"));
        auto* back = page.control<QPushButton>("blockBack");
        QVERIFY(!back->isEnabled());
        choose(page.control<QComboBox>("blockActivation"), int(Activation::ReLU));
        choose(page.control<QComboBox>("blockInitialization"), int(Initialization::Kaiming));
        QCOMPARE(page.model().blocks, (Blocks{{"s2.b1", Activation::ReLU, {}, {}, Initialization::Kaiming}}));
        QVERIFY(!page.control<QLineEdit>("blockOffset")->isEnabled());  // ReLU has no b
        QVERIFY(page.view.costs().contains(QStringLiteral("1 block overrides")));
        // In the stage, one block differs: no common value.
        choose(scope, 2);
        QCOMPARE(page.control<QComboBox>("blockActivation")->currentIndex(), -1);
        choose(page.control<QComboBox>("blockActivation"), int(Activation::SReLU));
        auto* offset = page.control<QLineEdit>("blockOffset");
        QVERIFY(offset->isEnabled());
        offset->selectAll();
        QTest::keyClicks(offset, QStringLiteral("-0.25"));
        QTest::keyClick(offset, Qt::Key_Return);
        for (const auto& layer : spec::plan(page.model()).activations)
            QCOMPARE(layer.offset, layer.stage == 2 ? -0.25 : -1.0);
        page.control<QCheckBox>("blockPenalized")->click();
        QCOMPARE(page.form.config().penalty.exclude, std::vector<std::string>{"s2"});
        QVERIFY(page.form.isValid());
        // Round-trips through YAML.
        QVERIFY(config::parseRunConfig(config::toYaml(page.form.config()), "x") == page.form.config());
        back->click();
        QVERIFY(page.model().blocks.empty() && page.form.config().penalty.exclude.empty());
        QVERIFY(!back->isEnabled());
    }

    void anUnreadableOffsetIsReported() {
        Page page;
        page.view.diagram()->choose(QStringLiteral("s1.b1.relu"));
        auto* offset = page.control<QLineEdit>("blockOffset");
        offset->selectAll();
        QTest::keyClicks(offset, QStringLiteral("low"));
        QTest::keyClick(offset, Qt::Key_Return);
        QVERIFY(page.control<QLabel>("blockSays")->text().contains(QStringLiteral("\"low\" is not a number")));
        QVERIFY(page.model().blocks.empty());
        QCOMPARE(offset->text(), QStringLiteral("-1"));
    }

    void changedBoxesAreMarkedInTheDiagram() {
        Page page;
        const auto marked = [&] {
            QStringList names;
            for (auto* item : page.view.diagram()->scene()->items())
                if (const auto* box = dynamic_cast<DiagramBox*>(item); box && box->differs() && !box->name().isEmpty())
                    names << box->name();
            names.sort();
            return names;
        };
        QVERIFY(marked().isEmpty());
        auto config = page.form.config();
        config.model.blocks = {activation("s1.b2", Activation::ReLU)};
        config.penalty.exclude = {"s3.b1.f.a"};
        page.form.setConfig(config);
        QCOMPARE(marked(), (QStringList{"s1.b2.f.a_relu", "s1.b2.relu", "s3.b1.f.a"}));
        config.model.blocks.clear();
        config.penalty.exclude.clear();
        config.fineTuning.frozen = {"s2.b3"};
        page.form.setConfig(config);
        QCOMPARE(marked(), (QStringList{"s2.b3.f.a", "s2.b3.f.b"}));
    }

    void theConfigurationOfARunIsReadOnly() {
        Page page;
        page.view.setEditable(false);
        page.view.diagram()->choose(QStringLiteral("s2.b1.f.a"));
        for (const char* name :
             {"blockActivation", "blockInitialization", "blockOffset", "blockPenalized", "blockBack"})
            QVERIFY2(!page.control<QWidget>(name)->isEnabled(), name);
    }

    void theFormCountsAndResetsBlockOverrides() {
        ConfigForm form;
        auto config = sweeps::defaultPreset().config;
        config.model.blocks = {activation("s1", Activation::ReLU)};
        form.setConfig(config);
        auto* field = form.findChild<QWidget*>(QStringLiteral("model.blocks"));
        QVERIFY(field);
        QCOMPARE(field->findChild<QLabel*>()->text(), QStringLiteral("3 blocks differ"));
        QSignalSpy changed(&form, &ConfigForm::configChanged);
        form.findChild<QPushButton*>(QStringLiteral("blocksClear"))->click();
        QCOMPARE(changed.count(), 1);
        QVERIFY(form.config().model.blocks.empty());
        QCOMPARE(field->findChild<QLabel*>()->text(), QStringLiteral("none"));
        config.model.blocks = {activation("s9", Activation::ReLU)};
        form.setConfig(config);
        QVERIFY(!form.isValid());
        QVERIFY(form.problemSummary().startsWith(QStringLiteral("Block overrides: ")));
    }
};

QTEST_MAIN(TestBlocks)
#include "tst_blocks.moc"
