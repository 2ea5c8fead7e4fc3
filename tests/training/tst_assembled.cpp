// The packaged networks of stages (resources/sweeps/assembled.yaml): the penalty and all singular values of every
// penalized layer compared with a dense operator. Grids are as small as the kernels allow; each kind of layer is
// checked once, and layers whose matrix would take seconds are left out.
// ISONET_ASSEMBLED=QUEUE checks every layer of the trained runs in that folder instead.
#include <torch/types.h>

#include <QtTest>
#include <cfloat>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <set>
#include <tuple>

#include "model/isometry/Deviation.h"
#include "model/isometry/KernelMaps.h"
#include "model/isometry/LayerInspection.h"
#include "model/isometry/Penalty.h"
#include "tests/model/DenseOperator.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/sweeps/SweepYaml.h"

using namespace isonet;
using test::Case;
using test::Size;

namespace {

const sweeps::Sweep& assembled() {
    static const sweeps::Sweep sweep = sweeps::loadSweep(ISONET_SWEEPS "/assembled.yaml");
    return sweep;
}

QString trainedQueue() {
    return qEnvironmentVariable("ISONET_ASSEMBLED");
}

// The smallest grid that holds the kernel, a multiple of stride and dilation.
spec::ConvolutionPlan onSmallGrid(spec::ConvolutionPlan plan) {
    const int step = std::lcm(plan.stride, plan.dilation);
    const auto least = [&](int taps) { return (plan.dilation * (taps - 1) + step) / step * step; };
    plan.in.height = least(plan.kernel.height);
    plan.in.width = least(plan.kernel.width);
    plan.out.height = plan.in.height / plan.stride;
    plan.out.width = plan.in.width / plan.stride;
    return plan;
}

// Sides of the matrix of one group.
Size longestSide(const Case& c) {
    const Size outputs = c.outputs / c.groups * (c.height / c.stride) * (c.width / c.stride);
    return std::max(outputs, c.inputs / c.groups * c.height * c.width);
}

// Singular values of the circular operator, in descending order: those of its groups.
at::Tensor denseSingularValues(const at::Tensor& weight, const Case& c) {
    std::vector<at::Tensor> values;
    for (Size group = 0; group < c.groups; ++group)
        values.push_back(at::linalg_svdvals(
            test::denseOperator(test::kernelOfGroup(weight, c, group), test::oneGroup(c), test::Boundary::Circular)));
    return std::get<0>(at::cat(values).sort(0, true));
}

double densePenaltyOfGroups(const at::Tensor& weight, const Case& c) {
    double sum = 0;
    for (Size group = 0; group < c.groups; ++group)
        sum += test::densePenalty(test::kernelOfGroup(weight, c, group), test::oneGroup(c));
    return sum;
}

// Of P = d^2 / 2 as the training has it, in float32: beyond 1e-5 P the rounding of the entries of A A* that are near 1,
// of which there are as many as channels on the smaller side.
double allowedError(double penalty, const Case& c) {
    const double entries = static_cast<double>(std::min(c.outputs, c.inputs));
    return 1e-5 * penalty + 4 * FLT_EPSILON * std::sqrt(entries * 2 * penalty);
}

}  // namespace

class TestAssembled : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (trainedQueue().isEmpty())
            torch::set_num_threads(1);  // tests run side by side
        torch::manual_seed(3);
    }

    void layersAgreeWithDenseOperators_data() {
        QTest::addColumn<int>("index");
        QCOMPARE(assembled().rows.size(), std::size_t(10));
        for (int i = 0; const auto& row : assembled().rows)
            QTest::newRow(row.id.c_str()) << i++;
    }

    void layersAgreeWithDenseOperators() {
        QFETCH(int, index);
        const sweeps::SweepRow& row = assembled().rows[static_cast<std::size_t>(index)];
        const bool trained = !trainedQueue().isEmpty();
        spec::PenaltySpec penalty = row.config.penalty;
        penalty.kind = spec::PenaltyKind::Convolution;  // measured in networks that are trained without it, too
        const at::NoGradGuard noGrad;
        model::Network network{nullptr};
        if (trained) {
            network = training::loadNetwork((trainedQueue() + "/").toStdString() + row.id).network;
        } else {
            network = model::Network(row.config.model);
            for (const auto& layer : network->convolutions())  // not exactly an isometry
                layer.weight.mul_(0.8).add_(torch::randn_like(layer.weight) / std::sqrt(layer.weight[0].numel()), 0.3);
        }
        const model::Penalty measured(penalty, network);
        const at::Tensor penalties = measured.measure().to(at::kDouble);
        std::set<std::tuple<Size, Size, Size, Size, Size, Size, Size>> seen;
        int checked = 0, left = 0;
        double worstPenalty = 0, worstSigma = 0;
        std::size_t number = 0;
        for (const auto& layer : network->convolutions()) {
            if (!spec::penalizes(penalty, *layer.plan))
                continue;
            QCOMPARE(measured.layers().at(number), layer.plan->name);
            const double value = penalties[static_cast<Size>(number++)].item<double>();
            const spec::ConvolutionPlan plan = onSmallGrid(*layer.plan);
            const Case c = test::caseOf(plan);
            const bool isNew =
                seen.insert({c.outputs, c.inputs, c.groups, c.kernelHeight, c.kernelWidth, c.stride, c.dilation})
                    .second;
            if (!trained && !isNew)
                continue;
            if (!trained && longestSide(c) > 1000) {
                ++left;
                continue;
            }
            const at::Tensor kernel = model::appliedKernel(layer);
            const double dense = densePenaltyOfGroups(kernel, c);
            const double deviation = model::isometryDeviation(kernel, c.stride, c.groups, c.dilation);
            worstPenalty = std::max(worstPenalty, std::abs(deviation * deviation / 2 - dense) / dense);
            QVERIFY2(std::abs(value - dense) <= allowedError(dense, c),
                     qPrintable(QString("%1: penalty %2 in float32, %3 expected")
                                    .arg(QString::fromStdString(plan.name))
                                    .arg(value)
                                    .arg(dense)));
            const auto maps = model::layerMaps({&plan, kernel});
            QVERIFY(maps.has_value());
            const at::Tensor expected = denseSingularValues(kernel, c);
            QCOMPARE(static_cast<Size>(maps->sigma.size()), expected.size(0));
            const at::Tensor sigma = torch::tensor(maps->sigma, at::kDouble);
            const double error = (sigma - expected).abs().max().item<double>() / expected[0].item<double>();
            worstSigma = std::max(worstSigma, error);
            ++checked;
        }
        QVERIFY(checked > 0);
        QCOMPARE(number, measured.layers().size());
        qInfo("%s: %d layers, largest relative difference of penalty %.1e, of singular values %.1e%s", row.id.c_str(),
              checked, worstPenalty, worstSigma,
              left > 0 ? qPrintable(QString(", %1 kinds of layers left out").arg(left)) : "");
        QVERIFY2(worstPenalty <= 1e-5, qPrintable(QString::number(worstPenalty)));
        QVERIFY2(worstSigma <= 1e-5, qPrintable(QString::number(worstSigma)));
    }
};

QTEST_GUILESS_MAIN(TestAssembled)
#include "tst_assembled.moc"
