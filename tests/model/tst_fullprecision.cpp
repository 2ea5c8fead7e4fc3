// What promises float32 computes in float32: on every thread, in values and gradients of every order.
#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <torch/csrc/autograd/autograd.h>

#include <QtTest>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "ProductRecorder.h"
#include "model/isometry/FullPrecision.h"
#include "model/isometry/JacobianSpectrum.h"
#include "model/isometry/Penalty.h"
#include "model/isometry/PreciseProduct.h"
#include "model/isometry/SignalMeasure.h"
#include "model/layers/Network.h"

using namespace isonet;
using namespace isonet::model;
using test::ProductRecorder;
using torch::autograd::grad;

namespace {

spec::ModelSpec smallNetwork() {
    spec::ModelSpec spec;
    spec.depth = 8;
    spec.channels = 1;
    spec.height = spec.width = 16;
    return spec;
}

// First and second derivatives by autograd against differences, in float64.
void checkGradients(const std::function<at::Tensor(const at::Tensor&)>& function, const at::Tensor& at) {
    const at::Tensor x = at.detach().clone().requires_grad_();
    const at::Tensor direction = at::randn_like(x), weights = at::randn_like(x);
    const auto slope = [&](const at::Tensor& place) {
        return (grad({function(place)}, {place}, {}, true, true)[0] * weights).sum();
    };
    const at::Tensor first = grad({function(x)}, {x})[0], second = grad({slope(x)}, {x})[0];
    const double step = 1e-5;
    const at::Tensor up = (x.detach() + step * direction).requires_grad_(),
                     down = (x.detach() - step * direction).requires_grad_();
    const auto compare = [&](const at::Tensor& gradient, const at::Tensor& above, const at::Tensor& below) {
        const double expected = (above - below).item<double>() / (2 * step);
        const double got = (gradient * direction).sum().item<double>();
        QVERIFY2(std::abs(got - expected) <= 1e-6 * (1 + std::abs(expected)),
                 qPrintable(QString("%1, expected %2").arg(got).arg(expected)));
    };
    compare(first, function(up), function(down));
    compare(second, slope(up), slope(down));
}

}  // namespace

