// Penalties of the literature besides that of equations (13), (14) and (16).
//
// The numbers of the flattened ones are of PyTorch 2.11 in float64: torch.linalg.norm and matrix_norm of W^T W - I with
// autograd, kernel i-th value ((7919 i + 13) mod 101) / 101 - 1/2, direction ((31 i + 7) mod 17) / 17 - 1/2.
#include <ATen/ATen.h>
#include <torch/types.h>

#include <QtTest>

#include "model/isometry/OcnnPenalty.h"
#include "model/isometry/Penalty.h"
#include "model/isometry/SoftOrthogonality.h"
#include "model/isometry/SpectralNormPenalty.h"
#include "tests/model/ConvolutionProducts.h"

using namespace isonet;

namespace {

at::Tensor filled(const QList<int>& shape, std::int64_t a, std::int64_t b, std::int64_t m) {
    const std::vector<std::int64_t> sizes(shape.begin(), shape.end());
    const at::Tensor places = torch::arange(c10::multiply_integers(sizes), torch::kLong);
    return places.mul(a).add(b).remainder(m).to(torch::kDouble).div(static_cast<double>(m)).sub(0.5).view(sizes);
}

at::Tensor kernelOf(const QList<int>& shape) {
    return filled(shape, 7919, 13, 101);
}

at::Tensor directionOf(const QList<int>& shape) {
    return filled(shape, 31, 7, 17);
}

// ||conv(K, K) - I0||_F on the side of the outputs at shifts that are multiples of the stride, by explicit loops.
double ocnnByLoops(const at::Tensor& weight, std::int64_t stride, std::int64_t groups) {
    double total = 0;
    for (const at::Tensor& kernel : weight.chunk(groups, 0))
        total += test::squaredDistanceByLoops(kernel, stride);
    return std::sqrt(total);
}

bool near(double got, double expected, double tolerance) {
    return std::abs(got - expected) <= tolerance * std::max(1.0, std::abs(expected));
}

using Function = at::Tensor (*)(const at::Tensor&, std::int64_t);

}  // namespace

Q_DECLARE_METATYPE(Function)

