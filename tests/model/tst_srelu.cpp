// SReLU compared with the expression it replaces, in every supported layout and type.
#include <torch/csrc/autograd/autograd.h>
#include <torch/types.h>

#include <QElapsedTimer>
#include <QtTest>
#include <algorithm>
#include <limits>
#include <optional>

#include "model/kernels/CudaPlugin.h"
#include "model/kernels/SReLU.h"
#include "tests/Optimized.h"

using namespace isonet::model;

namespace {

at::Tensor published(const at::Tensor& y, const at::Tensor& b) {
    return torch::relu(y - b) + b;
}

struct Case {
    at::Tensor y, b, g;
};

// Values on a coarse grid: some equal b exactly, and every type represents them exactly.
Case make(std::vector<std::int64_t> shape, const std::string& layout, at::ScalarType type, bool perChannel,
          const at::Device& device = at::kCPU) {
    torch::manual_seed(7);
    const std::int64_t channels = perChannel ? shape[1] : 1;
    std::vector<std::int64_t> full = shape;
    if (layout == "strided")
        full.back() *= 2;
    at::Tensor y = torch::randint(-12, 12, full, at::kFloat) / 4;
    if (layout == "channels-last")
        y = y.contiguous(at::MemoryFormat::ChannelsLast);
    if (layout == "strided")
        y = y.slice(-1, 0, full.back(), 2);
    if (layout == "transposed")
        y = y.transpose(0, 1).contiguous().transpose(0, 1);
    const at::Tensor b = torch::randint(-8, 4, {1, channels, 1, 1}, at::kFloat) / 4;
    const at::Tensor g = torch::randint(-8, 8, shape, at::kFloat) / 8;
    return {y.to(device, type), b.to(device, type), g.to(device, type)};
}

// Forward, both gradients, and their agreement with the published expression in float64.
void compare(const Case& c, bool inPlace) {
    at::Tensor y = c.y.detach().clone(at::MemoryFormat::Preserve).requires_grad_();
    at::Tensor b = c.b.detach().clone().requires_grad_();
    at::Tensor x;
    if (inPlace) {
        at::Tensor work = y * 1;  // a tensor whose producer does not need it
        x = srelu_(work, b);
        QVERIFY(x.data_ptr() == work.data_ptr());
    } else {
        x = srelu(y, b);
        QVERIFY(at::equal(y.detach(), c.y));
    }
    x.backward(c.g);

    at::Tensor y64 = c.y.cpu().to(at::kDouble).requires_grad_(), b64 = c.b.cpu().to(at::kDouble).requires_grad_();
    const at::Tensor shaped = c.y.dim() == 2 ? b64.reshape({1, -1}) : b64;
    const at::Tensor x64 = published(y64, shaped);
    x64.backward(c.g.cpu().to(at::kDouble));
    QCOMPARE(x.scalar_type(), c.y.scalar_type());
    QVERIFY(at::equal(x.detach().cpu().to(at::kDouble), x64.detach()));
    QVERIFY(at::equal(y.grad().cpu().to(at::kDouble), y64.grad()));
    QCOMPARE(b.grad().sizes(), b.sizes());
    const double tolerance = c.b.scalar_type() == at::kBFloat16 ? 4e-3 : c.b.scalar_type() == at::kHalf ? 5e-4 : 1e-6;
    QVERIFY(at::allclose(b.grad().cpu().to(at::kDouble), b64.grad(), tolerance, tolerance));
}

}  // namespace

