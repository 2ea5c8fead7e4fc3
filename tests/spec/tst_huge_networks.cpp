// Networks that are too large to build: counted without overflow and refused with their numbers.
#include <QtTest>

#include <cmath>
#include <functional>
#include <limits>

#include "model/spec/Architecture.h"
#include "model/spec/Counts.h"
#include "model/spec/NetworkPlan.h"
#include "tests/spec/StagedNetworks.h"

using namespace isonet::spec;
using namespace isonet::test;

Q_DECLARE_METATYPE(Change)

class TestHugeNetworks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Counting stops at the largest value, and validate() refuses before anything is built.
    void hugeNetworksAreCountedWithoutOverflow() {
        StageSpec wide = stage(1000, 8192, 1, BlockKind::Bottleneck);
        wide.kernel = {{31, 31}, {31, 31}, {31, 31}};
        wide.bottleneckRatio = 1.0 / 64;
        ModelSpec spec = assembled({wide, wide, wide});
        spec.height = spec.width = 8192;
        spec.shortcut = true;
        const NetworkPlan network = layOut(spec);
        // 3000 blocks of 2 x 8192 x 524288 + 524288^2 weights times 961 taps, and the stem.
        const double expected = 3000.0 * 961 * (2.0 * 8192 * 524288 + 524288.0 * 524288.0);
        QVERIFY(std::abs(double(network.parameters) / expected - 1) < 1e-3);
        QCOMPARE(network.flops, largestCount);
        QVERIFY(network.activationBytes > 0);
        spec.head.pool = HeadPooling::Flatten;
        QCOMPARE(layOut(spec).linear[0].inputs, std::numeric_limits<int>::max());
        spec.stages.assign(40000, stage(1000, 16));
        QCOMPARE(depthOf(spec), 2 + 40000 * 2000);
        spec.depthMultiplier = 1e300;
        QCOMPARE(depthOf(spec), std::numeric_limits<int>::max());
        QCOMPARE(countSum(largestCount, 1), largestCount);
        QCOMPARE(countProduct({largestCount, 0, 2}), 0);
        QCOMPARE(countProduct({std::int64_t{1} << 32, std::int64_t{1} << 31}), largestCount);
        QCOMPARE(countProduct({3, 5, 7}), 105);
    }

    void hugeNetworksAreRefused_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const char* field, const char* words, Change change) {
            QTest::newRow(name) << std::move(change) << field << words;
        };
        row("parameters", "model.stages[1].channels", " of them in s2; accepted: up to 20,000,000,000",
            [](ModelSpec& s) {
                s.height = s.width = 64;
                s.stages[1] = stage(20, 8192, 1);
                s.stages[1].kernel = {{5, 5}};
            });
        row("parameters of the head", "model.head.hidden",
            "the network has 65,539,247,200 parameters, 65,539,228,224 of them in head", [](ModelSpec& s) {
                s.classes = 1'000'000;
                s.head.hidden = {65536};
            });
        row("parameters of wide published stages", "model.width_multiplier",
            " of them in s3; accepted: up to 20,000,000,000", [](ModelSpec& s) {
                s.stages.clear();
                s.depth = 1202;
                s.widthMultiplier = 64;
            });
        row("flatten without overflow", "model.head.pool", "flatten gives the classifier 549755813888 inputs",
            [](ModelSpec& s) {
                s.height = s.width = 8192;
                s.stages[1] = stage(1, 8192, 1);
                s.head.pool = HeadPooling::Flatten;
            });
    }

    void hugeNetworksAreRefused() {
        QFETCH(Change, change);
        QFETCH(QString, field);
        QFETCH(QString, words);
        ModelSpec spec = assembled({stage(1, 16), stage(1, 32, 2)});
        change(spec);
        const auto problems = validate(spec);
        QCOMPARE(problems.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(problems.front().field), field);
        const QString message = QString::fromStdString(problems.front().message);
        QVERIFY2(message.contains(words), qPrintable(message));
        QVERIFY_EXCEPTION_THROWN(plan(spec), std::invalid_argument);
    }

    void largeNetworksAreAccepted() {
        ModelSpec spec = assembled({stage(10, 8192)});
        spec.stages[0].kernel = {{3, 3}};
        QVERIFY(validate(spec).empty());
        QVERIFY(plan(spec).parameters > 10'000'000'000);
    }
};

QTEST_APPLESS_MAIN(TestHugeNetworks)
#include "tst_huge_networks.moc"
