// Options of the optimizer step: accumulation, clipping, label smoothing, mixup, precision, CUDA graphs.
#include <torch/types.h>

#include <QtTest>

#include <cmath>

#include "FakeGraph.h"
#include "training/config/Passes.h"
#include "training/data/classification/ByteImageDataset.h"
#include "training/data/images/CounterRandom.h"
#include "training/engine/loop/TrainingStep.h"
#include "training/engine/optimizer/Clipping.h"
#include "training/engine/tasks/Classification.h"
#include "training/engine/tasks/Mixup.h"

using namespace isonet;
using namespace isonet::training;

namespace {

config::RunConfig smallConfig() {
    config::RunConfig config;
    config.model.depth = 8;
    config.model.channels = 1;
    config.model.height = config.model.width = 12;
    config.model.classes = 5;
    config.penalty.coefficient = 1e-3;
    return config;
}

TaskBatch randomBatch(const config::RunConfig& config, std::int64_t images) {
    return {images,
            {at::randn({images, 1, config.model.height, config.model.width}),
             at::randint(config.model.classes, {images}, at::kLong)}};
}

TaskBatch part(const TaskBatch& batch, std::int64_t first, std::int64_t count) {
    TaskBatch piece{count, {}};
    for (const at::Tensor& tensor : batch.tensors)
        piece.tensors.push_back(tensor.narrow(0, first, count));
    return piece;
}

// A network and its step, initialized from one seed.
struct Trained {
    explicit Trained(const config::RunConfig& config) : network(make(config)), task(network, config, at::kCPU) {
        step.emplace(task, config, at::kCPU);
    }
    static model::Network make(const config::RunConfig& config) {
        torch::manual_seed(11);
        model::Network network(config.model);
        placeNetwork(network, at::kCPU);
        network->train();
        return network;
    }
    at::Tensor weights() const {
        std::vector<at::Tensor> all;
        for (const auto& parameter : network->parameters())
            all.push_back(parameter.detach().reshape(-1));
        return at::cat(all);
    }
    model::Network network;
    Classification task;
    std::optional<TrainingStep> step;
};

}  // namespace

class TestTrainingStep : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }
    void accumulatedBatchesEqualOneLargeBatch();
    void largeBatchIsSplitIntoMicroBatches();
    void gradientsAreClippedByTheirGlobalNorm();
    void labelSmoothingChangesTheCrossEntropy();
    void mixedImagesAreTrainedOnBothLabels();
    void imagesOfBytesTrainLikeNormalizedImages_data();
    void imagesOfBytesTrainLikeNormalizedImages();
    void mixupDrawsDependOnlyOnDistributionAndKey();
    void lowerPrecisionKeepsThePenaltyInFloat32_data();
    void lowerPrecisionKeepsThePenaltyInFloat32();
    void penaltyCoefficientCanBeChanged();
    void penaltyIntervalSkipsStepsAndMultipliesTheCoefficient();
    void capturedStepEqualsTheEagerStep();
    void failedCaptureContinuesWithoutGraph();
    void cudaGraphsAreRejectedOnTheCpu();
    void chanceLevelDependsOnTheNumberOfImages();
};

void TestTrainingStep::accumulatedBatchesEqualOneLargeBatch() {
    const auto config = smallConfig();
    Trained whole(config), parts(config);
    for (int i = 0; i < 3; ++i) {
        const TaskBatch batch = randomBatch(config, 12);
        const auto expected = whole.step->run({batch}, 0.1, true);
        const auto got = parts.step->run({part(batch, 0, 4), part(batch, 4, 4), part(batch, 8, 4)}, 0.1, true);
        QVERIFY(at::allclose(got.numbers, expected.numbers, 1e-5, 1e-5));
        QVERIFY(at::allclose(got.deviations, expected.deviations, 1e-4, 1e-6));
        QVERIFY(at::allclose(parts.weights(), whole.weights(), 1e-4, 1e-6));
    }
}

