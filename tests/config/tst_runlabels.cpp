// Labels of compared runs: by what differs, short, and no two equal.
#include <QtTest>
#include <set>

#include "training/config/RunLabels.h"

using namespace isonet::config;

namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

QStringList labels(const std::vector<Settings>& settings, const std::vector<std::string>& names = {}) {
    std::vector<LabeledRun> runs;
    for (std::size_t i = 0; i < settings.size(); ++i) {
        const std::string name = names.empty() ? "run" : names[i];
        runs.push_back({name + "-20260102-15040" + std::to_string(i), name, settings[i]});
    }
    QStringList all;
    for (const auto& label : runLabels(runs))
        all.append(QString::fromStdString(label));
    return all;
}

}  // namespace

class TestRunLabels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void settingsThatDifferMakeTheLabel() {
        QCOMPARE(labels({{{"model.depth", "20"}, {"penalty.coefficient", "0"}, {"run.epochs", "10"}},
                         {{"model.depth", "20"}, {"penalty.coefficient", "0.0001"}, {"run.epochs", "10"}},
                         {{"model.depth", "56"}, {"penalty.coefficient", "0"}, {"run.epochs", "10"}},
                         {{"model.depth", "56"}, {"penalty.coefficient", "0.0001"}, {"run.epochs", "10"}}}),
                 QStringList(
                     {"gamma 0, depth 20", "gamma 0.0001, depth 20", "gamma 0, depth 56", "gamma 0.0001, depth 56"}));
    }

    void settingsThatTellNothingApartAreLeftOut() {
        // Milestones follow the epochs, and the name does not affect the result.
        QCOMPARE(labels({{{"run.name", "a"}, {"schedule.milestones", "[5, 8]"}, {"run.epochs", "10"}},
                         {{"run.name", "b"}, {"schedule.milestones", "[10, 16]"}, {"run.epochs", "20"}}}),
                 QStringList({"epochs 10", "epochs 20"}));
        // A seed is used only where nothing else tells runs apart.
        QCOMPARE(labels({{{"run.seed", "1"}, {"model.depth", "8"}}, {{"run.seed", "2"}, {"model.depth", "20"}}}),
                 QStringList({"depth 8", "depth 20"}));
        QCOMPARE(labels({{{"run.seed", "1"}, {"model.depth", "8"}}, {{"run.seed", "2"}, {"model.depth", "8"}}}),
                 QStringList({"seed 1", "seed 2"}));
    }

    void equalTitlesAreToldApartBySection() {
        QCOMPARE(labels({{{"model.kind", "a"}, {"data.kind", "x"}},
                         {{"model.kind", "a"}, {"data.kind", "y"}},
                         {{"model.kind", "b"}, {"data.kind", "x"}}}),
                 QStringList({"model.kind a, data.kind x", "model.kind a, data.kind y", "model.kind b, data.kind x"}));
    }

    void noTwoLabelsAreEqual_data() {
        QTest::addColumn<int>("runs");
        QTest::addColumn<bool>("withSettings");
        QTest::addColumn<QStringList>("names");
        QTest::newRow("four copies") << 4 << true << QStringList{"run", "run", "run", "run"};
        QTest::newRow("without settings") << 4 << false << QStringList{"run", "run", "run", "run"};
        QTest::newRow("other names") << 3 << true << QStringList{"a", "b", "a"};
        QTest::newRow("a name that looks numbered") << 3 << false << QStringList{"a", "a", "a (2)"};
    }
    void noTwoLabelsAreEqual() {
        QFETCH(int, runs);
        QFETCH(bool, withSettings);
        QFETCH(QStringList, names);
        std::vector<LabeledRun> all;
        const Settings settings{{"model.depth", "20"}};
        for (int i = 0; i < runs; ++i)  // also the whole names are equal: from several folders
            all.push_back({names[i].toStdString(), names[i].toStdString(),
                           withSettings ? std::span(settings) : std::span<const Settings::value_type>()});
        const auto shown = runLabels(all);
        QCOMPARE(int(std::set<std::string>(shown.begin(), shown.end()).size()), runs);
        for (int i = 0; i < runs; ++i)
            QVERIFY2(shown[std::size_t(i)].starts_with(names[i].toStdString()), shown[std::size_t(i)].c_str());
    }

    void namesDistinguishWhatNoSettingDoes() {
        // Of two runs with the same settings, the short names if they differ, else the whole ones.
        const Settings a{{"model.depth", "8"}}, b{{"model.depth", "20"}};
        QCOMPARE(labels({a, a, b}, {"first", "second", "third"}),
                 QStringList({"depth 8, first", "depth 8, second", "depth 20"}));
        QCOMPARE(labels({a, a}), QStringList({"run-20260102-150400", "run-20260102-150401"}));
        QCOMPARE(labels({a}), QStringList("run"));
        // A run of another program has no settings.
        QCOMPARE(labels({a, b, {}}, {"x", "y", "theirs"}), QStringList({"depth 8", "depth 20", "theirs"}));
    }

    void longValuesAreShortened() {
        const std::string longOne(100, 'x');
        const auto shown = labels({{{"model.stages", longOne + "1"}}, {{"model.stages", longOne + "2"}}}, {"a", "b"});
        QVERIFY2(shown[0].size() < 60 && shown[0] != shown[1], qPrintable(shown.join("; ")));
    }
};

QTEST_GUILESS_MAIN(TestRunLabels)
#include "tst_runlabels.moc"
