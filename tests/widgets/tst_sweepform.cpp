// The form of a sweep: listed and random values, conditions, repeats, files, problems below their fields, keyboard.
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTableWidget>
#include <QToolButton>
#include <QtTest>
#include <cmath>
#include <memory>
#include <set>

#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"
#include "training/sweeps/SweepFileText.h"
#include "training/sweeps/SweepYaml.h"
#include "widgets/sweeps/SampleFields.h"
#include "widgets/sweeps/SettingBox.h"
#include "widgets/sweeps/SweepDialog.h"
#include "widgets/sweeps/SweepForm.h"
#include "widgets/sweeps/SweepKeys.h"
#include "widgets/sweeps/ValueText.h"

using namespace isonet;
using namespace isonet::widgets;

namespace {

using Kind = VariedSetting::Kind;
using Only = ConditionEditor::Kind;

void vary(SweepForm& form, std::size_t row, const QString& key, const QString& values) {
    form.key(row)->setCurrentText(key);
    form.values(row)->setText(values);
}

void draw(SweepForm& form, std::size_t row, const QString& key, Kind kind, const QString& from, const QString& to) {
    auto* setting = form.setting(row);
    setting->key()->setCurrentText(key);
    setting->kind()->setCurrentIndex(setting->kind()->findData(int(kind)));
    setting->lowest()->setText(from);
    setting->highest()->setText(to);
}

void where(SweepForm& form, std::size_t row, Only kind, const QString& key, const QString& values) {
    auto* condition = form.condition(row);
    condition->kind()->setCurrentIndex(condition->kind()->findData(int(kind)));
    condition->key()->setCurrentText(key);
    condition->values()->setText(values);
}

QString problemOf(const SweepForm& form) {
    try {
        form.sweep();
        return {};
    } catch (const config::ConfigError& error) {
        return QString::fromUtf8(error.what());
    }
}

const QString rate = QStringLiteral("optimizer.learning_rate"), depth = QStringLiteral("model.depth");

const std::string searchFile =
    "sweep: search\nbase: isonet-20-fashion-mnist\n"
    "set: {run.epochs: 2}\n"
    "vary: {model.depth: [8, 14, 20]}\n"
    "sample: {optimizer.learning_rate: {log_uniform: [1e-3, 0.1]}, model.activation: {choose: [relu, srelu]}, "
    "run.batch_size: {uniform: [48, 96]}, model.width_multiplier: {uniform: [1, 3], integer: true}}\n"
    "samples: 4\nsample_seed: 7\nrepeats: 3\n"
    "when: {model.depth: [8, 14]}\n"
    "except: [{where: {model.activation: relu, model.width_multiplier: 3}, skip: true}, "
    "{where: {model.activation: srelu}, set: {optimizer.momentum: 0.8}}]\n";

}  // namespace

class TestSweepForm : public QObject {
    Q_OBJECT

private:
    static std::unique_ptr<SweepForm> form() {
        auto made = std::make_unique<SweepForm>();
        made->setBase(sweeps::defaultPreset().config);
        return made;
    }

private Q_SLOTS:
    void numbersAreDrawn() {
        const auto f = form();
        draw(*f, 0, rate, Kind::LogUniform, QStringLiteral("1e-3"), QStringLiteral("0,1"));
        f->samples()->samples()->setText(QStringLiteral("50"));
        QVERIFY2(problemOf(*f).isEmpty(), qPrintable(problemOf(*f)));
        QCOMPARE(f->sweep().rows.size(), std::size_t{50});
        int low = 0;
        for (const auto& row : f->sweep().rows) {
            QVERIFY(row.config.optimizer.learningRate >= 1e-3 && row.config.optimizer.learningRate <= 0.1);
            low += row.config.optimizer.learningRate < 0.01;
        }
        QVERIFY(low > 10 && low < 40);  // half of them, as the logarithm is uniform
        const auto first = f->sweep();
        f->samples()->sampleSeed()->setText(QStringLiteral("2"));
        QVERIFY(!(f->sweep() == first));
        f->samples()->sampleSeed()->setText(QStringLiteral("1"));
        QVERIFY(f->sweep() == first);
        // The same as a file.
        const auto file = sweeps::parseSweep(
            "base: isonet-20-fashion-mnist\nsample: {optimizer.learning_rate: {log_uniform: [1e-3, 0.1]}}\nsamples: "
            "50\n",
            "x");
        for (std::size_t i = 0; i < 50; ++i)
            QCOMPARE(f->sweep().rows[i].config.optimizer.learningRate, file.rows[i].config.optimizer.learningRate);
    }