void TestTrainingStep::largeBatchIsSplitIntoMicroBatches() {
    auto config = smallConfig();
    config.model.height = config.model.width = 64;
    config.run.batchSize = 64;
    QCOMPARE(config::imagesPerPass(config, 64), 32);
    Trained whole(config), parts(config);
    const TaskBatch batch = randomBatch(config, 64);
    const auto got = whole.step->run({batch}, 0.1, true);
    const auto expected = parts.step->run({part(batch, 0, 32), part(batch, 32, 32)}, 0.1, true);
    QCOMPARE(got.passes, 2);
    QCOMPARE(expected.passes, 2);
    QVERIFY(at::equal(got.numbers, expected.numbers));
    QVERIFY(at::equal(whole.weights(), parts.weights()));
}

void TestTrainingStep::gradientsAreClippedByTheirGlobalNorm() {
    std::vector<at::Tensor> gradients{at::full({2, 3}, 2.0), at::full({3}, -1.0)};
    const double norm = std::sqrt(6 * 4.0 + 3);
    QVERIFY(std::abs(clipGradients(gradients, 0.5).item<double>() - norm) < 1e-5);
    QVERIFY(at::allclose(gradients[0], at::full({2, 3}, 2.0 * 0.5 / norm), 1e-4));
    QVERIFY(at::allclose(gradients[1], at::full({3}, -0.5 / norm), 1e-4));
    clipGradients(gradients, 10);  // below the limit
    QVERIFY(at::allclose(gradients[1], at::full({3}, -0.5 / norm), 1e-4));

    auto config = smallConfig();
    config.optimizer.momentum = 0;
    config.optimizer.weightDecay = 0;
    config.optimizer.clipNorm = 0.01;
    Trained clipped(config);
    const at::Tensor before = clipped.weights();
    clipped.step->run({randomBatch(config, 6)}, 0.5, false);
    QVERIFY(std::abs((clipped.weights() - before).norm().item<double>() - 0.5 * 0.01) < 1e-4);
}

void TestTrainingStep::labelSmoothingChangesTheCrossEntropy() {
    auto config = smallConfig();
    config.penalty.kind = spec::PenaltyKind::None;
    const TaskBatch batch = randomBatch(config, 6);
    config.optimizer.labelSmoothing = 0.2;
    Trained smooth(config);
    const at::Tensor logs = smooth.network->forward(batch.tensors[0]).detach().log_softmax(1);
    const at::Tensor own = logs.gather(1, batch.tensors[1].unsqueeze(1)).squeeze(1);
    const double expected = -(0.8 * own + 0.2 * logs.mean(1)).mean().item<double>();
    const auto result = smooth.step->run({batch}, 0.1, false);
    QVERIFY(std::abs(result.numbers[0].item<double>() - expected) < 1e-5);
    QVERIFY(!result.hasPenalty);
}

void TestTrainingStep::mixedImagesAreTrainedOnBothLabels() {
    const auto config = smallConfig();
    TaskBatch batch = randomBatch(config, 6);
    const at::Tensor partner = at::tensor({3, 2, 5, 0, 1, 4}, at::kLong);
    const double share = 0.7;
    batch.tensors.push_back(partner);
    batch.tensors.push_back(at::full({1}, share));
    Trained trained(config);
    const at::Tensor images = batch.tensors[0], labels = batch.tensors[1];
    const at::Tensor input = share * images + (1 - share) * images.index({partner});
    const at::Tensor logits = trained.network->forward(input).detach();
    const at::Tensor other = labels.index({partner});
    const double loss =
        (share * at::cross_entropy_loss(logits, labels) + (1 - share) * at::cross_entropy_loss(logits, other))
            .item<double>();
    const at::Tensor answers = logits.argmax(1);
    const double top1 =
        100 * (share * answers.eq(labels).to(at::kFloat) + (1 - share) * answers.eq(other).to(at::kFloat))
                  .mean()
                  .item<double>();
    const auto result = trained.step->run({batch}, 0.1, false);
    QVERIFY(std::abs(result.numbers[0].item<double>() - loss) < 1e-5);
    QVERIFY(std::abs(result.numbers[2].item<double>() - loss) < 1e-5);  // recorded as the cross entropy
    QVERIFY(std::abs(result.numbers[3].item<double>() - top1) < 1e-3);
}