class TestSReLU : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { loadCuda(); }  // before any use of torch
    void agreesWithThePublishedExpression_data();
    void agreesWithThePublishedExpression();
    void gpuAgreesWithThePublishedExpression_data();
    void gpuAgreesWithThePublishedExpression();
    void halfPrecisionKeepsSpecialValues_data();
    void halfPrecisionKeepsSpecialValues();
    void nanIsPropagated();
    void offsetOfAnotherTypeIsRoundedTheSameInBothDirections();
    void firstAndSecondGradientsMatchFiniteDifferences();
    void untrainedOffsetGetsNoGradient();
    void savesOnlyItsOutput();
    void overwritesOnlyUnsharedGradients();
    void sumsDoNotDependOnTheNumberOfThreads();
    void invalidShapesAreRejected_data();
    void invalidShapesAreRejected();
    void loopsUseVectorInstructions_data();
    void loopsUseVectorInstructions();
    void emptyBatchIsAccepted();
};

void TestSReLU::agreesWithThePublishedExpression_data() {
    QTest::addColumn<QList<qint64>>("shape");
    QTest::addColumn<QString>("layout");
    QTest::addColumn<int>("type");
    QTest::addColumn<bool>("perChannel");
    QTest::addColumn<bool>("inPlace");
    const QList<QPair<const char*, QList<qint64>>> shapes = {
        {"16x9x9", {3, 16, 9, 9}},   {"5x7x3", {2, 5, 7, 3}},   {"300x3x3", {4, 300, 3, 3}},
        {"1x40x40", {2, 1, 40, 40}}, {"64x1x1", {5, 64, 1, 1}}, {"3x150x150", {1, 3, 150, 150}},
        {"rows", {70, 33}},          {"many rows", {5000, 20}}};
    for (const auto& [name, shape] : shapes)
        for (const char* layout : {"contiguous", "channels-last", "strided", "transposed"})
            for (const at::ScalarType type : {at::kFloat, at::kDouble, at::kBFloat16, at::kHalf})
                for (const bool perChannel : {true, false})
                    for (const bool inPlace : {false, true}) {
                        if (shape.size() == 2 && QByteArray(layout) == "channels-last")
                            continue;
                        // float covers every combination, the other types two that differ in both.
                        if (type != at::kFloat && perChannel == inPlace)
                            continue;
                        QTest::addRow("%s %s %s%s%s", name, layout, c10::toString(type), perChannel ? "" : " shared",
                                      inPlace ? " in place" : "")
                            << shape << QString(layout) << int(type) << perChannel << inPlace;
                    }
}

void TestSReLU::agreesWithThePublishedExpression() {
    QFETCH(QList<qint64>, shape);
    QFETCH(QString, layout);
    QFETCH(int, type);
    QFETCH(bool, perChannel);
    QFETCH(bool, inPlace);
    compare(make({shape.begin(), shape.end()}, layout.toStdString(), at::ScalarType(type), perChannel), inPlace);
}

void TestSReLU::gpuAgreesWithThePublishedExpression_data() {
    if (!loadCuda())
        QSKIP(("no CUDA here: " + cudaStatus()).c_str());
    agreesWithThePublishedExpression_data();
}

void TestSReLU::gpuAgreesWithThePublishedExpression() {
    QFETCH(QList<qint64>, shape);
    QFETCH(QString, layout);
    QFETCH(int, type);
    QFETCH(bool, perChannel);
    QFETCH(bool, inPlace);
    compare(make({shape.begin(), shape.end()}, layout.toStdString(), at::ScalarType(type), perChannel, at::kCUDA),
            inPlace);
}

void TestSReLU::halfPrecisionKeepsSpecialValues_data() {
    QTest::addColumn<int>("type");
    QTest::newRow("bfloat16") << int(at::kBFloat16);
    QTest::newRow("float16") << int(at::kHalf);
}