    void integerSettingsGetIntegers() {
        const auto f = form();
        draw(*f, 0, QStringLiteral("stages[2].channels"), Kind::Uniform, QStringLiteral("48"), QStringLiteral("50"));
        std::set<int> channels;
        for (const auto& row : f->sweep().rows)
            channels.insert(row.config.model.stages[2].channels);
        QCOMPARE(channels, (std::set<int>{48, 49, 50}));
        QVERIFY(f->setting(0)->problem().isEmpty());
        QVERIFY(f->setting(0)->findChild<QLabel*>(QStringLiteral("fieldMessage"))->text().contains("Integers"));
        f->setting(0)->lowest()->setText(QStringLiteral("48.5"));
        QVERIFY2(f->setting(0)->problem().contains("accepted: integers"), qPrintable(f->setting(0)->problem()));
        draw(*f, 0, QStringLiteral("model.width_multiplier"), Kind::UniformIntegers, QStringLiteral("1"),
             QStringLiteral("3"));
        for (const auto& row : f->sweep().rows)
            QCOMPARE(row.config.model.widthMultiplier, std::floor(row.config.model.widthMultiplier));
    }

    void combinationsSamplesAndRepeatsMultiply() {
        SweepDialog dialog(sweeps::defaultPreset().config, QStringLiteral("/runs"));
        dialog.showSweep();
        auto& f = *dialog.form();
        vary(f, 0, depth, QStringLiteral("8, 14"));
        f.setting(1)->key()->setCurrentText(QStringLiteral("model.activation"));
        f.setting(1)->kind()->setCurrentIndex(f.setting(1)->kind()->findData(int(Kind::Choice)));
        f.setting(1)->values()->setText(QStringLiteral("relu, srelu"));
        f.samples()->samples()->setText(QStringLiteral("12"));
        f.samples()->repeats()->setText(QStringLiteral("3"));
        auto* summary = dialog.findChild<QLabel*>(QStringLiteral("experimentSummary"));
        QVERIFY2(summary->text().startsWith(QStringLiteral("24 rows, 3 repeats each: <b>72 runs</b>")),
                 qPrintable(summary->text()));
        QCOMPARE(dialog.preview()->rowCount(), 72);
        QVERIFY(dialog.preview()->item(0, 1)->text().contains(QStringLiteral("activation")));
        QCOMPARE(dialog.sweep()->rows[2].config.run.seed, dialog.sweep()->rows[0].config.run.seed + 2);
        // Many rows: the first ones, and how many more.
        f.samples()->samples()->setText(QStringLiteral("40"));
        QCOMPARE(dialog.preview()->rowCount(), 101);
        QCOMPARE(dialog.preview()->item(100, 0)->text(), QStringLiteral("… and 140 more"));
        f.samples()->repeats()->clear();
        f.samples()->seeds()->setText(QStringLiteral("5, 9"));
        QVERIFY(summary->text().startsWith(QStringLiteral("80 rows, 2 repeats each")));
        QCOMPARE(dialog.sweep()->rows[1].config.run.seed, std::uint64_t{9});
    }

    void repeatsAloneAreASweep() {
        const auto f = form();
        QVERIFY(f->isEmpty());
        f->samples()->repeats()->setText(QStringLiteral("3"));
        QVERIFY(!f->isEmpty());
        QCOMPARE(f->sweep().rows.size(), std::size_t{3});
    }

    void conditionsSelectAndChangeRows() {
        const auto f = form();
        vary(*f, 0, depth, QStringLiteral("8, 14, 20"));
        vary(*f, 1, QStringLiteral("model.activation"), QStringLiteral("relu, srelu"));
        QCOMPARE(f->sweep().rows.size(), std::size_t{6});
        where(*f, 0, Only::Only, depth, QStringLiteral("8, 14"));
        QCOMPARE(f->sweep().rows.size(), std::size_t{4});
        where(*f, 1, Only::Except, depth, QStringLiteral("8"));
        QCOMPARE(f->sweep().rows.size(), std::size_t{2});
        where(*f, 2, Only::And, QStringLiteral("model.activation"), QStringLiteral("relu"));
        QCOMPARE(f->sweep().rows.size(), std::size_t{3});
        where(*f, 3, Only::Set, QStringLiteral("run.epochs"), QStringLiteral("77"));
        QCOMPARE(f->sweep().rows.size(), std::size_t{4});
        for (const auto& row : f->sweep().rows)
            QCOMPARE(row.config.run.epochs == 77,
                     row.config.model.depth == 8 && row.config.model.activation == spec::Activation::ReLU);
        // Removing a row of the form removes the condition.
        f->condition(3)->findChild<QToolButton*>()->click();
        QCOMPARE(f->sweep().rows.size(), std::size_t{3});
        QVERIFY(f->condition(3)->isEmpty());
    }

