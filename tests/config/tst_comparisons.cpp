// The packaged comparisons of methods.
#include <QtTest>
#include <algorithm>

#include "training/config/UnusedSettings.h"
#include "training/config/Validation.h"
#include "training/sweeps/Comparisons.h"
#include "training/sweeps/PaperTables.h"

using namespace isonet::config;
using namespace isonet::sweeps;

namespace {

// The values of a table of choices that no row of any comparison has.
template <typename Table, typename Get>
QStringList missing(const Table& table, Get get) {
    QStringList names;
    for (const auto& choice : table) {
        const bool found = std::ranges::any_of(comparisons(), [&](const Sweep& sweep) {
            return std::ranges::any_of(sweep.rows, [&](const auto& row) { return get(row.config) == choice.value; });
        });
        if (!found)
            names += QString::fromStdString(std::string(choice.name));
    }
    return names;
}

}  // namespace

class TestComparisons : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // None is one of the paper's, and every row can be trained.
    void comparisonsAreValid() {
        QCOMPARE(comparisons().size(), std::size_t{4});
        for (const char* name : {"constraints", "optimizers", "depths", "offsets"}) {
            const Sweep* sweep = findComparison(name);
            QVERIFY2(sweep, name);
            QVERIFY(!findPaperTable(name));
            QVERIFY(findPackaged(name) == sweep);
            for (const auto& row : sweep->rows) {
                const auto problems = validate(row.config);
                QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().message.c_str());
                QVERIFY2(unusedSettings(row.config).empty(), row.id.c_str());
            }
        }
        QVERIFY(findPackaged("table1") == findPaperTable("table1"));
        QVERIFY(!findPackaged("table9"));
        // Each row at equal epochs has one at equal time, with the same settings otherwise.
        const Sweep& constraints = *findComparison("constraints");
        int pairs = 0;
        for (const auto& row : constraints.rows) {
            const auto partner = std::ranges::find_if(constraints.rows, [&](const auto& other) {
                return other.label == row.label + "-time" && other.config.run.seed == row.config.run.seed;
            });
            if (partner == constraints.rows.end())
                continue;
            ++pairs;
            QVERIFY(partner->config.run.timeLimit > 0);
            QCOMPARE(partner->config.schedule.warmupEpochs / partner->config.run.epochs,
                     row.config.schedule.warmupEpochs / row.config.run.epochs);
            RunConfig same = partner->config;
            same.run = row.config.run;
            same.schedule = row.config.schedule;
            QVERIFY(same == row.config);
        }
        QCOMPARE(pairs * 2, static_cast<int>(constraints.rows.size()));
    }

    void everyMethodHasARow() {
        QCOMPARE(missing(isonet::spec::penalties, [](const RunConfig& c) { return c.penalty.kind; }), QStringList());
        QCOMPARE(missing(isonet::spec::parameterizations, [](const RunConfig& c) { return c.model.parameterization; }),
                 QStringList());
        QCOMPARE(missing(optimizerKinds, [](const RunConfig& c) { return c.optimizer.kind; }), QStringList());
        QCOMPARE(missing(newtonSchulzKinds, [](const RunConfig& c) { return c.optimizer.newtonSchulz; }),
                 QStringList());
        QCOMPARE(missing(retractions, [](const RunConfig& c) { return c.optimizer.retraction; }), QStringList());
        // The paper compares the others; the transformed SiLU differs from the softplus in its formula only.
        QCOMPARE(missing(isonet::spec::activations, [](const RunConfig& c) { return c.model.activation; }),
                 (QStringList{"leaky_relu", "prelu", "rrelu", "elu", "selu", "transformed_silu"}));
    }
};

QTEST_GUILESS_MAIN(TestComparisons)
#include "tst_comparisons.moc"