void TestTrainingStep::imagesOfBytesTrainLikeNormalizedImages_data() {
    QTest::addColumn<double>("mixup");
    QTest::addColumn<bool>("divided");
    QTest::newRow("whole batches") << 0.0 << false;
    QTest::newRow("mixed") << 0.4 << false;
    QTest::newRow("divided as for several passes") << 0.0 << true;
}

// The weights after three steps, bit for bit.
void TestTrainingStep::imagesOfBytesTrainLikeNormalizedImages() {
    QFETCH(double, mixup);
    QFETCH(bool, divided);
    auto config = smallConfig();
    config.data.mixup = mixup;
    config.run.batchSize = 12;
    auto images = std::make_shared<ByteImages>();
    images->shape = {1, 10, 9};
    images->classNames.assign(5, "a class");
    images->mean = {0.2860f};
    images->deviation = {0.3530f};
    RandomStream random(7);
    for (int i = 0; i < 36 * 90; ++i)
        images->pixels.push_back(static_cast<std::uint8_t>(random.below(256)));
    for (int i = 0; i < 36; ++i)
        images->labels.push_back(i % 5);
    const auto data = std::make_shared<ByteImageDataset>(images, Placement{{1, 12, 12}, 2, true});
    Classification task(Trained::make(config), config, at::kCPU, {data, data});
    TrainingStep step(task, config, at::kCPU);
    Trained plain(config);
    const NetworkInput input(*data, at::kCPU);
    task.startEpoch(0, 0);
    for (int i = 0; i < 3; ++i) {
        const TaskBatch batch = *task.next();
        QCOMPARE(batch.tensors.size(), std::size_t(mixup > 0 ? 5 : 3));
        QCOMPARE(batch.tensors[0].scalar_type(), at::kByte);
        TaskBatch normalized{batch.images, batch.tensors};
        normalized.tensors[0] = input.of(batch.tensors[0], batch.tensors.back());
        normalized.tensors.pop_back();
        const auto split = [divided](const TaskBatch& whole) {
            return divided ? std::vector{part(whole, 0, 6), part(whole, 6, 6)} : std::vector{whole};
        };
        const auto a = step.run(split(batch), 0.1, true), b = plain.step->run(split(normalized), 0.1, true);
        QVERIFY(at::equal(a.numbers, b.numbers));
    }
    std::vector<at::Tensor> trained;
    for (const auto& parameter : task.network()->parameters())
        trained.push_back(parameter.detach().reshape(-1));
    QVERIFY(at::equal(at::cat(trained), plain.weights()));
    QVERIFY_EXCEPTION_THROWN(
        plain.task.loss({at::zeros({2, 1, 12, 12}, at::kByte), at::zeros({2}, at::kLong), at::zeros({2, 3}, at::kInt)}),
        c10::Error);
}

void TestTrainingStep::mixupDrawsDependOnlyOnDistributionAndKey() {
    // Beta(a, a): mean 1/2, variance 1 / (4 (2 a + 1)).
    for (const double alpha : {0.2, 1.0, 3.0}) {
        double sum = 0, squares = 0;
        constexpr int draws = 4000;
        for (int key = 0; key < draws; ++key) {
            const double share = drawMixup(alpha, 2, static_cast<std::uint64_t>(key) * 7919).share.item<double>();
            QVERIFY(share >= 0 && share <= 1);
            sum += share;
            squares += (share - 0.5) * (share - 0.5);
        }
        QVERIFY(std::abs(sum / draws - 0.5) < 0.03);
        QVERIFY(std::abs(squares / draws - 1 / (4 * (2 * alpha + 1))) < 0.012);
    }
    QVERIFY(std::isfinite(drawMixup(1e-3, 4, 5).share.item<double>()));
    const auto first = drawMixup(1, 50, 3), again = drawMixup(1, 50, 3), other = drawMixup(1, 50, 4);
    QVERIFY(at::equal(first.partner, again.partner) && at::equal(first.share, again.share));
    QVERIFY(!at::equal(first.partner, other.partner));
    QVERIFY(at::equal(std::get<0>(first.partner.sort()), at::arange(50)));
}

