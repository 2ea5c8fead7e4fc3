// Signals and gradients through small networks, compared with known values and with autograd.
#include <torch/nn/functional.h>
#include <torch/types.h>

#include <QtTest>
#include <cmath>
#include <stop_token>

#include "model/isometry/SignalMeasure.h"

using namespace isonet;
using namespace isonet::model;

namespace {

spec::ModelSpec small(spec::Activation activation) {
    spec::ModelSpec spec;
    spec.depth = 8;
    spec.height = spec.width = 8;
    spec.activation = activation;
    return spec;
}

void compareRelative(double got, double expected, double tolerance) {
    QVERIFY2(std::abs(got - expected) <= tolerance * std::abs(expected) + 1e-12,
             qPrintable(QString("%1, expected %2").arg(got, 0, 'g', 12).arg(expected, 0, 'g', 12)));
}

// Even, rectangular, grouped and standardized kernels, with stride and dilation.
spec::ModelSpec assembled() {
    spec::ModelSpec spec = small(spec::Activation::SReLU);
    spec.height = spec.width = 17;
    spec.stem = spec::StemSpec{};
    spec.stem->kernel = {4, 2};
    spec.stem->channels = 8;
    spec.stages.resize(3);
    for (spec::StageSpec& stage : spec.stages)
        stage.block = spec::BlockKind::Plain;
    spec.stages[0].channels = 8;
    spec.stages[0].kernel = {{2, 3}};
    spec.stages[0].groups = 4;
    spec.stages[0].stride = spec.stages[0].dilation = 2;
    spec.stages[1].channels = 12;
    spec.stages[1].kernel = {{1, 4}};
    spec.stages[1].stride = 2;
    spec.stages[2].channels = spec.stages[2].groups = 12;
    spec.stages[2].dilation = 2;
    spec.weightStandardization = true;
    return spec;
}

double rootMeanSquare(const at::Tensor& batch) {
    return std::sqrt(batch.to(at::kDouble).flatten(1).square().sum(1).mean().item<double>());
}

double change(const at::Tensor& before, const at::Tensor& after) {
    const auto gram = [](const at::Tensor& x) {
        return x.to(at::kDouble).flatten(1).mm(x.to(at::kDouble).flatten(1).t());
    };
    return ((gram(after) - gram(before)).norm() / gram(before).norm()).item<double>();
}

template <typename Report>
const Report& named(const std::vector<Report>& reports, const char* name) {
    const auto found = std::find_if(reports.begin(), reports.end(), [&](const Report& r) { return r.name == name; });
    if (found == reports.end())
        throw std::out_of_range(name);
    return *found;
}

// Stores copies as well as the tensors themselves.
struct Recorder : SignalObserver {
    struct Seen {
        std::size_t index;
        at::Tensor tensor, copy;
    };
    std::vector<Seen> before, after;
    std::vector<std::pair<std::size_t, std::vector<std::int64_t>>> convolutions;
    void convolution(std::size_t index, const at::Tensor&, const at::Tensor& out) override {
        convolutions.emplace_back(index, out.sizes().vec());
    }
    void activation(std::size_t index, const at::Tensor& y, const at::Tensor& x) override {
        before.push_back({index, y, y.clone()});
        after.push_back({index, x, x.clone()});
    }
};

}  // namespace

class TestSignals : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { torch::manual_seed(8); }
    void observersReceiveEveryFamily_data() { families(); }
    void observersReceiveEveryFamily();
    void orthogonalLinearChainPreservesEnergy();
    void reluHalvesEnergyOnce();
    void reluPassesHalfOfAWhiteGradient();
    void vanillaNetworkEqualsAutograd_data();
    void vanillaNetworkEqualsAutograd();
    void everyFamilyIsMeasured_data() { families(); }
    void everyFamilyIsMeasured();
    void networkIsUnchanged();
    void stopsOnRequest();
    void invalidLabelsAreRejected();

private:
    void families();
    spec::ModelSpec family() const;
};

void TestSignals::families() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("activation");
    for (const auto& each : spec::activations)
        QTest::addRow("vanilla, %s", each.name.data()) << 0 << static_cast<int>(each.value);
    QTest::newRow("residual with multiplier") << 1 << 6;
    QTest::newRow("normalized, no shortcut") << 2 << 0;
    QTest::newRow("residual, normalized") << 3 << 0;
    QTest::newRow("fixup") << 4 << 0;
    QTest::newRow("18 layers, pooled stem") << 5 << 6;
    QTest::newRow("50 layers, bottlenecks") << 6 << 0;
}

