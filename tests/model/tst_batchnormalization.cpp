// Batch normalization of channels-last batches against float64, and against LibTorch's own where that is exact.
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <QtTest>

#include "model/layers/BatchNormalization.h"

using namespace isonet;

namespace {

at::Tensor images(std::int64_t batch, std::int64_t channels, std::int64_t side) {
    return (torch::randn({batch, channels, side, side}) * 2 + 0.3).contiguous(at::MemoryFormat::ChannelsLast);
}

double largest(const at::Tensor& difference) {
    return difference.abs().max().item<double>();
}

}  // namespace

class TestBatchNormalization : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { torch::manual_seed(5); }
    void cleanup() { at::set_num_threads(1); }

    void valuesAndGradientsEqualDoublePrecision_data() {
        QTest::addColumn<int>("batch");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("side");
        QTest::newRow("many pixels") << 128 << 16 << 32;  // LibTorch's sums are off by 7e-5
        QTest::newRow("more channels than a tile") << 3 << 70 << 5;
        QTest::newRow("two pixels") << 2 << 3 << 1;
    }
    void valuesAndGradientsEqualDoublePrecision() {
        QFETCH(int, batch);
        QFETCH(int, channels);
        QFETCH(int, side);
        model::BatchNormalization norm(channels);
        {
            const at::NoGradGuard noGrad;
            norm->weight.uniform_(0.5, 1.5);
            norm->bias.uniform_(-1, 1);
        }
        const at::Tensor x = images(batch, channels, side).requires_grad_(), factor = torch::randn_like(x);
        const at::Tensor y = norm->forward(x);
        const auto gradients = torch::autograd::grad({(y * factor).sum()}, {x, norm->weight, norm->bias});
        const auto exact = [](const at::Tensor& each) { return each.detach().to(at::kDouble).requires_grad_(); };
        const at::Tensor ex = exact(x), weight = exact(norm->weight), bias = exact(norm->bias);
        const at::Tensor expected = at::batch_norm(ex, weight, bias, {}, {}, true, 0.1, 1e-5, false);
        const auto slopes = torch::autograd::grad({(expected * factor.to(at::kDouble)).sum()}, {ex, weight, bias});
        QVERIFY2(largest(y - expected) < 2e-6, qPrintable(QString::number(largest(y - expected))));
        for (std::size_t i = 0; i < slopes.size(); ++i)
            QVERIFY(largest(gradients[i] - slopes[i]) < 2e-6 * (1 + largest(slopes[i])));
    }

    // Running statistics, evaluation and other layouts are LibTorch's.
    void statisticsAndEvaluationAreAsInLibTorch() {
        model::BatchNormalization ours(6);
        torch::nn::BatchNorm2d library(6);
        for (int step = 0; step < 3; ++step) {
            const at::Tensor x = images(4, 6, 7);
            ours->forward(x);
            library->forward(x.contiguous());
        }
        QVERIFY(largest(ours->running_mean - library->running_mean) < 1e-7);
        QVERIFY(largest(ours->running_var - library->running_var) < 1e-6);
        QCOMPARE(ours->num_batches_tracked.item<std::int64_t>(), std::int64_t{3});
        const at::Tensor x = images(4, 6, 7);
        QVERIFY(largest(ours->forward(x.contiguous()) - library->forward(x.contiguous())) < 1e-6);
        ours->eval();
        library->eval();
        QVERIFY(largest(ours->forward(x) - library->forward(x)) < 1e-6);
    }

    void threadsGiveTheSameBits() {
        const at::Tensor x = images(16, 20, 9);
        model::BatchNormalization norm(20);
        at::set_num_threads(1);
        const at::Tensor one = norm->forward(x);
        at::set_num_threads(2);
        QVERIFY(at::equal(norm->forward(x), one));
    }
};

QTEST_GUILESS_MAIN(TestBatchNormalization)
#include "tst_batchnormalization.moc"
