// The penalty's CUDA kernels for small groups, run on the host, against its CPU kernels: shapes, strides, layouts,
// types, several layers at once, absent gradients.
#include <ATen/Parallel.h>
#include <torch/types.h>

#include <QtTest>
#include <memory>

#include "model/kernels/GroupedLimits.h"
#include "model/kernels/GroupedPenalty.h"
#include "model/kernels/cuda/GroupedPenalty.h"
#include "tests/kernels/Emulation.h"
#include "tests/kernels/Operand.h"

using namespace isonet::model;
using isonet::emulation::Operand;
using isonet::emulation::Order;

namespace {

struct Layer {
    std::vector<std::int64_t> sizes;  // L, n, d, kh, kw
    int stride;
    bool columnsLast = false;
};

const std::vector<Layer> layers = {{{70, 1, 1, 3, 3}, 1},       {{9, 1, 1, 3, 3}, 2},   {{5, 1, 3, 5, 5}, 1, true},
                                   {{33, 4, 4, 3, 3}, 1, true}, {{6, 3, 5, 2, 4}, 1},   {{5, 4, 4, 5, 3}, 3, true},
                                   {{4, 1, 1, 7, 1}, 1},        {{3, 12, 12, 3, 3}, 1}, {{4, 8, 8, 1, 1}, 2},
                                   {{1, 2, 1, 3, 3}, 1}};

at::Tensor kernelsOf(const Layer& layer, at::ScalarType type) {
    const at::Tensor kernels = at::randn(layer.sizes, at::kDouble).mul_(0.4).to(type);
    return layer.columnsLast ? kernels.permute({0, 1, 3, 4, 2}).contiguous().permute({0, 1, 4, 2, 3}) : kernels;
}

// The layers on the host as the kernels see them on a device.
struct Launch {
    cuda::GroupedTable table;
    std::vector<std::unique_ptr<Operand>> from, to;

    void add(const at::Tensor& kernels, int stride, bool gradient) {
        cuda::GroupedLayer& layer = table.layers[table.count++];
        from.push_back(std::make_unique<Operand>(kernels, 1));
        to.push_back(std::make_unique<Operand>(at::empty_like(kernels), 3));
        layer.from = from.back()->data();
        layer.to = gradient ? to.back()->data() : nullptr;
        for (int i = 0; i < 5; ++i)
            layer.fromStrides[i] = layer.toStrides[i] = kernels.stride(i);
        int* sizes[] = {&layer.kernels, &layer.n, &layer.d, &layer.height, &layer.width};
        for (int i = 0; i < 5; ++i)
            *sizes[i] = static_cast<int>(kernels.size(i));
        layer.stride = stride;
    }

    at::Tensor run(bool isDouble) {
        const int blocks = cuda::arrangeBlocks(isDouble, table);
        const at::Tensor partial = at::full({blocks}, std::nan(""), at::kDouble);
        const at::Tensor values = at::empty({table.count}, at::kDouble);
        cuda::groupedPenalty(isDouble, table, blocks, partial.mutable_data_ptr<double>(),
                             values.mutable_data_ptr<double>(), nullptr);
        return values;
    }
};

}  // namespace

class TestGroupedPenaltyKernel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        at::manual_seed(5);
    }
    void equalsTheCpu_data() {
        QTest::addColumn<bool>("isDouble");
        QTest::newRow("float32") << false;
        QTest::newRow("float64") << true;
    }
    void equalsTheCpu();
    void largeKernelsDoNotFit();
};

void TestGroupedPenaltyKernel::equalsTheCpu() {
    QFETCH(bool, isDouble);
    const double tolerance = isDouble ? 1e-12 : 1e-5;
    for (const Order order : {Order::Forward, Order::Reverse, Order::Shuffled})
        for (const bool gradient : {true, false}) {
            isonet::emulation::setOrder(order);
            Launch launch;
            std::vector<at::Tensor> kernels, gradients;
            at::Tensor expected = at::empty({static_cast<std::int64_t>(layers.size())}, at::kDouble);
            for (const Layer& layer : layers) {
                kernels.push_back(kernelsOf(layer, isDouble ? at::kDouble : at::kFloat));
                gradients.push_back(at::empty_like(kernels.back()));
                expected[static_cast<std::int64_t>(kernels.size()) - 1] =
                    groupedPenalty(kernels.back(), layer.stride, gradients.back());
                launch.add(kernels.back(), layer.stride, gradient);
            }
            const at::Tensor values = launch.run(isDouble);
            QVERIFY(at::allclose(values, expected, tolerance, 0));
            for (std::size_t i = 0; i < layers.size(); ++i) {
                QVERIFY(launch.from[i]->holds(kernels[i]) && launch.to[i]->intact());
                const at::Tensor error = launch.to[i]->tensor() - gradients[i];
                QVERIFY2(!gradient || error.norm().item<double>() <= tolerance * gradients[i].norm().item<double>(),
                         qPrintable(QString("layer %1").arg(i)));
            }
        }
    isonet::emulation::setOrder(Order::Forward);
}

void TestGroupedPenaltyKernel::largeKernelsDoNotFit() {
    QCOMPARE(GroupedLimits::together(4, 1, 1, 3, 3, 1), std::int64_t{64});
    QCOMPARE(GroupedLimits::together(4, 16, 16, 3, 3, 1), std::int64_t{1});
    QCOMPARE(GroupedLimits::together(8, 16, 16, 3, 3, 1), std::int64_t{0});
    QCOMPARE(GroupedLimits::together(4, 16, 16, 5, 5, 1), std::int64_t{0});
    QCOMPARE(GroupedLimits::together(4, 1, std::int64_t{1} << 40, 3, 3, 1), std::int64_t{0});
}

QTEST_GUILESS_MAIN(TestGroupedPenaltyKernel)
#include "tst_groupedpenaltykernel.moc"
