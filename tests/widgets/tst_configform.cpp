// The configuration form as a user sees it: editing, error messages and the network summary.
#include <QCheckBox>
#include <QLabel>
#include <QSignalSpy>
#include <QSpinBox>
#include <QtTest>

#include "FormFields.h"
#include "model/spec/NetworkPlan.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/Validation.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/Format.h"
#include "widgets/common/Theme.h"
#include "widgets/form/NetworkKind.h"
#include "widgets/form/NetworkSummary.h"

using namespace isonet;
using namespace isonet::widgets;
using namespace isonet::test;

class TestConfigForm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void scheduleFollowsTheEpochs() {
        ConfigForm form;
        form.resize(384, 800);
        form.show();
        config::RunConfig config = sweeps::defaultPreset().config;
        config.schedule.kind = config::ScheduleKind::Step;
        config.schedule.milestones = {30, 60, 90};
        config.schedule.warmupEpochs = 5;
        config.run.epochs = 100;
        form.setConfig(config);
        auto* epochs = qobject_cast<QSpinBox*>(editor(form, "run.epochs"));
        for (const int typed : {1, 7, 33, 1, 10}) {  // as digits are typed and removed
            epochs->setValue(typed);
            QVERIFY2(form.isValid(), qPrintable(form.problemSummary()));
        }
        QCOMPARE(form.config().schedule.milestones, (std::vector<double>{3, 6, 9}));
        QCOMPARE(form.config().schedule.warmupEpochs, 0.5);
        QCOMPARE(line(form, "schedule.milestones")->text(), QStringLiteral("3, 6, 9"));
        const QString note = messageUnder(form, "schedule.milestones");
        QVERIFY2(note.contains(QStringLiteral("30, 60, 90 of 100")), qPrintable(note));
        epochs->setValue(100);
        QCOMPARE(form.config(), config);
        QVERIFY(messageUnder(form, "schedule.milestones").isEmpty());
        // What was typed stays as typed.
        type(line(form, "schedule.milestones"), QStringLiteral("10, 20"));
        epochs->setValue(50);
        QCOMPARE(form.config().schedule.milestones, (std::vector<double>{10, 20}));
        QCOMPARE(form.config().schedule.warmupEpochs, 2.5);
    }

    void everyPresetRoundTrips() {
        ConfigForm form;
        for (const auto& preset : sweeps::presets()) {
            form.setConfig(preset.config);
            QVERIFY(form.config() == preset.config);
            // Each editor reads back what it shows.
            for (auto* edit : form.findChildren<QLineEdit*>())
                if (edit->isEnabled() && !qobject_cast<QAbstractSpinBox*>(edit->parentWidget()))
                    Q_EMIT edit->textEdited(edit->text());
            for (auto* box : form.findChildren<QComboBox*>())
                if (box->isEnabled())
                    Q_EMIT box->activated(box->currentIndex());
            const auto before = config::flatten(preset.config), after = config::flatten(form.config());
            for (std::size_t i = 0; i < before.size(); ++i)
                QVERIFY2(before[i] == after[i], (preset.name + ": " + before[i].first + " " + before[i].second +
                                                 " changed to " + after[i].second)
                                                    .c_str());
        }
    }

    void acceptsScientificNotation_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("value");
        QTest::newRow("plain") << "0.05" << 0.05;
        QTest::newRow("exponent") << "5e-2" << 0.05;
        QTest::newRow("capital") << "1E-3" << 1e-3;
        QTest::newRow("comma") << "0,25" << 0.25;
        QTest::newRow("spaces") << " 2e-2 " << 0.02;
    }
    void acceptsScientificNotation() {
        QFETCH(QString, text);
        QFETCH(double, value);
        ConfigForm form;
        form.show();
        type(line(form, "optimizer.learning_rate"), text);
        QCOMPARE(form.config().optimizer.learningRate, value);
        type(line(form, "penalty.coefficient"), text);
        QCOMPARE(form.config().penalty.coefficient, value);
        QVERIFY(form.isValid());
    }

    void fieldsOfTheOtherOptimizersAreHidden() {
        ConfigForm form;
        form.resize(380, 3000);
        form.show();
        QVERIFY(QTest::qWaitForWindowExposed(&form));
        const auto shown = [&](const char* key) { return line(form, key)->isVisibleTo(&form); };
        QVERIFY(shown("optimizer.momentum") && !shown("optimizer.adam_beta1") && shown("optimizer.average_decay"));
        auto config = form.config();
        config.optimizer.kind = config::OptimizerKind::AdamW;
        form.setConfig(config);
        QTRY_VERIFY(!shown("optimizer.momentum") && shown("optimizer.adam_beta1"));
        QVERIFY(form.config() == config);
    }

    void labelKeyIsTyped() {
        ConfigForm form;
        config::RunConfig config = sweeps::defaultPreset().config;
        config.data.dataset = "folder";
        config.data.root = "/data/shards";
        form.setConfig(config);
        auto* key = line(form, "data.label_key");
        QVERIFY(key->isEnabled());
        type(key, QStringLiteral("target"));
        QCOMPARE(form.config().data.labelKey, std::string("target"));
        type(key, QString());
        QCOMPARE(form.config().data.labelKey, std::string("label"));
    }

    void layerRatesAreTypedAsAList() {
        ConfigForm form;
        form.resize(380, 3000);
        form.show();
        QVERIFY(QTest::qWaitForWindowExposed(&form));
        auto* rates = line(form, "optimizer.layer_rates");
        type(rates, QStringLiteral("stem: 0.1, s1: 0.5"));
        QVERIFY(form.isValid());
        QCOMPARE(form.config().optimizer.layerRates, (std::vector<config::LayerRate>{{"stem", 0.1}, {"s1", 0.5}}));
        type(rates, QStringLiteral("stem: fast"));
        QVERIFY(!form.isValid());
        QTest::qWait(20);
        QVERIFY2(messageUnder(form, "optimizer.layer_rates").contains(QStringLiteral("'fast'")),
                 qPrintable(messageUnder(form, "optimizer.layer_rates")));
        type(rates, QString());
        type(line(form, "model.frozen"), QStringLiteral("stem, s9"));
        QVERIFY(!form.isValid());
        QTest::qWait(20);
        QVERIFY2(messageUnder(form, "model.frozen").contains(QStringLiteral("stem, s1, s2, s3, head")),
                 qPrintable(messageUnder(form, "model.frozen")));
    }

    void unitsFollowTheNumber() {
        ConfigForm form;
        config::RunConfig config;
        config.run.batchSize = 1;
        form.setConfig(config);
        auto* batch = line(form, "run.batch_size");
        QCOMPARE(batch->text(), QString("1 image"));
        batch->selectAll();
        QTest::keyClicks(batch, "12");
        QCOMPARE(batch->text(), QString("12 images"));
        QCOMPARE(form.config().run.batchSize, 12);
    }

    void unreadableNumberIsReportedUnderItsField() {
        ConfigForm form;
        form.resize(380, 3000);
        form.show();
        QVERIFY(QTest::qWaitForWindowExposed(&form));
        const double before = form.config().optimizer.learningRate;
        type(line(form, "optimizer.learning_rate"), QStringLiteral("fast"));
        QVERIFY(!form.isValid());
        QCOMPARE(form.config().optimizer.learningRate, before);  // keeps the last readable value
        QTest::qWait(20);
        QVERIFY2(messageUnder(form, "optimizer.learning_rate").contains(QStringLiteral("\"fast\"")),
                 qPrintable(messageUnder(form, "optimizer.learning_rate")));
        QVERIFY(form.problemSummary().startsWith(QStringLiteral("Learning rate")));
        type(line(form, "optimizer.learning_rate"), QStringLiteral("0.01"));
        QVERIFY(form.isValid());
        QTest::qWait(20);
        QVERIFY(messageUnder(form, "optimizer.learning_rate").isEmpty());
    }

    void invalidDepthIsReportedWhileTyping() {
        ConfigForm form;
        form.resize(380, 3000);
        form.show();
        QVERIFY(QTest::qWaitForWindowExposed(&form));
        type(combo(form, "model.depth")->lineEdit(), QStringLiteral("21"));
        QVERIFY(!form.isValid());
        QTest::qWait(20);
        const QString message = messageUnder(form, "model.depth");
        QVERIFY2(message.contains(QStringLiteral("21")) && message.contains(QStringLiteral("6n + 2")),
                 qPrintable(message));
        type(combo(form, "model.depth")->lineEdit(), QStringLiteral("26"));
        QVERIFY(form.isValid());
        QCOMPARE(form.config().model.depth, 26);
    }

    void networkKindSetsTheSwitches() {
        ConfigForm form;
        form.setConfig(sweeps::defaultPreset().config);
        choose(combo(form, "network"), QStringLiteral("R-ISONet"));
        QVERIFY(form.config().model.shortcut);
        QVERIFY(form.config().model.multiplier == spec::ResidualMultiplier::Scalar);
        QCOMPARE(form.config().model.multiplierStart, 0.0);
        choose(combo(form, "network"), QStringLiteral("ResNet"));
        QVERIFY(form.config().model.normalization == spec::Normalization::Batch);
        QVERIFY(form.config().model.activation == spec::Activation::ReLU);
        QVERIFY(form.config().penalty.kind == spec::PenaltyKind::None);
        choose(combo(form, "network"), QStringLiteral("ISONet"));
        QVERIFY(form.config().model == sweeps::defaultPreset().config.model);
        QVERIFY(form.config().penalty == sweeps::defaultPreset().config.penalty);
        choose(combo(form, "model.activation"), QStringLiteral("ReLU"));
        QCOMPARE(combo(form, "network")->currentText(), QStringLiteral("Custom"));
    }

    void everyKindIsValidAndRecognized() {
        for (int i = 0; i < int(NetworkKind::Custom); ++i) {
            auto config = sweeps::defaultPreset().config;
            applyNetworkKind(static_cast<NetworkKind>(i), config);
            QCOMPARE(int(networkKindOf(config)), i);
            const auto problems = config::validate(config);
            QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().message.c_str());
        }
    }

    void unusedFieldsAreDisabledWithTheReason() {
        ConfigForm form;
        form.setConfig(sweeps::defaultPreset().config);
        auto* multiplier = editor(form, "model.multiplier");
        QVERIFY(!multiplier->isEnabled());
        QVERIFY(multiplier->toolTip().contains(QStringLiteral("no shortcut")));
        QVERIFY(editor(form, "model.offset")->isEnabled());
        choose(combo(form, "model.activation"), QStringLiteral("ReLU"));
        QVERIFY(!editor(form, "model.offset")->isEnabled());
        QVERIFY(editor(form, "model.offset")->toolTip().contains(QStringLiteral("only SReLU")));
        auto* labelKey = line(form, "data.label_key");
        QVERIFY(!labelKey->isEnabled() && labelKey->toolTip().contains(QStringLiteral("only tar files")));
        auto* shortcut = qobject_cast<QCheckBox*>(editor(form, "model.shortcut"));
        shortcut->click();
        QVERIFY(multiplier->isEnabled());
        choose(combo(form, "model.multiplier"), QStringLiteral("One per block"));
        shortcut->click();  // also resets the multiplier, so that no problem is left in a disabled field
        QVERIFY(form.config().model.multiplier == spec::ResidualMultiplier::None);
        QVERIFY(form.isValid());
    }

    void everyFieldHasATooltip() {
        ConfigForm form;
        int fields = 0;
        for (auto* widget : form.findChildren<QWidget*>()) {
            const QString key = widget->objectName();
            if (!key.contains(QLatin1Char('.')))
                continue;
            ++fields;
            QVERIFY2(widget->toolTip().size() > 40, qPrintable(key));
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(key));
        }
        QVERIFY(fields >= 35);
    }

    void milestonesAcceptAListOrNothing() {
        ConfigForm form;
        choose(combo(form, "schedule.kind"), QStringLiteral("Steps"));
        qobject_cast<QSpinBox*>(editor(form, "run.epochs"))->setValue(10);
        auto* edit = line(form, "schedule.milestones");
        QCOMPARE(edit->placeholderText(), QStringLiteral("3, 6, 9"));
        type(edit, QStringLiteral("2, 4.5"));
        QCOMPARE(form.config().schedule.milestones, (std::vector<double>{2, 4.5}));
        type(edit, QStringLiteral("2, soon"));
        QVERIFY(!form.isValid());
    }

    void numberListsAcceptOnePerChannelOrNothing() {
        ConfigForm form;
        auto* edit = line(form, "data.mean");
        type(edit, QStringLiteral("0.485 0.456, 0.406"));
        QCOMPARE(form.config().data.mean, (std::vector<double>{0.485, 0.456, 0.406}));
        type(edit, QStringLiteral("gray"));
        QVERIFY2(form.problemSummary().contains(QStringLiteral("gray")), qPrintable(form.problemSummary()));
        type(edit, QString());
        QVERIFY(form.config().data.mean.empty() && form.isValid());
    }

    void readOnlyFormDisablesEveryField() {
        ConfigForm form;
        form.setReadOnly(true);
        for (auto* widget : form.findChildren<QWidget*>())
            if (widget->objectName().contains(QLatin1Char('.')))
                QVERIFY2(!widget->isEnabled(), qPrintable(widget->objectName()));
        form.setReadOnly(false);
        QVERIFY(editor(form, "run.epochs")->isEnabled());
    }

    void unavailableDeviceIsKept() {
        ConfigForm form;
        auto config = sweeps::defaultPreset().config;
        config.run.device = "cuda:3";
        form.setConfig(config);
        form.setDevices({{QStringLiteral("cpu"), QStringLiteral("CPU")}});
        QCOMPARE(QString::fromStdString(form.config().run.device), QStringLiteral("cuda:3"));
        QVERIFY(combo(form, "run.device")->currentText().contains(QStringLiteral("not available")));
        choose(combo(form, "run.device"), QStringLiteral("CPU"));
        QCOMPARE(QString::fromStdString(form.config().run.device), QStringLiteral("cpu"));
    }

    void everyEditEmitsOneChange() {
        ConfigForm form;
        QSignalSpy spy(&form, &ConfigForm::configChanged);
        qobject_cast<QSpinBox*>(editor(form, "run.epochs"))->setValue(33);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(form.config().run.epochs, 33);
    }

    void summaryShowsTheNetworkPlan() {
        NetworkSummary summary;
        auto config = sweeps::defaultPreset().config;
        const auto shown = [&] {
            summary.setConfig(config);
            QStringList texts;
            for (auto* label : summary.findChildren<QLabel*>())
                texts << label->text();
            return texts.join(QLatin1Char('|'));
        };
        for (const int depth : {8, 20, 56}) {
            config.model.depth = depth;
            const auto plan = spec::plan(config.model, config.penalty);
            const QString text = shown();
            QVERIFY2(text.contains(formatCount(plan.parameters)), qPrintable(text));
            for (const auto& stage : plan.stages) {
                const QString shape = stage.out.height == 1 ? QString::number(stage.out.channels)
                                                            : QStringLiteral("%1 × %2 × %3")
                                                                  .arg(stage.out.channels)
                                                                  .arg(stage.out.height)
                                                                  .arg(stage.out.width);
                QVERIFY2(text.contains(shape), qPrintable(shape));
            }
        }
        config.model.depth = 21;
        QVERIFY(shown().contains(QStringLiteral("Invalid network")));
    }

    void numbersAreFormattedCompactly() {
        QCOMPARE(formatNumber(1e-4), QStringLiteral("1e-4"));
        QCOMPARE(formatNumber(0.02), QStringLiteral("0.02"));
        QCOMPARE(formatNumber(1e-5), QStringLiteral("1e-5"));
        QCOMPARE(formatNumber(-1), QStringLiteral("-1"));
        QCOMPARE(formatCount(272474), QStringLiteral("272,474"));
        QCOMPARE(formatScaled(81.6e6), QStringLiteral("81.6 M"));
        QCOMPARE(formatScaled(999.7e3), QStringLiteral("1.00 M"));
        QCOMPARE(formatDuration(200), QStringLiteral("3 min 20 s"));
        QCOMPARE(formatDuration(-1), QStringLiteral("–"));
    }
};

QTEST_MAIN(TestConfigForm)
#include "tst_configform.moc"