spec::ModelSpec TestSignals::family() const {
    QFETCH(int, kind);
    QFETCH(int, activation);
    spec::ModelSpec spec = small(static_cast<spec::Activation>(activation));
    spec.initialization = spec::Initialization::Kaiming;
    spec.shortcut = kind == 1 || kind >= 3;
    if (kind == 1) {
        spec.multiplier = spec::ResidualMultiplier::Scalar;
        spec.multiplierStart = 0.5;
    }
    if (kind == 2 || kind == 3 || kind == 6)
        spec.normalization = spec::Normalization::Batch;
    spec.fixup = kind == 4;
    if (kind >= 5) {
        spec.family = spec::Family::ImageNet;
        spec.depth = kind == 5 ? 18 : 50;
        spec.height = spec.width = 33;
    }
    return spec;
}

void TestSignals::observersReceiveEveryFamily() {
    const spec::ModelSpec spec = family();
    model::Network network(spec);
    network->eval();
    const torch::NoGradGuard noGrad;
    const at::Tensor images = torch::randn({2, 3, spec.height, spec.width});
    const at::Tensor expected = network->forward(images.clone());
    Recorder recorder;
    network->observe(&recorder);
    const at::Tensor logits = network->forward(images.clone());
    network->observe(nullptr);
    QVERIFY(at::equal(network->forward(images.clone()), expected));
    QVERIFY(at::allclose(logits, expected, 1e-5, 1e-6));
    const auto& plan = network->plan();
    QCOMPARE(recorder.convolutions.size(), plan.convolutions.size());
    QCOMPARE(recorder.after.size(), plan.activations.size());
    for (std::size_t i = 0; i < recorder.convolutions.size(); ++i) {
        const auto& out = plan.convolutions[i].out;
        QCOMPARE(recorder.convolutions[i].first, i);
        QCOMPARE(recorder.convolutions[i].second, (std::vector<std::int64_t>{2, out.channels, out.height, out.width}));
    }
    for (std::size_t i = 0; i < recorder.after.size(); ++i) {
        QCOMPARE(recorder.before[i].index, i);
        QVERIFY(at::equal(recorder.before[i].tensor, recorder.before[i].copy));
        QVERIFY(at::equal(recorder.after[i].tensor, recorder.after[i].copy));
        const auto& shape = plan.activations[i].shape;
        QCOMPARE(recorder.after[i].tensor.sizes(), at::IntArrayRef({2, shape.channels, shape.height, shape.width}));
    }
}

// With very negative b, delta kernels and no stride, every layer of the first stage is an isometry both ways.
void TestSignals::orthogonalLinearChainPreservesEnergy() {
    spec::ModelSpec spec = small(spec::Activation::SReLU);
    spec.offset = -1e6;
    const auto report = measureSignals(model::Network(spec), torch::randn({3, 3, 8, 8}));
    QVERIFY(report.has_value());
    QCOMPARE(report->images, std::int64_t{3});
    for (const char* name : {"stem.conv", "s1.b1.f.a", "s1.b1.f.b"}) {
        const ConvolutionReport& row = named(report->convolutions, name);
        compareRelative(row.forward.before, report->imageNorm, 1e-6);
        compareRelative(row.forward.after, report->imageNorm, 1e-6);
        QVERIFY(row.forward.deviation < 1e-6);
    }
    // The second convolution's adjoint preserves norms; the stem's drops the 13 channels without input.
    QVERIFY(named(report->convolutions, "s1.b1.f.b").backward.deviation < 1e-6);
    QVERIFY(named(report->convolutions, "s2.b1.f.a").forward.gain() < 0.9);  // a delta with stride drops pixels
    for (const ActivationReport& row : report->activations) {
        QVERIFY(row.forward.deviation < 1e-6 && row.backward.deviation < 1e-6);
        compareRelative(row.forward.gain(), 1, 1e-6);
        compareRelative(row.backward.gain(), 1, 1e-6);
        QCOMPARE(row.maskEnergy, 1.0);
        QCOMPARE(row.maskDeviation, 0.0);
    }
    compareRelative(report->logitsGradient, 1, 1e-6);
}

// A signal and its negative: ReLU keeps the positive part of each, which are orthogonal.
void TestSignals::reluHalvesEnergyOnce() {
    const at::Tensor image = torch::randn({1, 3, 8, 8});
    const at::Tensor images = at::cat({image, -image});
    const auto report = measureSignals(model::Network(small(spec::Activation::ReLU)), images);
    const ActivationReport& first = report->activations.front();
    compareRelative(first.forward.before, rootMeanSquare(images), 1e-6);
    compareRelative(first.forward.gain(), std::sqrt(0.5), 1e-6);
    // K = e [1, -1; -1, 1] becomes [p, 0; 0, n] with p + n = e.
    const double e = image.square().sum().item<double>(), p = image.clamp_min(0).square().sum().item<double>();
    const double n = e - p;
    compareRelative(first.forward.deviation, std::sqrt((e - p) * (e - p) + (e - n) * (e - n) + 2 * e * e) / (2 * e),
                    1e-5);
    const ActivationReport& second = report->activations[1];  // its input is already nonnegative
    compareRelative(second.forward.gain(), 1, 1e-6);
    QVERIFY(second.forward.deviation < 1e-6);
}

