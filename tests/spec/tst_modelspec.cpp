// Accepted specifications, and the messages for invalid ones.
#include <QtTest>

#include <cmath>
#include <functional>
#include <limits>

#include "model/spec/ModelSpec.h"

using namespace isonet::spec;

namespace {

using Change = std::function<void(ModelSpec&, PenaltySpec&)>;

QString listed(const std::vector<Problem>& problems) {
    QStringList lines;
    for (const auto& each : problems)
        lines << QString::fromStdString(each.field + ": " + each.message);
    return lines.join('\n');
}

template <typename E>
void roundTrip() {
    int index = 0;
    for (const auto& entry : choices<E>()) {
        QVERIFY(!entry.name.empty() && !entry.title.empty());
        QVERIFY(fromName<E>(entry.name) == entry.value);
        QVERIFY(fromIndex<E>(index) == entry.value);
        QCOMPARE(name(entry.value).data(), names<E>()[index].data());
        ++index;
    }
    QVERIFY(!fromName<E>("no such name"));
    QVERIFY(!fromIndex<E>(-1) && !fromIndex<E>(index));
    QVERIFY_EXCEPTION_THROWN(name(static_cast<E>(index)), std::out_of_range);
}

}  // namespace

Q_DECLARE_METATYPE(Change)

class TestModelSpec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesRoundTrip() {
        roundTrip<Family>();
        roundTrip<Normalization>();
        roundTrip<Activation>();
        roundTrip<Initialization>();
        roundTrip<ResidualMultiplier>();
        roundTrip<OffsetSharing>();
        roundTrip<PenaltyKind>();
        roundTrip<PenaltyStride>();
    }

    // Saved files contain these names.
    void namesAreStable() {
        const auto joined = [](auto all) {
            QStringList list;
            for (const auto& each : all)
                list << QString::fromUtf8(each.name.data(), qsizetype(each.name.size()));
            return list.join(' ');
        };
        QCOMPARE(joined(choices<Activation>()),
                 QString("relu leaky_relu prelu rrelu elu selu srelu maxmin gelu silu pelu tailored_relu "
                         "transformed_tanh transformed_softplus transformed_silu"));
        QCOMPARE(joined(choices<Initialization>()),
                 QString("delta delta_orthogonal orthogonal kaiming xavier scaled_delta_orthogonal"));
        QCOMPARE(joined(choices<PenaltyKind>()), QString("none convolution weight ocnn so dso mc srip spectral_norm"));
    }

    void acceptsOnlyDepthsOfTheFamily_data() {
        QTest::addColumn<int>("family");
        QTest::addColumn<int>("depth");
        QTest::addColumn<bool>("accepted");
        const auto row = [](Family family, int depth, bool accepted) {
            QTest::addRow("%s %d", name(family).data(), depth) << static_cast<int>(family) << depth << accepted;
        };
        for (int depth : {8, 14, 20, 56, 110, 1202})
            row(Family::Small, depth, true);
        for (int depth : {-4, 0, 2, 18, 21, 34, 1208, std::numeric_limits<int>::max()})
            row(Family::Small, depth, false);
        for (int depth : {18, 34, 50, 101, 152})
            row(Family::ImageNet, depth, true);
        for (int depth : {-1, 0, 20, 35, 46, 102, 1000})
            row(Family::ImageNet, depth, false);
    }

    void acceptsOnlyDepthsOfTheFamily() {
        QFETCH(int, family);
        QFETCH(int, depth);
        QFETCH(bool, accepted);
        ModelSpec spec;
        spec.family = static_cast<Family>(family);
        spec.height = spec.width = 64;
        spec.depth = depth;
        const auto problems = validate(spec);
        QCOMPARE(problems.empty(), accepted);
        if (accepted)
            return;
        QCOMPARE(problems.size(), size_t{1});
        QCOMPARE(problems[0].field, std::string("model.depth"));
        QVERIFY(problems[0].message.find(std::to_string(depth)) != std::string::npos);
        QVERIFY(problems[0].message.find(acceptedDepths(spec.family)) != std::string::npos);
    }

    void commonDepthsAreAccepted() {
        for (auto family : {Family::Small, Family::ImageNet})
            for (int depth : usualDepths(family)) {
                ModelSpec spec;
                spec.family = family;
                spec.depth = depth;
                spec.height = spec.width = 224;
                QVERIFY2(validate(spec).empty(), qPrintable(listed(validate(spec))));
            }
    }

    void invalidSpecificationsAreReported_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const char* field, const char* says, Change change) {
            QTest::newRow(name) << change << field << says;
        };
        const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
        using M = ModelSpec&;
        using P = PenaltySpec&;
        row("two channels", "model.channels", "channels is 2", [](M m, P) { m.channels = 2; });
        row("no channels", "model.channels", "accepted: 1", [](M m, P) { m.channels = 0; });
        row("height too small", "model.height", "height is 3 pixels, too small for the small",
            [](M m, P) { m.height = 3; });
        row("width too small", "model.width", "width is 31 pixels, too small for the imagenet", [](M m, P) {
            m.family = Family::ImageNet;
            m.depth = 18;
            m.width = 31;
        });
        row("image too large", "model.width", "accepted: 4 to 8192", [](M m, P) { m.width = 9000; });
        row("negative size", "model.height", "height is -1 pixels", [](M m, P) { m.height = -1; });
        row("one class", "model.classes", "classes is 1", [](M m, P) { m.classes = 1; });
        row("multiplier without shortcut", "model.multiplier", "scalar without a shortcut",
            [](M m, P) { m.multiplier = ResidualMultiplier::Scalar; });
        row("multiplier NaN", "model.multiplier_start", "nan", [nan](M m, P) { m.multiplierStart = nan; });
        row("infinite offset", "model.offset", "inf", [infinity](M m, P) { m.offset = -infinity; });
        row("dropout 1", "model.dropout", "dropout is 1;", [](M m, P) { m.dropout = 1.0; });
        row("negative dropout", "model.dropout", "dropout is -0.1", [](M m, P) { m.dropout = -0.1; });
        row("dropout NaN", "model.dropout", "nan", [nan](M m, P) { m.dropout = nan; });
        const auto fixup = [](M m) {
            m.fixup = m.shortcut = true;
            m.initialization = Initialization::Kaiming;
        };
        row("fixup without shortcut", "model.fixup", "without a shortcut", [fixup](M m, P) {
            fixup(m);
            m.shortcut = false;
        });
        row("fixup with BatchNorm", "model.fixup", "normalization batch", [fixup](M m, P) {
            fixup(m);
            m.normalization = Normalization::Batch;
        });
        row("fixup with a multiplier", "model.multiplier", "its own multiplier", [fixup](M m, P) {
            fixup(m);
            m.multiplier = ResidualMultiplier::PerChannel;
        });
        row("fixup with delta", "model.initialization", "accepted: kaiming", [fixup](M m, P) {
            fixup(m);
            m.initialization = Initialization::Delta;
        });
        using B = BlockOverride;
        const auto relu = Activation::ReLU;
        row("unknown block", "model.blocks", "names \"s9.b1\", but ISONet-20 has no such layers", [relu](M m, P) {
            m.blocks = {B{"s9.b1", relu, {}, {}, {}}};
        });
        row("empty block name", "model.blocks", "names \"\"", [relu](M m, P) { m.blocks = {B{"", relu, {}, {}, {}}}; });
        row("incomplete block name", "model.blocks", "names \"s1.b\"", [relu](M m, P) {
            m.blocks = {B{"s1.b", relu, {}, {}, {}}};
        });
        row("block without changes", "model.blocks", "changes nothing", [](M m, P) {
            m.blocks = {B{"s1.b1", {}, {}, {}, {}}};
        });
        row("activation of a convolution without one", "model.blocks", "\"s1.b1.relu\"", [relu](M m, P) {
            m.blocks = {B{"s1.b1.f.b", relu, {}, {}, {}}};
        });
        row("offset for ReLU", "model.blocks", "only srelu has one", [relu](M m, P) {
            m.blocks = {B{"s1.b1", relu, -0.5, {}, {}}};
        });
        row("trained offset for ReLU", "model.blocks", "only srelu has one", [relu](M m, P) {
            m.activation = relu;
            m.blocks = {B{"s1.b1", {}, {}, true, {}}};
        });
        row("offset NaN in a block", "model.blocks", "the offset nan", [nan](M m, P) {
            m.blocks = {B{"s1.b1", {}, nan, {}, {}}};
        });
        row("initialization of an activation", "model.blocks", "only convolutions have one", [](M m, P) {
            m.blocks = {B{"s1.b1.relu", {}, {}, {}, Initialization::Delta}};
        });
        row("fixup with delta in a block", "model.blocks", "accepted: kaiming", [fixup](M m, P) {
            fixup(m);
            m.blocks = {B{"s2", {}, {}, {}, Initialization::Delta}};
        });
        row("negative coefficient", "penalty.coefficient", "-1", [](M, P p) { p.coefficient = -1; });
        row("coefficient NaN", "penalty.coefficient", "nan", [nan](M, P p) { p.coefficient = nan; });
        row("infinite coefficient", "penalty.coefficient", "inf", [infinity](M, P p) { p.coefficient = infinity; });
        row("unknown layer", "penalty.exclude", "\"s9.b1.f.a\"", [](M, P p) { p.exclude = {"s9.b1.f.a"}; });
        row("missing projection", "penalty.exclude", "\"s2.b1.proj\"", [](M, P p) { p.exclude = {"s2.b1.proj"}; });
        row("empty name", "penalty.exclude", "\"\"", [](M, P p) { p.exclude = {""}; });
        row("all layers excluded", "penalty.exclude", "no layer to penalize", [](M, P p) { p.exclude = {"s*"}; });
    }

    void invalidSpecificationsAreReported() {
        QFETCH(Change, change);
        QFETCH(QString, field);
        QFETCH(QString, says);
        ModelSpec spec;
        PenaltySpec penalty;
        change(spec, penalty);
        auto problems = validate(spec);
        for (auto& each : validate(penalty, spec))
            problems.push_back(each);
        QVERIFY2(problems.size() == 1, qPrintable(listed(problems)));
        QCOMPARE(QString::fromStdString(problems[0].field), field);
        QVERIFY2(QString::fromStdString(problems[0].message).contains(says), problems[0].message.c_str());
    }

    void reportsEveryProblemAtOnce() {
        ModelSpec spec;
        spec.depth = 21;
        spec.channels = 4;
        spec.dropout = 2;
        spec.multiplier = ResidualMultiplier::Scalar;
        QCOMPARE(validate(spec).size(), size_t{4});
    }

    void acceptsExclusionsByNameAndPrefix() {
        ModelSpec spec;
        spec.shortcut = true;
        PenaltySpec penalty;
        penalty.exclude = {"s2.b1.proj", "s2.b2", "s3.*", "stem"};
        QVERIFY2(validate(penalty, spec).empty(), qPrintable(listed(validate(penalty, spec))));
        penalty = {};
        penalty.kind = PenaltyKind::None;
        penalty.coefficient = 0;
        QVERIFY(validate(penalty, spec).empty());
    }

    void networkNameFollowsFromTheSettings_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("name");
        const auto row = [](const char* name, Change change) { QTest::newRow(name) << change << name; };
        using M = ModelSpec&;
        using P = PenaltySpec&;
        const auto plain = [](M m) {
            m.activation = Activation::ReLU;
            m.initialization = Initialization::Kaiming;
        };
        row("ISONet-20", [](M, P) {});
        row("ISONet-44", [plain](M m, P) {
            plain(m);
            m.depth = 44;
            m.initialization = Initialization::Delta;
        });
        row("R-ISONet-56", [](M m, P) {
            m.depth = 56;
            m.shortcut = true;
            m.multiplier = ResidualMultiplier::Scalar;
        });
        row("Vanilla-20", [plain](M m, P) { plain(m); });
        row("Vanilla+BN-20", [plain](M m, P) {
            plain(m);
            m.normalization = Normalization::Batch;
        });
        row("R-Vanilla-20", [plain](M m, P) {
            plain(m);
            m.shortcut = true;
        });
        row("ResNet-20", [](M m, P) {
            m.shortcut = true;
            m.normalization = Normalization::Batch;
        });
        row("Fixup-20", [plain](M m, P) {
            plain(m);
            m.shortcut = m.fixup = true;
        });
    }

    void networkNameFollowsFromTheSettings() {
        QFETCH(Change, change);
        QFETCH(QString, name);
        ModelSpec spec;
        PenaltySpec penalty;
        change(spec, penalty);
        QCOMPARE(QString::fromStdString(networkName(spec)), name);
    }
};

QTEST_APPLESS_MAIN(TestModelSpec)
#include "tst_modelspec.moc"