    void fileIsShownAndWritten() {
        const auto file = sweeps::parseSweepFile(searchFile, "search.yaml");
        SweepDialog dialog(sweeps::defaultPreset().config, QStringLiteral("/runs"));
        dialog.showFile(file);
        auto& f = *dialog.form();
        QVERIFY2(dialog.sweep(), qPrintable(dialog.problem()));
        QCOMPARE(f.name()->text(), QStringLiteral("search"));
        QCOMPARE(f.key(0)->currentText(), depth);
        QCOMPARE(f.values(0)->text(), QStringLiteral("8, 14, 20"));
        QCOMPARE(f.setting(1)->kind()->currentData().toInt(), int(Kind::LogUniform));
        QCOMPARE(f.setting(1)->lowest()->text(), QStringLiteral("0.001"));
        QCOMPARE(f.setting(1)->highest()->text(), QStringLiteral("0.1"));
        QCOMPARE(f.setting(2)->kind()->currentData().toInt(), int(Kind::Choice));
        QCOMPARE(f.key(3)->currentText(), QStringLiteral("run.batch_size"));
        QCOMPARE(f.setting(3)->kind()->currentData().toInt(), int(Kind::Uniform));
        QCOMPARE(f.setting(4)->kind()->currentData().toInt(), int(Kind::UniformIntegers));
        QCOMPARE(f.samples()->samples()->text(), QStringLiteral("4"));
        QCOMPARE(f.samples()->sampleSeed()->text(), QStringLiteral("7"));
        QCOMPARE(f.samples()->repeats()->text(), QStringLiteral("3"));
        QCOMPARE(f.condition(0)->kind()->currentData().toInt(), int(Only::Only));
        QCOMPARE(f.condition(0)->values()->text(), QStringLiteral("8, 14"));
        QCOMPARE(f.condition(2)->kind()->currentData().toInt(), int(Only::And));
        QCOMPARE(f.condition(4)->kind()->currentData().toInt(), int(Only::Set));
        QVERIFY(f.sweep() == sweeps::expand(file, "x"));
        // What is saved gives the same rows, with its distributions.
        QCOMPARE(dialog.fileText(), sweeps::toYaml(file));
        QVERIFY(QString::fromStdString(dialog.fileText()).contains("log_uniform: [0.001, 0.1]"));
        QVERIFY(sweeps::parseSweep(dialog.fileText(), "again") == f.sweep());
        // At another scale every row is written out.
        dialog.findChild<QLineEdit*>(QStringLiteral("scaleEpochs"))->setText(QStringLiteral("1"));
        QVERIFY2(dialog.sweep(), qPrintable(dialog.problem()));
        QVERIFY(sweeps::parseSweep(dialog.fileText(), "again") == *dialog.sweep());
        // The experiment's form is another one.
        dialog.showSweep();
        QVERIFY(dialog.form()->isEmpty());
    }

    // Listed rows, and exceptions for which there are no fields.
    void whatHasNoFieldsIsKept() {
        const auto file = sweeps::parseSweepFile(
            "sweep: kept\nbase: isonet-20-fashion-mnist\nnotes: [one]\nset: {run.epochs: 2}\nvary: {model.depth: [8, "
            "14]}\nrows: [{row: a, set: {model.activation: relu}}, {row: b, when: {model.depth: 8}}]\n"
            "except: [{where: {}, set: {optimizer.momentum: 0.7}}]\n",
            "x");
        SweepForm f;
        f.setFile(file);
        QVERIFY(f.sweep() == sweeps::expand(file, "x"));
        QCOMPARE(f.sweep().rows.size(), std::size_t{3});
        QCOMPARE(sweeps::toYaml(f.file()), sweeps::toYaml(file));
        bool noted = false;
        for (const auto* label : f.findChildren<QLabel*>())
            noted |= !label->isHidden() && label->text().contains(QStringLiteral("2 listed row")) &&
                     label->text().contains(QStringLiteral("run.epochs = 2"));
        QVERIFY(noted);
        vary(f, 1, rate, QStringLiteral("0.1, 0.2"));
        QCOMPARE(f.sweep().rows.size(), std::size_t{6});
    }