void TestTrainingStep::lowerPrecisionKeepsThePenaltyInFloat32_data() {
    QTest::addColumn<config::Precision>("precision");
    QTest::newRow("tf32") << config::Precision::TF32;
    QTest::newRow("bfloat16") << config::Precision::BFloat16;
    QTest::newRow("float16") << config::Precision::Float16;
}

void TestTrainingStep::lowerPrecisionKeepsThePenaltyInFloat32() {
    QFETCH(config::Precision, precision);
    auto config = smallConfig();
    config.model.initialization = spec::Initialization::Kaiming;  // far from isometric, so that the penalty is large
    const TaskBatch batch = randomBatch(config, 8);
    Trained exact(config);
    config.run.precision = precision;
    Trained lower(config);
    for (int i = 0; i < 2; ++i) {
        const auto expected = exact.step->run({batch}, 1e-3, true);
        const auto got = lower.step->run({batch}, 1e-3, true);
        QCOMPARE(got.numbers.scalar_type(), at::kFloat);
        if (i == 0)  // same weights, so exactly the same value
            QVERIFY(at::equal(got.numbers[1], expected.numbers[1]) && at::equal(got.deviations, expected.deviations));
        QVERIFY(at::allclose(got.numbers[0], expected.numbers[0], 0.05, 0.05));
        QVERIFY(at::allclose(lower.weights(), exact.weights(), 0.05, 0.01));
    }
    for (const auto& parameter : lower.network->parameters())
        QCOMPARE(parameter.scalar_type(), at::kFloat);
    QCOMPARE(lower.step->scaler().enabled(), config.run.precision == config::Precision::Float16);
    if (lower.step->scaler().enabled())
        QCOMPARE(lower.step->scaler().growth() + (lower.step->scaler().currentScale() < 65536 ? 2 : 0) >= 2, true);
}

void TestTrainingStep::penaltyCoefficientCanBeChanged() {
    auto config = smallConfig();
    config.model.initialization = spec::Initialization::Kaiming;
    const TaskBatch batch = randomBatch(config, 4);
    Trained turned(config);
    turned.step->setPenaltyCoefficient(0.01);
    config.penalty.coefficient = 0.01;
    Trained made(config);
    turned.step->run({batch}, 0.01, false);
    made.step->run({batch}, 0.01, false);
    QVERIFY(at::equal(turned.weights(), made.weights()));
    turned.step->setPenaltyCoefficient(0);
    QVERIFY(!turned.step->run({batch}, 0.01, false).hasPenalty);
    config.penalty.kind = spec::PenaltyKind::None;
    Trained none(config);
    none.step->setPenaltyCoefficient(spec::coefficientInForce(config.penalty));
    QVERIFY(!none.step->penaltyInLoss());
}

void TestTrainingStep::penaltyIntervalSkipsStepsAndMultipliesTheCoefficient() {
    for (const auto kind : {spec::PenaltyKind::Convolution, spec::PenaltyKind::Weight}) {
        auto config = smallConfig();
        config.model.initialization = spec::Initialization::Kaiming;
        config.penalty.kind = kind;
        const TaskBatch batch = randomBatch(config, 4);
        Trained tripled(config);
        tripled.step->setPenaltyCoefficient(3 * config.penalty.coefficient);
        config.penalty.interval = 3;
        Trained lazy(config);
        QVERIFY(lazy.step->run({batch}, 0.01, true, 6).hasPenalty);
        tripled.step->run({batch}, 0.01, true);
        QVERIFY(at::equal(lazy.weights(), tripled.weights()));
        QCOMPARE(lazy.step->run({batch}, 0.01, true, 7).hasPenalty, kind == spec::PenaltyKind::Convolution);
        tripled.step->setPenaltyCoefficient(0);
        tripled.step->run({batch}, 0.01, false);
        QVERIFY(at::equal(lazy.weights(), tripled.weights()));
    }
}

