// Finding a setting in the form, and the differences of a configuration from a preset.
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTreeWidget>
#include <QtTest>

#include "training/sweeps/Presets.h"
#include "widgets/common/Theme.h"
#include "widgets/form/ConfigForm.h"
#include "widgets/form/DifferenceList.h"
#include "widgets/form/FieldSearch.h"
#include "widgets/form/PresetDifferences.h"

using namespace isonet;
using namespace isonet::widgets;

class TestFieldSearch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void fieldsAreFoundByLabelKeyAndTooltip_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("key");
        QTest::newRow("label") << "weight decay"
                               << "optimizer.weight_decay";
        QTest::newRow("part of the label") << "DECAY"
                                           << "optimizer.weight_decay";
        QTest::newRow("key") << "optimizer.momentum"
                             << "optimizer.momentum";
        QTest::newRow("old word") << "clip norm"
                                  << "optimizer.clip_norm";
        QTest::newRow("tooltip") << "crops flips"
                                 << "run.seed";
    }
    void fieldsAreFoundByLabelKeyAndTooltip() {
        QFETCH(QString, text);
        QFETCH(QString, key);
        ConfigForm form;
        form.resize(384, 600);
        form.setFoldedSections({QStringLiteral("Training"), QStringLiteral("Run")});
        form.show();
        QVERIFY(QTest::qWaitForWindowActive(&form));
        form.startSearch();
        auto* search = form.findChild<FieldSearch*>(QStringLiteral("fieldSearch"));
        QVERIFY(search->hasFocus());
        QTest::keyClicks(search, text);
        QVERIFY(search->hasFocus());
        auto* editor = form.findChild<QWidget*>(key);
        QVERIFY(editor);
        QVERIFY2(editor->isVisible(), qPrintable(search->status()));  // its section is expanded
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(editor->hasFocus() || editor->isAncestorOf(form.focusWidget()));
        QVERIFY(!editor->visibleRegion().isEmpty());
    }

    void theArrowKeysGoThroughTheMatches() {
        const QVector<FieldSearch::Entry> entries{{"a.rate", "Learning rate", "Training"},
                                                  {"b.decay", "Decay", "lowers the rate"},
                                                  {"c.rate_factor", "Factor", "Training"}};
        QCOMPARE(FieldSearch::matches(entries, "rate"), (QStringList{"a.rate", "c.rate_factor", "b.decay"}));
        QCOMPARE(FieldSearch::matches(entries, "rate learning"), QStringList{"a.rate"});
        QVERIFY(FieldSearch::matches(entries, "  ").isEmpty());
        FieldSearch search;
        search.setEntries(entries);
        QSignalSpy shown(&search, &FieldSearch::shown), chosen(&search, &FieldSearch::chosen);
        QTest::keyClicks(&search, "rate");
        QCOMPARE(search.status(), QString("1 of 3"));
        QTest::keyClick(&search, Qt::Key_Down);
        QTest::keyClick(&search, Qt::Key_Return);
        QCOMPARE(chosen.last().first().toString(), QString("c.rate_factor"));
        QTest::keyClick(&search, Qt::Key_Up);
        QTest::keyClick(&search, Qt::Key_Up);
        QCOMPARE(shown.last().first().toString(), QString("b.decay"));
        QTest::keyClicks(&search, "x");
        QCOMPARE(search.status(), QString("no match"));
        const auto count = chosen.count();
        QTest::keyClick(&search, Qt::Key_Return);
        QCOMPARE(chosen.count(), count);
        QTest::keyClick(&search, Qt::Key_Escape);
        QVERIFY(search.text().isEmpty() && shown.last().first().toString().isEmpty());
    }

    void theNearestPresetIsFound() {
        for (const char* name : {"isonet-20-fashion-mnist", "table1-g-isonet-34", "table6-r-isonet-34"}) {
            const auto* preset = sweeps::findPreset(name);
            QVERIFY2(preset, name);
            auto config = preset->config;
            QVERIFY(differencesFrom(nearestPreset(config).config, config).empty());
            config.optimizer.momentum = 0.5;
            config.run.name = "mine";
            QCOMPARE(differencesFrom(nearestPreset(config).config, config).size(), std::size_t(2));
        }
    }

    void writtenStagesAreComparedKeyByKey() {
        const auto& preset = sweeps::defaultPreset().config;
        auto config = preset;
        config.model.stem.emplace();
        config.model.stages.assign(3, {});
        const int channels[] = {16, 32, 64};
        for (std::size_t i = 0; i < 3; ++i) {
            config.model.stages[i].blocks = 3;
            config.model.stages[i].channels = channels[i];
            config.model.stages[i].stride = i > 0 ? 2 : 1;
        }
        QVERIFY2(differencesFrom(preset, config).empty(),
                 differencesFrom(preset, config).empty() ? "" : differencesFrom(preset, config)[0].key.c_str());
        config.model.stages[2].channels = 96;
        const auto all = differencesFrom(preset, config);
        QCOMPARE(all.size(), std::size_t(1));
        QCOMPARE(all[0], (config::Difference{"model.stages[2].channels", "64", "96"}));
    }

    // In a narrow sidebar, where keys that differ in the middle would be elided to the same text.
    void longKeysTakeMoreLines() {
        DifferenceList list;
        list.resize(230, 400);
        list.show();
        auto config = sweeps::defaultPreset().config;
        config.telemetry.spectrumSteps = 7;
        config.run.seed = 5;
        list.setConfig(config);
        auto* tree = list.findChild<QTreeWidget*>(QStringLiteral("differences"));
        const auto find = [&](const char* key) {
            return tree->findItems(QString::fromLatin1(key), Qt::MatchExactly).value(0);
        };
        QTreeWidgetItem *longKey = find("telemetry.spectrum_steps"), *shortKey = find("run.seed");
        QVERIFY(longKey && shortKey);
        const int line = tree->fontMetrics().height();
        QTRY_VERIFY(tree->visualItemRect(longKey).height() >= 2 * line);
        QVERIFY(tree->visualItemRect(shortKey).height() < 2 * line);
        list.resize(700, 400);
        QTRY_VERIFY(tree->visualItemRect(longKey).height() < 2 * line);
    }

    void theListNamesThePresetAndAsksForFields() {
        DifferenceList list;
        list.resize(300, 400);
        list.show();
        auto config = sweeps::defaultPreset().config;
        list.setConfig(config);
        QCOMPARE(list.count(), 0);
        QVERIFY2(list.title().contains(QString::fromStdString(sweeps::defaultPreset().title)),
                 qPrintable(list.title()));
        config.optimizer.weightDecay = 0.5;
        list.setConfig(config);
        QCOMPARE(list.count(), 1);
        auto* tree = list.findChild<QTreeWidget*>(QStringLiteral("differences"));
        QCOMPARE(tree->topLevelItem(0)->text(1), QStringLiteral("0.5"));
        config.fineTuning.weights = std::string(200, 'w');  // a long value leaves room for the names
        list.setConfig(config);
        QCOMPARE(list.count(), 2);
        const int width = tree->viewport()->width();
        QVERIFY2(tree->columnWidth(0) >= 3 * width / 8, qPrintable(QString::number(tree->columnWidth(0))));
        QCOMPARE(tree->columnWidth(0) + tree->columnWidth(1) + tree->columnWidth(2), width);
        tree->setCurrentItem(tree->findItems(QStringLiteral("optimizer.weight_decay"), Qt::MatchExactly).first());
        QSignalSpy asked(&list, &DifferenceList::fieldRequested);
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_Return);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.first().first().toString(), QStringLiteral("optimizer.weight_decay"));
        auto* preset = list.findChild<QComboBox*>(QStringLiteral("differencePreset"));
        preset->setCurrentIndex(preset->findData(QStringLiteral("table1-g-isonet-34")));
        Q_EMIT preset->activated(preset->currentIndex());
        QVERIFY(list.count() > 5);
    }
};

QTEST_MAIN(TestFieldSearch)
#include "tst_fieldsearch.moc"