class TestFullPrecision : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        torch::manual_seed(3);
        TF32Scope::countCpu(true);
    }

    void scopesOfTheCpuDoNotDisturbAGpu() {
        TF32Scope::countCpu(false);
        const TF32Scope run(true, at::Device(at::kCUDA, 0));
        const TF32Scope measurement(false, at::kCPU);
        QVERIFY(TF32Scope::matrixProducts() && TF32Scope::convolutions());
        const TF32Scope preview(false, at::Device(at::kCUDA, 0));
        QVERIFY(!TF32Scope::matrixProducts() && !TF32Scope::convolutions());
    }

    void tf32IsUsedWhileAllScopesAllowIt() {
        at::globalContext().setAllowTF32CuDNN(true);  // torch's default
        {
            const TF32Scope strict(false, at::kCPU);
            QVERIFY(!TF32Scope::matrixProducts() && !TF32Scope::convolutions());
        }
        {
            const TF32Scope run(true, at::kCPU);
            QVERIFY(TF32Scope::matrixProducts() && TF32Scope::convolutions());
            {
                const TF32Scope strict(false, at::kCPU), nested(true, at::kCPU);
                QVERIFY(!TF32Scope::matrixProducts() && !TF32Scope::convolutions());
            }
            QVERIFY(TF32Scope::matrixProducts() && TF32Scope::convolutions());
        }
        QVERIFY(!TF32Scope::matrixProducts() && !TF32Scope::convolutions());
    }

    // Scopes that overlap without nesting, as those of two threads do.
    void scopesOfThreadsDoNotUndoEachOther() {
        auto run = std::make_unique<TF32Scope>(true, at::kCPU);
        auto preview = std::make_unique<TF32Scope>(false, at::kCPU);
        run.reset();
        QVERIFY(!TF32Scope::matrixProducts());
        run = std::make_unique<TF32Scope>(true, at::kCPU);
        QVERIFY(!TF32Scope::matrixProducts());
        preview.reset();
        QVERIFY(TF32Scope::matrixProducts() && TF32Scope::convolutions());
        std::vector<std::jthread> threads;
        std::atomic<int> wrong = 0;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 500; ++i) {
                    const FullPrecision guard(at::kCPU);
                    wrong += TF32Scope::matrixProducts() || TF32Scope::convolutions();
                }
            });
        threads.clear();
        QCOMPARE(wrong.load(), 0);
        QVERIFY(TF32Scope::matrixProducts() && TF32Scope::convolutions());
    }

    void productsMatchPlainOnes_data() {
        QTest::addColumn<int>("pairs");
        QTest::newRow("one pair") << 1;
        QTest::newRow("three pairs") << 3;
    }
    void productsMatchPlainOnes() {
        QFETCH(int, pairs);
        const at::Tensor a = at::randn({pairs, 4, 5}), b = at::randn({pairs, 5, 6});
        QVERIFY(at::allclose(preciseProduct(a, b), at::matmul(a, b), 1e-6, 1e-6));
        const at::Tensor other = at::randn({pairs, 5, 2}, at::kDouble);
        checkGradients([&](const at::Tensor& x) { return preciseProduct(x, other).pow(3).sum(); },
                       at::randn({pairs, 4, 5}, at::kDouble));
        checkGradients([&](const at::Tensor& x) { return preciseProduct(x, x.transpose(1, 2)).square().sum(); },
                       at::randn({pairs, 3, 4}, at::kDouble));
        QVERIFY_THROWS_EXCEPTION(c10::Error, preciseProduct(a, a));
    }

    void convolutionByProductsMatchesConv2d_data() {
        QTest::addColumn<int>("stride");
        QTest::addColumn<int>("top");
        QTest::addColumn<int>("left");
        QTest::newRow("stride 1") << 1 << 2 << 2;
        QTest::newRow("stride 2") << 2 << 2 << 2;
        QTest::newRow("no padding") << 1 << 0 << 0;
        QTest::newRow("another padding per axis") << 2 << 0 << 2;
    }
    void convolutionByProductsMatchesConv2d() {
        QFETCH(int, stride);
        QFETCH(int, top);
        QFETCH(int, left);
        const at::Tensor images = at::randn({4, 3, 5, 7}), kernel = at::randn({6, 3, 3, 3});
        const at::Tensor expected =
            at::conv2d(images, kernel, {}, at::IntArrayRef{stride, stride}, at::IntArrayRef{top, left});
        const at::Tensor got = convolutionByProducts(images, kernel, stride, {top, left});
        QVERIFY(got.sizes() == expected.sizes());
        QVERIFY(at::allclose(got, expected, 1e-5, 1e-5));
        QVERIFY(at::equal(preciseConvolution(images, kernel, stride, {top, left}), expected));
        checkGradients(
            [&](const at::Tensor& x) {
                return convolutionByProducts(x, x, stride, {top, left}).square().sum();
            },
            at::randn({3, 2, 3, 3}, at::kDouble));
    }

    void penaltiesOfATf32RunHaveNoTf32Product_data() {
        QTest::addColumn<spec::PenaltyKind>("kind");
        QTest::newRow("convolution") << spec::PenaltyKind::Convolution;
        QTest::newRow("weight") << spec::PenaltyKind::Weight;
    }
    void penaltiesOfATf32RunHaveNoTf32Product() {
        QFETCH(spec::PenaltyKind, kind);
        auto wide = smallNetwork();
        wide.widthMultiplier = 2;  // narrow layers are computed without products
        Network network(wide);
        spec::PenaltySpec spec;
        spec.kind = kind;
        const TF32Scope run(true, at::kCPU);
        const ProductRecorder recorder;
        const Penalty penalty(spec, network);
        at::Tensor total = penalty.evaluate().total;
        const int forward = int(recorder.products("mm").size());
        QVERIFY(forward > 0);
        std::thread([&] { total.backward(); }).join();
        QVERIFY(kind == spec::PenaltyKind::Convolution || int(recorder.products("mm").size()) > forward);
        QCOMPARE(recorder.count(true), 0);
        // The counter sees products that may be rounded.
        at::mm(at::ones({2, 2}), at::ones({2, 2}));
        QCOMPARE(recorder.count(true, "mm"), 1);
    }

    void secondDerivativesHaveNoTf32Product() {
        const TF32Scope run(true, at::kCPU);
        const at::Tensor weight = at::randn({4, 3, 3, 3}).requires_grad_();
        const ProductRecorder recorder;
        const at::Tensor value =
            convolutionByProducts(weight, weight, 1, {2, 2}).square().sum() + weightPenaltyReference(weight);
        const at::Tensor first = grad({value}, {weight}, {}, true, true)[0];
        grad({first.square().sum()}, {weight});
        QVERIFY(recorder.products("mm").size() > 6);
        QCOMPARE(recorder.count(true), 0);
    }

    void measuresOfANetworkHaveNoTf32Product() {
        Network network(smallNetwork());
        const TF32Scope run(true, at::kCPU);
        const ProductRecorder recorder;
        const at::Tensor images = at::randn({2, 1, 16, 16});
        QVERIFY(measureSignals(network, images, {}));
        QVERIFY(recorder.products("convolution_backward").size() > 0);
        JacobianOptions options;
        options.values = 2;
        QCOMPARE(jacobianSpectra(network, images.narrow(0, 0, 1), options).size(), std::size_t(1));
        QVERIFY(recorder.products("aten::convolution").size() > 0);
        QCOMPARE(recorder.count(true), 0);
        QVERIFY(TF32Scope::convolutions());
    }
};

QTEST_GUILESS_MAIN(TestFullPrecision)
#include "tst_fullprecision.moc"