    void aFileOfListedRowsIsAList() {
        SweepDialog dialog(sweeps::defaultPreset().config, QStringLiteral("/runs"));
        dialog.showFile(sweeps::parseSweepFile(
            "sweep: x\nbase: isonet-20-fashion-mnist\nrows: [{row: a}, {row: b, set: {run.epochs: 1}}]\n", "x"));
        QCOMPARE(dialog.rows()->count(), 2);
        dialog.rows()->item(0)->setCheckState(Qt::Unchecked);
        QCOMPARE(dialog.sweep()->rows.size(), std::size_t{1});
        QVERIFY(sweeps::parseSweep(dialog.fileText(), "again") == *dialog.sweep());
    }

    void problemsAppearBelowTheirFields() {
        SweepDialog dialog(sweeps::defaultPreset().config, QStringLiteral("/runs"));
        dialog.showSweep();
        auto& f = *dialog.form();
        auto* add = dialog.findChild<QPushButton*>(QStringLiteral("experimentAdd"));
        auto* save = dialog.findChild<QPushButton*>(QStringLiteral("experimentSave"));
        vary(f, 0, rate, QStringLiteral("0.01, 0.02"));
        QVERIFY(add->isEnabled() && save->isEnabled());
        vary(f, 1, QStringLiteral("model.dropot"), QStringLiteral("0.1"));
        QVERIFY(f.setting(0)->problem().isEmpty());
        QVERIFY2(f.setting(1)->problem().contains("did you mean 'model.dropout'?"),
                 qPrintable(f.setting(1)->problem()));
        QVERIFY(!add->isEnabled() && !save->isEnabled() && f.explainsProblems());
        vary(f, 1, QStringLiteral("model.activation"), QStringLiteral("relo"));
        QVERIFY(f.setting(1)->problem().contains("did you mean 'relu'?"));
        vary(f, 1, rate, QStringLiteral("0.1"));
        QVERIFY2(f.setting(1)->problem().contains("varied twice") || f.setting(0)->problem().contains("varied twice"),
                 qPrintable(problemOf(f)));
        vary(f, 1, QString(), QStringLiteral("0.1"));
        QVERIFY(f.setting(1)->problem().contains("no setting selected"));
        vary(f, 1, QStringLiteral("model.dropout"), QString());
        QVERIFY(f.setting(1)->problem().contains("no values"));
        draw(f, 1, QStringLiteral("model.dropout"), Kind::Uniform, QStringLiteral("0.5"), QStringLiteral("0.1"));
        QVERIFY(f.setting(1)->problem().contains("0.5 is above 0.1"));
        draw(f, 1, QStringLiteral("model.dropout"), Kind::LogUniform, QStringLiteral("0"), QStringLiteral("0.1"));
        QVERIFY(f.setting(1)->problem().contains("no logarithm"));
        draw(f, 1, QStringLiteral("model.dropout"), Kind::Uniform, QStringLiteral("a"), QStringLiteral("0.1"));
        QVERIFY(f.setting(1)->problem().contains("'a' is invalid"));
        draw(f, 1, QStringLiteral("model.dropout"), Kind::Uniform, QStringLiteral("0"), QStringLiteral("0.1"));
        QVERIFY2(dialog.sweep(), qPrintable(dialog.problem()));

        f.samples()->samples()->setText(QStringLiteral("many"));
        QVERIFY(f.samples()->problem().contains("'many' is invalid"));
        f.samples()->samples()->setText(QStringLiteral("9000"));
        QVERIFY2(f.samples()->problem().contains("18000 rows"), qPrintable(dialog.problem()));
        f.samples()->samples()->setText(QStringLiteral("2"));
        f.samples()->repeats()->setText(QStringLiteral("0"));
        QVERIFY(f.samples()->problem().contains("'0' is invalid"));
        f.samples()->repeats()->setText(QStringLiteral("2"));
        f.samples()->seeds()->setText(QStringLiteral("1"));
        QVERIFY(f.samples()->problem().contains("seeds is given, too"));
        f.samples()->seeds()->clear();

        where(f, 0, Only::And, depth, QStringLiteral("20"));
        QVERIFY(f.condition(0)->problem().contains("nothing to join"));
        where(f, 0, Only::Set, depth, QStringLiteral("20"));
        QVERIFY(f.condition(0)->problem().contains("no exception to change"));
        where(f, 0, Only::Only, QStringLiteral("model.dept"), QStringLiteral("20"));
        QVERIFY(f.condition(0)->problem().contains("did you mean 'model.depth'?"));
        where(f, 0, Only::Only, depth, QStringLiteral("8"));
        QVERIFY2(f.condition(0)->problem().contains("leave no row"), qPrintable(dialog.problem()));
        where(f, 0, Only::Only, depth, QStringLiteral("20"));
        QVERIFY2(dialog.sweep() && f.condition(0)->problem().isEmpty(), qPrintable(dialog.problem()));
        f.name()->setText(QStringLiteral("a/b"));
        QVERIFY(f.nameProblem().contains("'a/b'"));
    }