void TestTrainingStep::capturedStepEqualsTheEagerStep() {
    for (const auto kind : {spec::PenaltyKind::Convolution, spec::PenaltyKind::Weight}) {
        auto config = smallConfig();
        config.penalty.kind = kind;
        Trained eager(config), recorded(config);
        testing::GraphCalls calls;
        recorded.step->useGraph([&] { return std::make_unique<testing::FakeGraph>(calls); });
        for (int i = 0; i < 14; ++i) {
            if (i == 7) {  // invalidates the captured step
                eager.step->setPenaltyCoefficient(5e-4);
                recorded.step->setPenaltyCoefficient(5e-4);
            }
            const TaskBatch batch = randomBatch(config, 4);
            const double rate = 0.05 / (i + 1);
            const auto expected = eager.step->run({batch}, rate, i % 2 == 0);
            const auto got = recorded.step->run({batch}, rate, i % 2 == 0);
            QVERIFY(at::allclose(got.numbers, expected.numbers, 1e-5, 1e-6));
            QCOMPARE(got.deviations.defined(), expected.deviations.defined());
            if (got.deviations.defined())
                QVERIFY(at::allclose(got.deviations, expected.deviations, 1e-5, 1e-6));
            QVERIFY(at::allclose(recorded.weights(), eager.weights(), 1e-5, 1e-6));
        }
        QCOMPARE(calls.captures, 2);
        QVERIFY_EXCEPTION_THROWN(recorded.step->run({randomBatch(config, 5)}, 0.1, false), c10::Error);
    }
}

void TestTrainingStep::failedCaptureContinuesWithoutGraph() {
    const auto config = smallConfig();
    Trained eager(config), recorded(config);
    std::vector<at::Tensor> state;
    for (const auto& parameter : recorded.network->parameters())
        state.push_back(parameter.detach());
    for (const auto& group : recorded.step->optimizer().groups())
        state.insert(state.end(), group.momenta.begin(), group.momenta.end());
    testing::GraphCalls calls;
    std::vector<std::string> notices;
    recorded.step->useGraph([&] { return std::make_unique<testing::FakeGraph>(calls, state); });
    recorded.step->onNotice([&](const std::string& line) { notices.push_back(line); });
    for (int i = 0; i < 12; ++i) {
        if (i == 7) {  // would start another capture
            eager.step->setPenaltyCoefficient(5e-4);
            recorded.step->setPenaltyCoefficient(5e-4);
        }
        const TaskBatch batch = randomBatch(config, 4);
        const auto expected = eager.step->run({batch}, 0.05, i % 2 == 0);
        const auto got = recorded.step->run({batch}, 0.05, i % 2 == 0);
        QVERIFY(at::allclose(got.numbers, expected.numbers, 1e-5, 1e-6));
        QCOMPARE(got.deviations.defined(), expected.deviations.defined());
        QVERIFY(at::allclose(recorded.weights(), eager.weights(), 1e-5, 1e-6));
        QCOMPARE(notices.size(), i < 4 ? 0u : 1u);
    }
    QCOMPARE(calls.warmUps, 4);
    QCOMPARE(calls.captures, 1);
    QCOMPARE(calls.replays, 0);
    QCOMPARE(notices[0], std::string("run.cuda_graph: the training step is not captured as a CUDA graph (operation not "
                                     "permitted when stream is capturing). Training continues without one."));
}

void TestTrainingStep::cudaGraphsAreRejectedOnTheCpu() {
    auto config = smallConfig();
    config.run.cudaGraph = true;
    QVERIFY_EXCEPTION_THROWN(Trained{config}, std::invalid_argument);
}

void TestTrainingStep::chanceLevelDependsOnTheNumberOfImages() {
    QVERIFY(isChanceLevel(10.0, 10000, 10));
    QVERIFY(isChanceLevel(10.8, 10000, 10));  // three standard deviations are 0.9 %
    QVERIFY(!isChanceLevel(11.0, 10000, 10));
    QVERIFY(isChanceLevel(16.0, 100, 10));
    QVERIFY(!isChanceLevel(50.0, 100, 10));
    QVERIFY(!isChanceLevel(0, 0, 10));
    QVERIFY(!isChanceLevel(100, 50, 1));
}

QTEST_GUILESS_MAIN(TestTrainingStep)
#include "tst_trainingstep.moc"