void TestSignals::reluPassesHalfOfAWhiteGradient() {
    const at::Tensor images = torch::randn({4, 3, 8, 8});
    // 3 of 16 channels carry the image; the others are 0, where ReLU's derivative is 0.
    const double positive = images.gt(0).to(at::kDouble).mean().item<double>() * 3 / 16;
    const auto relu = measureSignals(model::Network(small(spec::Activation::ReLU)), images);
    compareRelative(relu->activations.front().maskEnergy, positive, 1e-6);
    compareRelative(relu->activations.front().maskDeviation, std::sqrt(1 - positive), 1e-6);
    const auto srelu = measureSignals(model::Network(small(spec::Activation::SReLU)), images);
    const double above = 1 - images.le(-1).to(at::kDouble).mean().item<double>() * 3 / 16;
    compareRelative(srelu->activations.front().maskEnergy, above, 1e-6);
}

void TestSignals::vanillaNetworkEqualsAutograd_data() {
    QTest::addColumn<bool>("labeled");
    QTest::addColumn<bool>("dilated");
    QTest::addColumn<bool>("ofStages");
    QTest::newRow("labels") << true << false << false;
    QTest::newRow("labels, dilated last stage") << true << true << false;
    QTest::newRow("random gradient") << false << false << false;
    QTest::newRow("labels, assembled") << true << false << true;
}

// The same network written with torch's operators, with gradients from autograd.
void TestSignals::vanillaNetworkEqualsAutograd() {
    QFETCH(bool, labeled);
    QFETCH(bool, dilated);
    QFETCH(bool, ofStages);
    spec::ModelSpec spec = ofStages ? assembled() : small(spec::Activation::SReLU);
    spec.dilated = dilated;
    spec.initialization = spec::Initialization::Kaiming;
    spec.offset = -0.2;
    model::Network network(spec);
    const at::Tensor images = torch::randn({3, 3, spec.height, spec.width});
    SignalOptions options;
    if (labeled)
        options.labels = torch::tensor({1, 7, 3}, at::kLong);
    const auto report = measureSignals(network, images, options);

    at::Tensor x = images.clone().requires_grad_();
    const at::Tensor input = x;
    std::vector<at::Tensor> inputs, before, after;
    const auto layers = network->convolutions();
    for (std::size_t i = 0; i < layers.size(); ++i) {
        inputs.push_back(x);
        const spec::ConvolutionPlan& plan = *layers[i].plan;
        const bool last = dilated && plan.stage == 3;
        const std::int64_t spacing = last ? 2 : ofStages ? plan.dilation : 1;
        const std::int64_t top = spacing * (plan.kernel.height / 2), left = spacing * (plan.kernel.width / 2);
        const at::Tensor padded = at::constant_pad_nd(
            x, {left, spacing * (plan.kernel.width - 1) - left, top, spacing * (plan.kernel.height - 1) - top});
        at::Tensor kernel = layers[i].weight;
        if (ofStages) {
            const at::Tensor centered = kernel - kernel.mean({1, 2, 3}, true);
            kernel = centered / (centered.square().mean({1, 2, 3}, true) + 1e-5).sqrt();
        }
        const at::Tensor y =
            torch::conv2d(padded, kernel, {}, last ? 1 : plan.stride, at::IntArrayRef({0, 0}), spacing, plan.groups);
        x = at::maximum(y, network->offsets()[i].offset);
        before.push_back(y);
        after.push_back(x);
        y.retain_grad();
        x.retain_grad();
    }
    const auto parameters = network->named_parameters();
    const at::Tensor logits = torch::linear(x.mean({2, 3}), parameters["head.fc.weight"], parameters["head.fc.bias"]);
    if (labeled)
        torch::nn::functional::cross_entropy(logits, options.labels,
                                             torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kSum))
            .backward();
    else
        logits.backward(torch::ones_like(logits) * 0 + 1);  // arbitrary: only ratios are compared below

    QCOMPARE(report->activations.size(), before.size());
    compareRelative(report->imageNorm, rootMeanSquare(images), 1e-6);
    compareRelative(report->logitsNorm, rootMeanSquare(logits.detach()), 1e-5);
    if (labeled)
        compareRelative(report->imageGradient, rootMeanSquare(input.grad()), 1e-4);
    for (std::size_t i = 0; i < before.size(); ++i) {
        const ActivationReport& row = report->activations[i];
        compareRelative(row.forward.before, rootMeanSquare(before[i].detach()), 1e-5);
        compareRelative(row.forward.after, rootMeanSquare(after[i].detach()), 1e-5);
        compareRelative(row.forward.deviation, change(before[i].detach(), after[i].detach()), 1e-4);
        const at::Tensor mask = (before[i] > network->offsets()[i].offset).to(at::kDouble);
        compareRelative(row.maskEnergy, mask.mean().item<double>(), 1e-6);
        compareRelative(row.maskDeviation, std::sqrt(1 - mask.mean().item<double>()), 1e-6);
        if (!labeled)
            continue;
        compareRelative(row.backward.before, rootMeanSquare(after[i].grad()), 1e-4);
        compareRelative(row.backward.after, rootMeanSquare(before[i].grad()), 1e-4);
        compareRelative(row.backward.deviation, change(after[i].grad(), before[i].grad()), 1e-4);
        const ConvolutionReport& convolution = report->convolutions[i];
        compareRelative(convolution.forward.deviation, change(inputs[i].detach(), before[i].detach()), 1e-4);
        compareRelative(convolution.backward.before, rootMeanSquare(before[i].grad()), 1e-4);
        compareRelative(convolution.backward.after, rootMeanSquare(inputs[i].grad()), 1e-4);
        compareRelative(convolution.backward.deviation, change(before[i].grad(), inputs[i].grad()), 1e-4);
    }
}