// All 65536 values, as input and as gradient.
void TestSReLU::halfPrecisionKeepsSpecialValues() {
    QFETCH(int, type);
    const at::Tensor all = torch::arange(-32768, 32768, at::kShort).view(at::ScalarType(type)).view({1, 1, 256, 256});
    for (const double offset : {-1.0, 0.0, -0.0, 0.5, -6e-8}) {
        at::Tensor y = all.detach().clone().requires_grad_();
        at::Tensor b = torch::full({1, 1, 1, 1}, offset, all.scalar_type());
        const at::Tensor x = srelu(y, b).detach();
        QVERIFY(at::equal(x.nan_to_num(77), at::maximum(all, b).nan_to_num(77)));
        QVERIFY(at::equal(x.isnan(), all.isnan()));
    }
    // A gradient of b alone, one value at a time, is converted exactly.
    at::Tensor b = torch::zeros({1, 65536}, all.scalar_type()).requires_grad_();
    const at::Tensor y = torch::full({1, 65536}, -1, all.scalar_type());
    srelu(y, b).backward(all.view({1, 65536}));
    QVERIFY(at::equal(b.grad().nan_to_num(77, 7, -7), all.view({1, 65536}).nan_to_num(77, 7, -7)));
}

void TestSReLU::nanIsPropagated() {
    at::Tensor y = torch::zeros({1, 2, 3, 3}), b = torch::full({1, 2, 1, 1}, -1.0);
    y[0][1][2][2] = std::numeric_limits<float>::quiet_NaN();
    QCOMPARE(srelu(y, b).isnan().sum().item<int>(), 1);
    QCOMPARE(srelu(-y, b).isnan().sum().item<int>(), 1);
    b[0][0] = std::numeric_limits<float>::quiet_NaN();
    QCOMPARE(srelu(y, b).isnan().sum().item<int>(), 10);
}

void TestSReLU::offsetOfAnotherTypeIsRoundedTheSameInBothDirections() {
    // -1.003 is not a bfloat16 value; the gradient at y = b must still go to b.
    const at::Tensor y = torch::full({1, 1, 4, 4}, -3, at::kBFloat16).requires_grad_();
    const at::Tensor b = torch::full({1, 1, 1, 1}, -1.003f).requires_grad_();
    srelu(y, b).backward(torch::ones_like(y));
    QCOMPARE(b.grad().scalar_type(), at::kFloat);
    QCOMPARE(b.grad().item<float>(), 16.0f);
    QCOMPARE(y.grad().abs().sum().item<float>(), 0.0f);
}

void TestSReLU::firstAndSecondGradientsMatchFiniteDifferences() {
    torch::manual_seed(3);
    for (const bool perChannel : {true, false}) {
        const at::Tensor y = torch::randn({2, 3, 4, 5}, at::kDouble).requires_grad_();
        const at::Tensor b = torch::randn({1, perChannel ? 3 : 1, 1, 1}, at::kDouble).requires_grad_();
        const at::Tensor g = torch::randn({2, 3, 4, 5}, at::kDouble).requires_grad_();
        const at::Tensor v = torch::randn_like(y), u = torch::randn_like(b);
        // s(y, b, g) = <dy, v> + <db, u>, a function of the first gradients.
        const auto scalar = [&](const at::Tensor& yy, const at::Tensor& bb, const at::Tensor& gg) {
            const auto first = torch::autograd::grad({srelu(yy, bb)}, {yy, bb}, {gg}, true, true);
            return (first[0] * v).sum() + (first[1] * u).sum();
        };
        const auto second = torch::autograd::grad({scalar(y, b, g)}, {y, b, g}, {}, true, false, true);
        const auto numeric = [&](const at::Tensor& input, const std::function<double(const at::Tensor&)>& f) {
            at::Tensor out = torch::zeros_like(input);
            for (std::int64_t i = 0; i < input.numel(); ++i) {
                at::Tensor plus = input.detach().clone(), minus = plus.clone();
                plus.view(-1)[i] += 1e-6;
                minus.view(-1)[i] -= 1e-6;
                out.view(-1)[i] = (f(plus.requires_grad_()) - f(minus.requires_grad_())) / 2e-6;
            }
            return out;
        };
        QVERIFY(at::allclose(second[2], numeric(g, [&](const at::Tensor& t) { return scalar(y, b, t).item<double>(); }),
                             1e-6, 1e-6));
        for (const size_t i : {0, 1})
            QVERIFY(!second[i].defined() || second[i].abs().max().item<double>() == 0.0);
        const auto loss = [&](const at::Tensor& yy, const at::Tensor& bb) {
            return (srelu(yy, bb) * g.detach()).sum().item<double>();
        };
        const auto first = torch::autograd::grad({srelu(y, b)}, {y, b}, {g.detach()});
        QVERIFY(at::allclose(first[0], numeric(y, [&](const at::Tensor& t) { return loss(t, b); }), 1e-6, 1e-6));
        QVERIFY(at::allclose(first[1], numeric(b, [&](const at::Tensor& t) { return loss(y, t); }), 1e-6, 1e-6));
    }
}

