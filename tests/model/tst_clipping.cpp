// Clipping of kernels to bounds on the singular values of their operator.
#include <ATen/ATen.h>
#include <torch/types.h>

#include <QtTest>

#include "model/isometry/KernelClipping.h"
#include "model/isometry/LayerInspection.h"

using namespace isonet;
using model::OperatorGrid;

namespace {

// The circular operator of one group as a matrix, tap by tap.
at::Tensor denseOperator(const at::Tensor& weight, const OperatorGrid& grid) {
    const std::int64_t s = grid.stride, d = grid.dilation, height = grid.height / s, width = grid.width / s;
    at::Tensor matrix =
        torch::zeros({weight.size(0), height, width, weight.size(1), grid.height, grid.width}, at::kDouble);
    auto to = matrix.accessor<double, 6>();
    const auto a = weight.accessor<double, 4>();
    for (std::int64_t m = 0; m < weight.size(0); ++m)
        for (std::int64_t c = 0; c < weight.size(1); ++c)
            for (std::int64_t y = 0; y < height; ++y)
                for (std::int64_t x = 0; x < width; ++x)
                    for (std::int64_t qy = 0; qy < weight.size(2); ++qy)
                        for (std::int64_t qx = 0; qx < weight.size(3); ++qx)
                            to[m][y][x][c][(s * y + d * qy) % grid.height][(s * x + d * qx) % grid.width] +=
                                a[m][c][qy][qx];
    return matrix.view({weight.size(0) * height * width, -1});
}

}  // namespace

class TestClipping : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        torch::set_num_threads(1);
        torch::manual_seed(5);
    }

    // Where the kernel covers the grid, nothing is cut: the operator is the one with its singular values clipped.
    void operatorIsTheClippedOne_data() {
        QTest::addColumn<QList<int>>("shape");
        QTest::addColumn<QList<int>>("grid");  // height, width, stride, groups, dilation
        QTest::newRow("1x1") << QList<int>{4, 5, 1, 1} << QList<int>{3, 3, 1, 1, 1};
        QTest::newRow("grid of the kernel") << QList<int>{3, 2, 3, 3} << QList<int>{3, 3, 1, 1, 1};
        QTest::newRow("rectangular") << QList<int>{2, 3, 2, 4} << QList<int>{2, 4, 1, 1, 1};
        QTest::newRow("stride") << QList<int>{5, 2, 4, 4} << QList<int>{4, 4, 2, 1, 1};
        QTest::newRow("groups") << QList<int>{4, 3, 3, 3} << QList<int>{3, 3, 1, 2, 1};
    }

    void operatorIsTheClippedOne() {
        QFETCH(QList<int>, shape);
        QFETCH(QList<int>, grid);
        const at::Tensor weight = 0.5 * torch::randn({shape[0], shape[1], shape[2], shape[3]}, at::kDouble);
        const OperatorGrid on{grid[0], grid[1], grid[2], grid[3], grid[4]};
        const at::Tensor clipped = model::clippedKernel(weight, on, 0.4, 1.1);
        QVERIFY(clipped.sizes() == weight.sizes() && clipped.scalar_type() == at::kDouble);
        const auto before = weight.chunk(on.groups), after = clipped.chunk(on.groups);
        for (std::size_t g = 0; g < before.size(); ++g) {
            const auto [u, values, v] = at::linalg_svd(denseOperator(before[g].contiguous(), on), false);
            const at::Tensor expected = (u * values.clamp(0.4, 1.1)).mm(v);
            QVERIFY(values.max().item<double>() > 1.1);
            QVERIFY((denseOperator(after[g].contiguous(), on) - expected).abs().max().item<double>() < 1e-12);
        }
    }

    // Cut to its taps, a kernel approaches the bounds step by step.
    void repetitionApproachesTheBounds() {
        const OperatorGrid grid{8, 8, 1, 1, 1};
        at::Tensor weight = 0.3 * torch::randn({4, 4, 3, 3});
        double last = model::singularValues(weight, grid)[0].item<double>();
        QVERIFY(last > 1.2);
        for (int i = 0; i < 30; ++i)
            weight = model::clippedKernel(weight, grid, 0, 1);
        last = model::singularValues(weight, grid)[0].item<double>();
        QVERIFY2(last < 1.01, qPrintable(QString::number(last)));
    }

    void dilatedKernelsKeepTheirTaps() {
        const at::Tensor weight = torch::randn({4, 2, 3, 3});
        const OperatorGrid grid{10, 10, 2, 1, 3};
        const at::Tensor clipped = model::clippedKernel(weight, grid, 0, 1);
        QVERIFY(clipped.sizes() == weight.sizes());
        QVERIFY(model::singularValues(clipped, grid)[0].item<double>() <
                model::singularValues(weight, grid)[0].item<double>());
    }

    void kernelsWithinTheBoundsAreLeftAsTheyAre() {
        const at::Tensor weight = torch::eye(3).view({3, 3, 1, 1});
        QVERIFY(model::clippedKernel(weight, {4, 4, 1, 1, 1}, 0.5, 1).is_same(weight));
        QVERIFY_EXCEPTION_THROWN(model::clippedKernel(weight, {4, 4, 1, 1, 1}, 1, 0.5), std::invalid_argument);
    }

    void onlyConstrainedLayersOfANetworkAreClipped() {
        spec::ModelSpec spec;
        spec.depth = 8;
        spec.height = spec.width = 8;
        spec.initialization = spec::Initialization::Kaiming;
        spec.blocks = {};
        model::Network network(spec);
        std::map<std::string, at::Tensor> before;
        for (const auto& layer : network->convolutions())
            before[layer.plan->name] = layer.weight.detach().clone();
        spec::PenaltySpec penalty;
        penalty.kind = spec::PenaltyKind::None;
        penalty.clipHighest = 0.5;
        penalty.exclude = {"s2.*"};
        model::clipKernels(penalty, network);
        for (const auto& layer : network->convolutions()) {
            const bool kept = layer.plan->stage == 0 || layer.plan->stage == 2;
            QVERIFY2(torch::equal(layer.weight, before[layer.plan->name]) == kept, layer.plan->name.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestClipping)
#include "tst_clipping.moc"