void TestSignals::everyFamilyIsMeasured() {
    const spec::ModelSpec spec = family();
    model::Network network(spec);
    int last = 0, all = 0;
    SignalOptions options;
    options.progress = [&](int done, int of) {
        QCOMPARE(done, last + 1);
        last = done;
        all = of;
    };
    const auto report = measureSignals(network, torch::randn({2, 3, spec.height, spec.width}), options);
    QVERIFY(report.has_value());
    QCOMPARE(report->activations.size(), network->plan().activations.size());
    QCOMPARE(report->convolutions.size(), network->plan().convolutions.size());
    QVERIFY(last <= all && last > all / 2);
    if (!spec.fixup && spec.normalization == spec::Normalization::None)
        QCOMPARE(last, all);
    for (std::size_t i = 0; i < report->activations.size(); ++i) {
        const ActivationReport& row = report->activations[i];
        QCOMPARE(row.name, network->plan().activations[i].name);
        QVERIFY2(row.forward.before > 0 && row.forward.after > 0, row.name.c_str());
        QVERIFY2(std::isfinite(row.backward.before) && std::isfinite(row.forward.deviation), row.name.c_str());
        // Fixup's classifier starts at 0 and passes no gradient; nor does a branch that starts at 0.
        if (!spec.fixup && spec.normalization == spec::Normalization::None)
            QVERIFY2(row.backward.before > 0 && row.backward.after > 0, row.name.c_str());
    }
    for (const ConvolutionReport& row : report->convolutions)
        QVERIFY2(!row.name.empty() && row.forward.before > 0, row.name.c_str());
}

void TestSignals::networkIsUnchanged() {
    model::Network network(small(spec::Activation::SReLU));
    network->train();
    const at::Tensor images = torch::randn({2, 3, 8, 8});
    const at::Tensor kept = images.clone();
    measureSignals(network, images);
    QVERIFY(network->is_training());
    QVERIFY(at::equal(images, kept));
    QVERIFY(!images.requires_grad());
    for (const auto& parameter : network->parameters())
        QVERIFY(!parameter.grad().defined());
}

void TestSignals::stopsOnRequest() {
    model::Network network(small(spec::Activation::SReLU));
    for (const int when : {2, 17}) {  // forward; backward
        std::stop_source source;
        SignalOptions options;
        options.stop = source.get_token();
        int last = 0;
        options.progress = [&](int done, int) {
            last = done;
            if (done == when)
                source.request_stop();
        };
        QVERIFY(!measureSignals(network, torch::randn({2, 3, 8, 8}), options).has_value());
        QCOMPARE(last, when);
    }
    QVERIFY(measureSignals(network, torch::randn({2, 3, 8, 8})).has_value());  // the observer was removed
}

void TestSignals::invalidLabelsAreRejected() {
    model::Network network(small(spec::Activation::SReLU));
    SignalOptions options;
    options.labels = torch::tensor({1, 2, 3}, at::kLong);
    QVERIFY_EXCEPTION_THROWN(measureSignals(network, torch::randn({2, 3, 8, 8}), options), std::invalid_argument);
    options.labels = torch::tensor({1, 10}, at::kLong);
    QVERIFY_EXCEPTION_THROWN(measureSignals(network, torch::randn({2, 3, 8, 8}), options), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(measureSignals(network, torch::randn({3, 8, 8})), c10::Error);
}

QTEST_GUILESS_MAIN(TestSignals)
#include "tst_signals.moc"