class TestOtherPenalties : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { torch::set_num_threads(1); }

    void flattenedPenaltiesEqualPyTorch_data() {
        QTest::addColumn<QList<int>>("shape");
        QTest::addColumn<int>("groups");
        QTest::addColumn<Function>("function");
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("gradientNorm");
        QTest::addColumn<double>("alongDirection");
        const auto row = [](const char* kernel, const QList<int>& shape, int groups, const char* name, double value,
                            double gradientNorm, double alongDirection) {
            const std::map<std::string, Function> functions{{"SO", model::softOrthogonality},
                                                            {"DSO", model::doubleSoftOrthogonality},
                                                            {"MC", model::mutualCoherence},
                                                            {"SRIP", model::spectralRestrictedIsometry},
                                                            {"SN", model::spectralNormPenalty}};
            QTest::addRow("%s, %s", name, kernel)
                << shape << groups << functions.at(name) << value << gradientNorm << alongDirection;
        };
        row("wide", {3, 4, 3, 3}, 1, "SO", 18.4198754049, 35.7839287866, 2.19553497701);
        row("wide", {3, 4, 3, 3}, 1, "DSO", 69.8397508097, 71.5678575732, 4.39106995403);
        row("wide", {3, 4, 3, 3}, 1, "MC", 2.05822958533, 3.49755891178, 0.871287128713);
        row("wide", {3, 4, 3, 3}, 1, "SRIP", 3.7404411989, 4.35451085607, 0.346871623456);
        row("wide", {3, 4, 3, 3}, 1, "SN", 2.37022059945, 2.17725542803, 0.173435811728);
        row("tall", {7, 2, 1, 1}, 1, "SO", 5.39534401035, 1.64590876586, 0.086221405201);
        row("tall", {7, 2, 1, 1}, 1, "DSO", 5.7906880207, 3.29181753171, 0.172442810402);
        row("tall", {7, 2, 1, 1}, 1, "MC", 0.905058327615, 0.616252131469, -0.306348281887);
        row("tall", {7, 2, 1, 1}, 1, "SRIP", 1, 0, 0);
        row("tall", {7, 2, 1, 1}, 1, "SN", 0.413413000661, 0.909299731289, -0.0981728497478);
        row("square", {6, 6, 1, 1}, 1, "SO", 3.21482188503, 3.09436820285, 1.82759464296);
        row("square", {6, 6, 1, 1}, 1, "DSO", 6.42964377006, 6.18873640571, 3.65518928592);
        row("square", {6, 6, 1, 1}, 1, "MC", 0.596559160867, 1.27033985867, 0.412929528247);
        row("square", {6, 6, 1, 1}, 1, "SN", 0.72868348535, 1.2072145504, 0.0692026382778);
        row("groups", {4, 2, 3, 3}, 2, "SO", 1.75851870396, 7.35334903879, 0.532601866148);
        row("groups", {4, 2, 3, 3}, 2, "DSO", 35.5170374079, 14.7066980776, 1.0652037323);
        row("groups", {4, 2, 3, 3}, 2, "MC", 0.635771002843, 2.55794527138, 0.0192195690157);
        row("groups", {4, 2, 3, 3}, 2, "SRIP", 1.00922292941, 2.83494121943, 0.378030192115);
        row("groups", {4, 2, 3, 3}, 2, "SN", 1.00461146471, 1.41747060972, 0.189015096057);
    }

    void flattenedPenaltiesEqualPyTorch() {
        QFETCH(QList<int>, shape);
        QFETCH(int, groups);
        QFETCH(Function, function);
        QFETCH(double, value);
        QFETCH(double, gradientNorm);
        QFETCH(double, alongDirection);
        at::Tensor kernel = kernelOf(shape).requires_grad_();
        const at::Tensor got = function(kernel, groups);
        QCOMPARE(got.dim(), std::int64_t{0});
        QVERIFY2(near(got.item<double>(), value, 1e-6), qPrintable(QString::number(got.item<double>(), 'g', 12)));
        got.backward();
        QVERIFY2(near(kernel.grad().norm().item<double>(), gradientNorm, 1e-6),
                 qPrintable(QString::number(kernel.grad().norm().item<double>(), 'g', 12)));
        QVERIFY2(near((kernel.grad() * directionOf(shape)).sum().item<double>(), alongDirection, 1e-6),
                 qPrintable(QString::number((kernel.grad() * directionOf(shape)).sum().item<double>(), 'g', 12)));
        // Float32 and a channels-last layout give the same value.
        const at::Tensor other = kernel.detach().to(torch::kFloat).contiguous(at::MemoryFormat::ChannelsLast);
        QVERIFY(near(function(other, groups).item<double>(), value, 1e-5));
    }

    // Where singular values lie close together, plain power iteration stays between them.
    void spectralNormIsThatOfNearIsometries() {
        torch::manual_seed(3);
        const auto orthogonal = std::get<0>(at::linalg_qr(torch::randn({72, 16}, torch::kDouble))).t();
        at::Tensor kernel = (orthogonal + 0.01 * torch::randn({16, 72}, torch::kDouble)).view({16, 8, 3, 3});
        kernel.requires_grad_();
        const at::Tensor got = model::spectralNormPenalty(kernel);
        got.backward();
        const auto [u, sigma, v] = at::linalg_svd(kernel.detach().flatten(1), false);
        const double largest = sigma[0].item<double>();
        QVERIFY(near(got.item<double>(), largest * largest / 2, 1e-6));
        const at::Tensor expected = largest * at::outer(u.select(1, 0), v[0]);
        const double cosine = (kernel.grad().flatten(1) * expected).sum().item<double>() /
                              (kernel.grad().norm().item<double>() * largest);
        QVERIFY2(cosine > 0.999, qPrintable(QString::number(cosine)));
    }

    void ocnnEqualsLoops_data() {
        QTest::addColumn<QList<int>>("shape");
        QTest::addColumn<int>("stride");
        QTest::addColumn<int>("groups");
        QTest::newRow("square") << QList<int>{4, 4, 3, 3} << 1 << 1;
        QTest::newRow("fewer outputs, stride 2") << QList<int>{3, 5, 3, 3} << 2 << 1;
        QTest::newRow("more outputs") << QList<int>{6, 2, 3, 3} << 1 << 1;
        QTest::newRow("more outputs, stride 2") << QList<int>{9, 2, 3, 3} << 2 << 1;
        QTest::newRow("1x1, stride 2") << QList<int>{6, 3, 1, 1} << 2 << 1;
        QTest::newRow("rectangular, even") << QList<int>{3, 2, 2, 4} << 1 << 1;
        QTest::newRow("groups") << QList<int>{6, 1, 3, 3} << 2 << 3;
    }

    void ocnnEqualsLoops() {
        QFETCH(QList<int>, shape);
        QFETCH(int, stride);
        QFETCH(int, groups);
        at::Tensor kernel = kernelOf(shape).requires_grad_();
        const auto value = [&](const at::Tensor& of) { return model::ocnnPenalty({of}, {stride}, {groups})[0]; };
        const at::Tensor got = value(kernel);
        QVERIFY(near(got.item<double>(), ocnnByLoops(kernel.detach(), stride, groups), 1e-10));
        got.backward();
        const double step = 1e-5;
        const at::Tensor direction = directionOf(shape);
        const double difference = ocnnByLoops(kernel.detach() + step * direction, stride, groups) -
                                  ocnnByLoops(kernel.detach() - step * direction, stride, groups);
        QVERIFY(near((kernel.grad() * direction).sum().item<double>(), difference / (2 * step), 1e-7));
    }

    // Two taps of 1 / sqrt 2 at opposite corners overlap only at the outermost shift, which the published default
    // padding of 1 does not reach.
    void ocnnSeesTheOutermostShifts() {
        constexpr std::int64_t channels = 6;
        at::Tensor kernel = torch::zeros({channels, channels, 3, 3}, torch::kDouble);
        for (std::int64_t c = 0; c < channels; ++c)
            kernel[c][c][0][0] = kernel[c][c][2][2] = std::sqrt(0.5);
        QVERIFY(near(model::ocnnPenalty({kernel}, {1}, {1})[0].item<double>(), std::sqrt(channels / 2.0), 1e-12));
        at::Tensor published = at::conv2d(kernel, kernel, {}, 1, 1);
        published.select(3, 1).select(2, 1).sub_(torch::eye(channels, torch::kDouble));
        QVERIFY(published.norm().item<double>() < 1e-12);
    }

    // The gradient of a norm at 0 is 0, not NaN, in training's precision.
    void gradientsAreFiniteAtTheDeltaKernel_data() {
        QTest::addColumn<int>("kind");
        for (const spec::PenaltyInfo& info : spec::penalties)
            if (info.value != spec::PenaltyKind::None)
                QTest::newRow(std::string(info.name).c_str()) << static_cast<int>(info.value);
    }

    void gradientsAreFiniteAtTheDeltaKernel() {
        QFETCH(int, kind);
        spec::ModelSpec network;
        network.depth = 8;
        network.height = network.width = 8;
        model::Network delta(network);
        spec::PenaltySpec spec;
        spec.kind = static_cast<spec::PenaltyKind>(kind);
        const model::Penalty penalty(spec, delta);
        const model::PenaltyValue value = penalty.evaluate();
        QCOMPARE(value.layers.size(0), static_cast<std::int64_t>(penalty.layers().size()));
        QVERIFY(near(value.total.item<double>(), value.layers.sum().item<double>(), 1e-6));
        value.total.backward();
        for (const model::ConvolutionLayer& layer : delta->convolutions())
            if (layer.weight.grad().defined())
                QVERIFY2(layer.weight.grad().isfinite().all().item<bool>(), layer.plan->name.c_str());
        const bool ofSize =
            spec.kind == spec::PenaltyKind::SpectralNorm || spec.kind == spec::PenaltyKind::DoubleSoftOrthogonality;
        if (!ofSize)  // square kernels are isometries; s2 and s3 start with strided ones, of which A A* - I vanishes
                      // too
            QVERIFY(value.layers[0].item<double>() < 1e-6);
    }

    void sizeDividesEachLayersNorm() {
        spec::ModelSpec network;
        network.depth = 8;
        network.height = network.width = 8;
        network.initialization = spec::Initialization::Kaiming;
        torch::manual_seed(4);
        model::Network net(network);
        spec::PenaltySpec spec;
        spec.kind = spec::PenaltyKind::Ocnn;
        const at::Tensor plain = model::Penalty(spec, net).measure();
        spec.sizeNormalized = true;
        const model::Penalty sized(spec, net);
        const at::Tensor divided = sized.measure();
        for (std::size_t i = 0; i < sized.layers().size(); ++i) {
            const auto at = static_cast<std::int64_t>(i);
            const auto size = static_cast<double>(net->named_parameters()[sized.layers()[i] + ".weight"].numel());
            QVERIFY(near(divided[at].item<double>() * size, plain[at].item<double>(), 1e-5));
        }
        spec.kind = spec::PenaltyKind::Convolution;  // whose values are deviations that are recorded
        QVERIFY(torch::equal(model::Penalty(spec, net).measure(), model::Penalty({}, net).measure()));
    }
};

QTEST_APPLESS_MAIN(TestOtherPenalties)
#include "tst_otherpenalties.moc"