    void everyKeyOfTheNetworkIsOffered() {
        const auto f = form();
        const auto offered = [&](const QString& key) { return f->key(0)->findText(key) >= 0; };
        for (const char* key : {"model.stages[2].channels", "model.stages[0].kernel", "model.stages[1].normalization",
                                "model.stem.kernel", "model.head.pool", "optimizer.learning_rate"})
            QVERIFY2(offered(QString::fromLatin1(key)), key);
        QVERIFY(!offered(QStringLiteral("model.stages[3].channels")));
        // Typing a part of it completes.
        f->key(0)->completer()->setCompletionPrefix(QStringLiteral("[2].chan"));
        QCOMPARE(f->key(0)->completer()->currentCompletion(), QStringLiteral("model.stages[2].channels"));
        f->key(0)->setCurrentText(QStringLiteral("model.stages[2].channels"));
        QCOMPARE(f->values(0)->placeholderText(), QStringLiteral("currently 64"));
        // Every key that is offered is accepted, with the value it has.
        for (const auto& [key, value] : sweepKeys(sweeps::defaultPreset().config)) {
            if (value.isEmpty())
                continue;
            vary(*f, 0, key, joinValues({value.toStdString()}));
            QVERIFY2(problemOf(*f).isEmpty(), qPrintable(key + QLatin1Char(' ') + problemOf(*f)));
        }
    }

    void tabGoesThroughRowsInOrder() {
        SweepDialog dialog(sweeps::defaultPreset().config, QStringLiteral("/runs"));
        dialog.showSweep();
        auto& f = *dialog.form();
        vary(f, 0, depth, QStringLiteral("8, 14"));
        draw(f, 1, rate, Kind::LogUniform, QStringLiteral("0.01"), QStringLiteral("0.1"));  // this row was made later
        where(f, 0, Only::Only, depth, QStringLiteral("8"));
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        const QList<QWidget*> expected{f.values(0),
                                       f.setting(0)->findChild<QToolButton*>(),
                                       f.key(1),
                                       f.setting(1)->kind(),
                                       f.setting(1)->lowest(),
                                       f.setting(1)->highest(),
                                       f.setting(1)->findChild<QToolButton*>(),
                                       f.key(2)};
        f.values(0)->setFocus();
        for (auto* widget : expected) {
            QVERIFY2(dialog.focusWidget() == widget || dialog.focusWidget()->parentWidget() == widget,
                     qPrintable(widget->accessibleName()));
            QTest::keyClick(dialog.focusWidget(), Qt::Key_Tab);
        }
        // Space on the button of a row removes it.
        auto* remove = f.setting(0)->findChild<QToolButton*>();
        remove->setFocus();
        QTest::keyClick(remove, Qt::Key_Space);
        QCOMPARE(f.key(0)->currentText(), rate);
        QVERIFY(f.key(0)->hasFocus() || f.key(0)->lineEdit()->hasFocus());
    }

    void valuesKeepTheirCommas() {
        for (const auto& values :
             {std::vector<std::string>{"1", "[1, 2]", "{blocks: 2, channels: 8}"}, std::vector<std::string>{"", "a"}})
            QCOMPARE(splitValues(joinValues(values)), values);
        QCOMPARE(joinValues({"30,60"}), QStringLiteral("[30,60]"));
    }
};

QTEST_MAIN(TestSweepForm)
#include "tst_sweepform.moc"
