// The configuration form of a network that lists its stages.
#include <QPushButton>
#include <QtTest>
#include <algorithm>

#include "model/spec/Architecture.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/Theme.h"
#include "widgets/form/ConfigForm.h"
#include "widgets/form/PresetDifferences.h"

using namespace isonet;
using namespace isonet::widgets;

namespace {

bool isEnabled(ConfigForm& form, const char* key) {
    return form.findChild<QWidget*>(QLatin1String(key))->isEnabled();
}

}  // namespace

class TestWrittenStages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void aStageWithItsOwnSettingUsesTheField() {
        ConfigForm form;
        auto config = sweeps::defaultPreset().config;
        config.model = spec::expanded(config.model);
        form.setConfig(config);
        for (const char* key : {"model.multiplier", "model.fixup", "detection.frozen_normalization"})
            QVERIFY2(!isEnabled(form, key), key);
        config.model.stages[1].shortcut = true;
        config.model.stages[2].normalization = spec::Normalization::Batch;
        form.setConfig(config);
        for (const char* key : {"model.multiplier", "model.fixup", "detection.frozen_normalization"})
            QVERIFY2(isEnabled(form, key), key);
    }

    void resetRestoresAnExpandedNetwork() {
        ConfigForm form;
        auto config = sweeps::defaultPreset().config;
        config.model.family = spec::Family::ImageNet;
        config.model.depth = 50;
        const auto before = config;
        config.model = spec::expanded(config.model);
        config.model.family = spec::Family::Small;
        config.model.depth = 20;
        form.setConfig(config);
        auto* reset = form.findChild<QPushButton*>(QStringLiteral("stagesClear"));
        QVERIFY(reset);
        QVERIFY2(reset->toolTip().contains(QStringLiteral("ISONet-50")), qPrintable(reset->toolTip()));
        reset->click();
        QCOMPARE(form.config(), before);
        // Another network becomes the default one, without what only the stages had.
        config.model.stages[0].channels = 96;
        config.model.blocks = {{"s4.b1", spec::Activation::ReLU, {}, {}, {}},
                               {"s1", spec::Activation::ReLU, {}, {}, {}}};
        config.penalty.exclude = {"s4.*", "s2.b1"};
        config.run.checkpointActivations = {"s4", "s3"};
        form.setConfig(config);
        QVERIFY2(reset->toolTip().contains(QStringLiteral("ISONet-20")), qPrintable(reset->toolTip()));
        reset->click();
        QVERIFY(form.config().model.stages.empty() && !form.config().model.stem);
        QCOMPARE(form.config().model.depth, spec::ModelSpec().depth);
        QCOMPARE(form.config().model.blocks.size(), std::size_t(1));
        QCOMPARE(form.config().penalty.exclude, std::vector<std::string>{"s2.b1"});
        QCOMPARE(form.config().run.checkpointActivations, std::vector<std::string>{"s3"});
        QVERIFY2(form.isValid(), qPrintable(form.problemSummary()));
    }

    void anExpandedNetworkKeepsItsPreset() {
        const auto& presets = sweeps::presets();
        const auto preset = std::ranges::find_if(presets, [](const sweeps::Preset& each) {
            return each.config.model.depth == 50 && each.config.model.multiplier != spec::ResidualMultiplier::None;
        });
        QVERIFY(preset != presets.end());
        auto config = preset->config;
        QCOMPARE(nearestPreset(config).name, preset->name);
        config.model = spec::expanded(config.model);
        config.model.family = spec::ModelSpec().family;
        config.model.depth = spec::ModelSpec().depth;
        QCOMPARE(nearestPreset(config).name, preset->name);
        QVERIFY(differencesFrom(nearestPreset(config).config, config).empty());
        config.model.stages[0].channels = 96;
        QCOMPARE(nearestPreset(config).name, preset->name);
    }
};

QTEST_MAIN(TestWrittenStages)
#include "tst_writtenstages.moc"
