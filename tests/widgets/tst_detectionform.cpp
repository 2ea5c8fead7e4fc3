// The configuration form for detection: which fields it shows and checks.
#include <QLabel>
#include <QtTest>

#include "FormFields.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/Theme.h"
#include "widgets/form/NetworkSummary.h"

using namespace isonet;
using namespace isonet::widgets;
using namespace isonet::test;

class TestDetectionForm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void fieldsFollowTheTask() {
        ConfigForm form;
        form.resize(384, 800);
        form.show();
        const auto shown = [&](const char* key) { return editor(form, key)->isVisibleTo(&form); };
        QVERIFY(shown("data.crop") && !shown("detection.masks") && !shown("detection.anchor_sizes"));
        const auto before = form.config();
        choose(combo(form, "task"), QStringLiteral("Detection"));
        QVERIFY(config::isDetection(form.config()));
        QCOMPARE(form.config().run.batchSize, 2);  // the paper's section 3.4
        QCOMPARE(form.config().model.channels, 3);
        QVERIFY(shown("detection.masks") && shown("detection.train_annotations") && shown("detection.anchor_sizes"));
        for (const char* key :
             {"data.crop", "data.mixup", "optimizer.label_smoothing", "model.height", "model.dropout"})
            QVERIFY2(!shown(key), key);
        // Only the data folder is missing.
        QVERIFY2(form.problemSummary().startsWith(QStringLiteral("Folder")), qPrintable(form.problemSummary()));
        choose(combo(form, "task"), QStringLiteral("Classification"));
        QCOMPARE(form.config().data.dataset, before.data.dataset);
        QVERIFY(form.isValid() && shown("data.crop") && !shown("detection.masks"));
        // Choosing a dataset also sets the task.
        choose(combo(form, "data.dataset"), QStringLiteral("COCO (detection)"));
        QVERIFY(config::isDetection(form.config()) && shown("detection.masks"));
        QCOMPARE(combo(form, "task")->currentIndex(), 1);
    }

    void detectorFieldsAreValidatedInPlace() {
        ConfigForm form;
        form.resize(384, 800);
        form.show();
        auto config = sweeps::findPreset("detect-small")->config;
        config.data.root = "/data/coco";
        form.setConfig(config);
        QVERIFY2(form.isValid(), qPrintable(form.problemSummary()));
        type(line(form, "detection.anchor_sizes"), QStringLiteral("16, 0.5"));
        QCoreApplication::processEvents();
        QVERIFY(!form.isValid());
        QVERIFY2(messageUnder(form, "detection.anchor_sizes").contains(QStringLiteral("1 to 8192")),
                 qPrintable(messageUnder(form, "detection.anchor_sizes")));
        type(line(form, "detection.anchor_sizes"), QStringLiteral("16, 32"));
        QCOMPARE(form.config().detection.detector.anchorSizes, (std::vector<double>{16, 32}));
        type(line(form, "detection.validation_images"), QStringLiteral("images"));
        QCOMPARE(form.config().detection.validationImages, std::string("images"));
        // BatchNorm can be frozen only in a network that has it.
        QVERIFY(!editor(form, "detection.frozen_normalization")->isEnabled());
        choose(combo(form, "network"), QStringLiteral("ResNet"));
        QVERIFY(editor(form, "detection.frozen_normalization")->isEnabled());
        // A classification-only field with an invalid value is shown.
        config.data.mixup = 0.2;
        form.setConfig(config);
        QVERIFY(!form.isValid() && editor(form, "data.mixup")->isVisibleTo(&form));
    }

    void everyDetectionKeyHasAField() {
        ConfigForm form;
        for (const auto& [key, value] : config::flatten(sweeps::findPreset("detect-small")->config))
            if (key.starts_with("detection."))
                QVERIFY2(form.findChild<QWidget*>(QString::fromStdString(key)), key.c_str());
    }

    void summaryIncludesDetectorBranches() {
        NetworkSummary summary;
        summary.setConfig(sweeps::findPreset("table6-r-isonet-34")->config);
        QStringList texts;
        for (const auto* label : summary.findChildren<QLabel*>())
            texts.append(label->text());
        QVERIFY(texts.contains(QStringLiteral("R-ISONet-34 detector")) && texts.contains(QStringLiteral("Branches")));
        QVERIFY(texts.contains(QStringLiteral("3 × 800 × 1333")));
        QVERIFY(texts.contains(QStringLiteral("512 × 50 × 84")));  // the last stage, dilated
        QVERIFY(!texts.contains(QStringLiteral("Classifier")));
    }
};

QTEST_MAIN(TestDetectionForm)
#include "tst_detectionform.moc"