void TestSReLU::untrainedOffsetGetsNoGradient() {
    const at::Tensor y = torch::randn({2, 3, 4, 4}).requires_grad_();
    const at::Tensor b = torch::full({1, 3, 1, 1}, -0.5);
    srelu(y, b).backward(torch::ones_like(y));
    QVERIFY(!b.grad().defined());
    QVERIFY(at::equal(y.grad(), (y.detach() > -0.5).to(at::kFloat)));
    const at::Tensor fixed = y.detach(), trained = b.clone().requires_grad_();
    srelu(fixed, trained).sum().backward();
    QVERIFY(at::equal(trained.grad().view(-1), fixed.le(-0.5).sum({0, 2, 3}).to(at::kFloat)));
}

void TestSReLU::savesOnlyItsOutput() {
    const at::Tensor weight = torch::randn({3, 3, 1, 1}).requires_grad_(), b = torch::zeros({1, 3, 1, 1});
    at::Tensor y = torch::conv2d(torch::randn({2, 3, 4, 4}), weight);
    const void* storage = y.data_ptr();
    at::Tensor x = srelu_(y, b);
    QVERIFY(x.data_ptr() == storage);
    x.sum().backward();
    QVERIFY(weight.grad().defined());
}

void TestSReLU::overwritesOnlyUnsharedGradients() {
    const at::Tensor y = torch::randn({2, 8, 16, 16}).requires_grad_();
    const at::Tensor b = torch::zeros({1, 8, 1, 1}).requires_grad_();
    const at::Tensor given = torch::ones_like(y);
    srelu(y, b).backward(given);
    QVERIFY(at::equal(given, torch::ones_like(y)));

    // The gradient of a sum reaches both terms as the same tensor.
    y.mutable_grad() = at::Tensor();
    const at::Tensor other = torch::randn_like(y).requires_grad_();
    ((srelu(y, b) + other) * 2).sum().backward();
    QVERIFY(at::equal(other.grad(), torch::full_like(y, 2)));
    QVERIFY(at::equal(y.grad(), (y.detach() > 0) * 2.0f));

    // The caller's memory is unchanged.
    y.mutable_grad() = at::Tensor();
    std::vector<float> memory(static_cast<size_t>(y.numel()), 1.0f);
    srelu(y, b).backward(torch::from_blob(memory.data(), y.sizes()));
    QVERIFY(std::all_of(memory.begin(), memory.end(), [](float v) { return v == 1.0f; }));

    // A temporary gradient is reused: y's producer receives its gradient in the memory of the consumer's.
    const void* fresh = nullptr;
    const void* after = nullptr;
    const at::Tensor before = y * 1;
    before.register_hook([&](const at::Tensor& g) { after = g.data_ptr(); });
    at::Tensor x = srelu(before, b);
    x.register_hook([&](const at::Tensor& g) { fresh = g.data_ptr(); });
    at::Tensor out = (x * 3).sum();
    x = at::Tensor();
    out.backward();
    QVERIFY(fresh && fresh == after);
}

void TestSReLU::sumsDoNotDependOnTheNumberOfThreads() {
    torch::manual_seed(5);
    const at::Tensor y = torch::randn({8, 32, 40, 40}), g = torch::randn({8, 32, 40, 40});
    const int threads = at::get_num_threads();
    for (const auto format : {at::MemoryFormat::Contiguous, at::MemoryFormat::ChannelsLast}) {
        std::vector<at::Tensor> sums;
        for (const int n : {1, 2, 3}) {
            at::set_num_threads(n);
            const at::Tensor b = torch::zeros({1, 32, 1, 1}).requires_grad_();
            srelu(y.contiguous(format), b).backward(g.contiguous(format));
            sums.push_back(b.grad());
        }
        QVERIFY(at::equal(sums[0], sums[1]) && at::equal(sums[0], sums[2]));
    }
    at::set_num_threads(threads);
}

void TestSReLU::invalidShapesAreRejected_data() {
    QTest::addColumn<QList<qint64>>("y");
    QTest::addColumn<QList<qint64>>("b");
    QTest::newRow("another channel count") << QList<qint64>{2, 8, 4, 4} << QList<qint64>{1, 4, 1, 1};
    QTest::newRow("channels on the wrong axis") << QList<qint64>{2, 4, 4, 4} << QList<qint64>{4, 1, 1, 1};
    QTest::newRow("three dimensions") << QList<qint64>{2, 4, 4} << QList<qint64>{1, 4, 1, 1};
}

void TestSReLU::invalidShapesAreRejected() {
    QFETCH(QList<qint64>, y);
    QFETCH(QList<qint64>, b);
    const std::vector<std::int64_t> ys(y.begin(), y.end()), bs(b.begin(), b.end());
    QVERIFY_EXCEPTION_THROWN(srelu(torch::zeros(ys), torch::zeros(bs)), c10::Error);
}

void TestSReLU::loopsUseVectorInstructions_data() {
    QTest::addColumn<bool>("last");
    QTest::newRow("contiguous") << false;
    QTest::newRow("channels-last") << true;
}

// Without vector instructions the loops take 6 to 60 times as long as torch's clamp, with them 1 to 5 times.
void TestSReLU::loopsUseVectorInstructions() {
    if (!isonet::test::optimized)
        QSKIP("built without optimization, or with a sanitizer");
    QFETCH(bool, last);
    const auto format = last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    const at::NoGradGuard noGrad;
    at::Tensor y = torch::randn({4, 16, 32, 32}).contiguous(format);
    const at::Tensor b = torch::zeros({16}), shaped = b.view({1, 16, 1, 1}), g = torch::ones_like(y);
    std::optional<at::Tensor> dy = torch::empty_like(y), db = torch::empty({16});
    using Backward = void(const at::Tensor&, const at::Tensor&, const at::Tensor&, std::optional<at::Tensor>,
                          std::optional<at::Tensor>);
    const auto backward =
        c10::Dispatcher::singleton().findSchemaOrThrow("isonet::srelu_backward_out", "").typed<Backward>();
    double torch = std::numeric_limits<double>::max(), up = torch, down = torch;
    const auto shorten = [](double& best, const auto& work) {
        QElapsedTimer timer;
        timer.start();
        work();
        best = std::min(best, double(timer.nsecsElapsed()));
    };
    for (int turn = 0; turn < 200; ++turn) {
        shorten(torch, [&] { y.clamp_min_(0); });
        shorten(up, [&] { srelu_(y, shaped); });
        shorten(down, [&] { backward.call(g, y, b, dy, db); });
    }
    up /= torch;
    down /= torch;
    QVERIFY2(up < 3, qPrintable(QStringLiteral("forward: %1 times torch's clamp").arg(up)));
    QVERIFY2(down < 12, qPrintable(QStringLiteral("backward: %1 times torch's clamp").arg(down)));
}

void TestSReLU::emptyBatchIsAccepted() {
    QCOMPARE(srelu(torch::zeros({0, 3, 4, 4}), torch::zeros({1, 3, 1, 1})).sizes(), (at::IntArrayRef{0, 3, 4, 4}));
}

QTEST_GUILESS_MAIN(TestSReLU)
#include "tst_srelu.moc"
