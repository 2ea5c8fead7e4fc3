// Deviations compared with dense operators, and the report of a small network.
#include <torch/types.h>

#include <QtTest>
#include <cmath>
#include <numeric>
#include <stop_token>

#include "model/isometry/Deviation.h"
#include "model/isometry/LayerInspection.h"
#include "model/isometry/Penalty.h"

using namespace isonet;
using namespace isonet::model;

namespace {

spec::ModelSpec small(bool residual) {
    spec::ModelSpec spec;
    spec.depth = 8;
    spec.height = spec.width = 16;
    spec.shortcut = residual;
    spec.multiplier = residual ? spec::ResidualMultiplier::Scalar : spec::ResidualMultiplier::None;
    return spec;
}

// The operator on a circular grid, applied to unit images: (M H' W', C H W).
at::Tensor denseOperator(const at::Tensor& weight, std::int64_t side, std::int64_t stride) {
    const std::int64_t inputs = weight.size(1);
    const at::Tensor units = torch::eye(inputs * side * side, at::kDouble).view({-1, inputs, side, side});
    const std::int64_t pad = weight.size(2) - 1;
    const at::Tensor padded = at::pad(units, {0, pad, 0, pad}, "circular");
    return torch::conv2d(padded, weight, {}, at::IntArrayRef{stride, stride}).flatten(1).t();
}

void compareRelative(double got, double expected, double tolerance) {
    QVERIFY2(std::abs(got - expected) <= tolerance * std::abs(expected) + 1e-12,
             qPrintable(QString("%1, expected %2").arg(got, 0, 'g', 12).arg(expected, 0, 'g', 12)));
}

const LayerReport& named(const std::vector<LayerReport>& reports, const char* name) {
    const auto found =
        std::find_if(reports.begin(), reports.end(), [&](const LayerReport& report) { return report.name == name; });
    if (found == reports.end())
        throw std::out_of_range(name);
    return *found;
}

}  // namespace

class TestLayerReport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { torch::manual_seed(6); }
    void deviationIsTheSquareRootOfTwiceThePenalty_data();
    void deviationIsTheSquareRootOfTwiceThePenalty();
    void bothSidesEqualTheDenseOperators_data();
    void bothSidesEqualTheDenseOperators();
    void deltaKernelsSatisfyTheTheorem();
    void dilatedSingularValuesEqualTheOperators_data();
    void dilatedSingularValuesEqualTheOperators();
    void paddedExtremesUseTheLayersGrid_data();
    void paddedExtremesUseTheLayersGrid();
    void weightDeviationUsesTheSmallerSide();
    void everyConvolutionIsReportedInOrder();
    void deltaNetworkIsIsometricExceptForStrides();
    void offsetOfTheFollowingActivationIsReported();
    void expensiveGridIsRoundedUp();
    void stopReturnsTheCompletedLayers();
    void divergedKernelsAreReportedAsNaN();
};

void TestLayerReport::deviationIsTheSquareRootOfTwiceThePenalty_data() {
    QTest::addColumn<QList<int>>("shape");
    QTest::addColumn<int>("stride");
    QTest::addColumn<int>("groups");
    QTest::newRow("square") << QList<int>{6, 6, 3, 3} << 1 << 1;
    QTest::newRow("more outputs, stride 2") << QList<int>{12, 6, 3, 3} << 2 << 1;
    QTest::newRow("1x1") << QList<int>{5, 9, 1, 1} << 1 << 1;
    QTest::newRow("groups") << QList<int>{6, 2, 3, 3} << 1 << 3;
}

void TestLayerReport::deviationIsTheSquareRootOfTwiceThePenalty() {
    QFETCH(QList<int>, shape);
    QFETCH(int, stride);
    QFETCH(int, groups);
    const at::Tensor weight = torch::randn({shape[0], shape[1], shape[2], shape[3]}, at::kDouble) * 0.3;
    const double penalty = convolutionPenaltyReference(weight, stride, groups).item<double>();
    compareRelative(isometryDeviation(weight, stride, groups), std::sqrt(2 * penalty), 1e-11);
}

void TestLayerReport::bothSidesEqualTheDenseOperators_data() {
    QTest::addColumn<QList<int>>("shape");
    QTest::addColumn<int>("stride");
    QTest::newRow("square") << QList<int>{3, 3, 3, 3} << 1;
    QTest::newRow("fewer outputs") << QList<int>{2, 4, 3, 3} << 1;
    QTest::newRow("stride 2") << QList<int>{5, 2, 3, 3} << 2;
    QTest::newRow("stride 2, even") << QList<int>{3, 2, 4, 4} << 2;
    QTest::newRow("1x1, stride 2") << QList<int>{3, 2, 1, 1} << 2;
    QTest::newRow("more outputs than folded inputs") << QList<int>{9, 2, 3, 3} << 2;
    QTest::newRow("more outputs") << QList<int>{5, 3, 3, 3} << 1;
}

// On a grid so large that shifts do not wrap around, every output position (or input cell) has the same rows.
void TestLayerReport::bothSidesEqualTheDenseOperators() {
    QFETCH(QList<int>, shape);
    QFETCH(int, stride);
    const at::Tensor weight = torch::randn({shape[0], shape[1], shape[2], shape[3]}, at::kDouble) * 0.4;
    const std::int64_t side = 8, positions = (side / stride) * (side / stride);
    const at::Tensor dense = denseOperator(weight, side, stride);
    const auto distance = [&](const at::Tensor& gram) {
        const double norm = (gram - torch::eye(gram.size(0), at::kDouble)).norm().item<double>();
        return norm / std::sqrt(static_cast<double>(positions));
    };
    const SideDeviations sides = sideDeviations(weight, stride);
    compareRelative(sides.outputs, distance(dense.mm(dense.t())), 1e-10);
    compareRelative(sides.inputs, distance(dense.t().mm(dense)), 1e-10);
}

// Example 1: A is an isometry if M >= C, its adjoint if M <= C; otherwise that side deviates by |M - C|.
void TestLayerReport::deltaKernelsSatisfyTheTheorem() {
    for (const auto& [outputs, inputs] : {std::pair{6, 4}, {4, 6}, {5, 5}}) {
        at::Tensor weight = torch::zeros({outputs, inputs, 3, 3});
        weight.select(3, 1).select(2, 1).fill_diagonal_(1.0);
        const SideDeviations sides = sideDeviations(weight, 1);
        compareRelative(sides.inputs, std::sqrt(std::max(0, inputs - outputs)), 1e-12);
        compareRelative(sides.outputs, std::sqrt(std::max(0, outputs - inputs)), 1e-12);
    }
}

void TestLayerReport::dilatedSingularValuesEqualTheOperators_data() {
    QTest::addColumn<QList<int>>("shape");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("dilation");
    QTest::newRow("even") << QList<int>{3, 4, 3, 3} << 6 << 8 << 2;
    QTest::newRow("odd") << QList<int>{4, 3, 3, 3} << 5 << 7 << 2;
    QTest::newRow("even and odd") << QList<int>{3, 3, 3, 3} << 6 << 5 << 2;
    QTest::newRow("smaller than the kernel") << QList<int>{2, 3, 3, 3} << 4 << 3 << 2;
    QTest::newRow("two pixels") << QList<int>{2, 2, 3, 3} << 2 << 2 << 2;
    QTest::newRow("dilation 3") << QList<int>{3, 2, 3, 3} << 6 << 4 << 3;
    QTest::newRow("dilation 4") << QList<int>{2, 2, 3, 3} << 6 << 8 << 4;
    QTest::newRow("none") << QList<int>{3, 2, 3, 3} << 6 << 4 << 1;
}

// The circular operator, tap by tap on the full grid.
void TestLayerReport::dilatedSingularValuesEqualTheOperators() {
    QFETCH(QList<int>, shape);
    QFETCH(int, height);
    QFETCH(int, width);
    QFETCH(int, dilation);
    const at::Tensor weight = torch::randn({shape[0], shape[1], shape[2], shape[3]}, at::kDouble);
    const at::Tensor units =
        torch::eye(std::int64_t{shape[1]} * height * width, at::kDouble).view({-1, shape[1], height, width});
    at::Tensor convolved = torch::zeros({units.size(0), shape[0], height, width}, at::kDouble);
    for (std::int64_t y = 0; y < shape[2]; ++y)
        for (std::int64_t x = 0; x < shape[3]; ++x)
            convolved += at::einsum("mc,nchw->nmhw", {weight.select(3, x).select(2, y),
                                                      units.roll({-dilation * y, -dilation * x}, {2, 3})});
    const at::Tensor expected = at::linalg_svdvals(convolved.flatten(1));

    spec::ConvolutionPlan plan;
    plan.inputs = shape[1];
    plan.outputs = shape[0];
    plan.dilation = dilation;
    plan.in = {shape[1], height, width};
    const OperatorGrid grid = spectrumGrid(plan);
    const at::Tensor values = singularValues(weight, grid);
    const std::int64_t times = height * width / (grid.height * grid.width);
    QCOMPARE(grid.height, std::int64_t{height / std::gcd(height, dilation)});
    QCOMPARE(grid.width, std::int64_t{width / std::gcd(width, dilation)});
    const at::Tensor all = values.repeat_interleave(times);
    QCOMPARE(all.sizes(), expected.sizes());
    QVERIFY(at::allclose(all, expected, 1e-7, 1e-6 * expected[0].item<double>()));
}

void TestLayerReport::paddedExtremesUseTheLayersGrid_data() {
    QTest::addColumn<bool>("dilated");
    QTest::newRow("strided") << false;
    QTest::newRow("dilated") << true;
}

void TestLayerReport::paddedExtremesUseTheLayersGrid() {
    QFETCH(bool, dilated);
    spec::ModelSpec spec = small(true);
    spec.dilated = dilated;
    spec.height = spec.width = 7;
    spec.initialization = spec::Initialization::Kaiming;
    model::Network network(spec);
    for (const ConvolutionLayer& layer : network->convolutions()) {
        const auto& plan = *layer.plan;
        if (plan.stage < 3)
            continue;  // small grids suffice
        const at::Tensor units =
            torch::eye(std::int64_t{plan.in.channels} * plan.in.height * plan.in.width, at::kDouble)
                .view({-1, plan.in.channels, plan.in.height, plan.in.width});
        const at::Tensor weight = layer.weight.detach().to(at::kDouble);
        const at::Tensor dense =
            torch::conv2d(units, weight, {}, plan.stride, plan.padding.top, plan.dilation).flatten(1);
        QVERIFY(plan.padding.symmetric() && plan.padding.top == plan.padding.left);
        QCOMPARE(plan.dilation, dilated && !plan.kernel.pointwise() ? 2 : 1);
        const at::Tensor expected = at::linalg_svdvals(dense);
        const ExtremeValues found = paddedExtremes(layer);
        compareRelative(found.largest, expected[0].item<double>(), 1e-5);
        compareRelative(found.smallest, expected[-1].item<double>(), 1e-4);
    }
}

void TestLayerReport::weightDeviationUsesTheSmallerSide() {
    const at::Tensor wide = torch::randn({3, 4, 3, 3}, at::kDouble), tall = torch::randn({9, 4, 1, 1}, at::kDouble);
    for (const at::Tensor& weight : {wide, tall})
        compareRelative(weightDeviation(weight), std::sqrt(2 * weightPenaltyReference(weight).item<double>()), 1e-11);
}

void TestLayerReport::everyConvolutionIsReportedInOrder() {
    model::Network network(small(true));
    spec::PenaltySpec penalty;
    penalty.exclude = {"s2.b1.proj"};
    std::vector<int> done;
    const auto reports = inspect(network, penalty, {}, [&](int layers, int of) {
        done.push_back(layers);
        QCOMPARE(of, static_cast<int>(network->convolutions().size()));
    });
    const auto layers = network->convolutions();
    QCOMPARE(reports.size(), layers.size());
    QCOMPARE(done.size(), layers.size());
    for (size_t i = 0; i < layers.size(); ++i) {
        const auto& plan = *layers[i].plan;
        QCOMPARE(reports[i].name, plan.name);
        QCOMPARE(reports[i].shape, layers[i].weight.sizes().vec());
        QCOMPARE(reports[i].stride, plan.stride);
        QCOMPARE(reports[i].dilation, plan.dilation);
        QCOMPARE(reports[i].gridHeight, std::int64_t{plan.in.height});
        compareRelative(reports[i].deviation, isometryDeviation(layers[i].weight, plan.stride), 1e-12);
        compareRelative(reports[i].deviationNormalized,
                        reports[i].deviation / std::sqrt(std::min(plan.inputs, plan.outputs)), 1e-12);
        compareRelative(reports[i].weightDeviation, weightDeviation(layers[i].weight), 1e-12);
        const at::Tensor values =
            singularValues(layers[i].weight, {plan.in.height, plan.in.width, plan.stride, plan.groups});
        compareRelative(reports[i].sigmaMax, values.max().item<double>(), 1e-12);
        compareRelative(reports[i].sigmaMin, values.min().item<double>(), 1e-9);
        compareRelative(reports[i].sigmaMean, values.mean().item<double>(), 1e-12);
    }
    QVERIFY(!named(reports, "stem.conv").penalized);
    QVERIFY(!named(reports, "s2.b1.proj").penalized);
    QVERIFY(named(reports, "s3.b1.proj").penalized);
}

void TestLayerReport::deltaNetworkIsIsometricExceptForStrides() {
    model::Network network(small(false));
    for (const LayerReport& report : inspect(network, {})) {
        QVERIFY2(report.deviation < 1e-6, report.name.c_str());
        compareRelative(report.sigmaMax, 1, 1e-9);
        if (report.stride == 1)
            compareRelative(report.sigmaMin, 1, 1e-9);
    }
}

void TestLayerReport::offsetOfTheFollowingActivationIsReported() {
    model::Network network(small(true));
    torch::NoGradGuard noGrad;
    double value = 0;
    for (const OffsetLayer& layer : network->offsets()) {
        at::Tensor offset = layer.offset;
        offset.copy_(torch::linspace(value, value + 1, offset.numel()).view(offset.sizes()));
        value += 10;
    }
    const auto reports = inspect(network, {});
    // stem.relu, s1.b1.f.a_relu, s1.b1.relu, s2.b1.f.a_relu, ... in the order of the forward pass
    const auto start = [&](const char* name) { return named(reports, name).b.value().min; };
    const auto of = [&](const char* name) {
        for (const OffsetLayer& layer : network->offsets())
            if (layer.plan->name == name)
                return layer.offset.min().item<double>();
        throw std::out_of_range(name);
    };
    compareRelative(start("stem.conv"), of("stem.relu"), 1e-6);
    compareRelative(start("s1.b1.f.a"), of("s1.b1.f.a_relu"), 1e-6);
    compareRelative(start("s1.b1.f.b"), of("s1.b1.relu"), 1e-6);
    compareRelative(start("s3.b1.f.b"), of("s3.b1.relu"), 1e-6);
    QVERIFY(!named(reports, "s2.b1.proj").b);
    compareRelative(named(reports, "s1.b1.f.b").b->max, of("s1.b1.relu") + 1, 1e-6);
    compareRelative(named(reports, "s1.b1.f.b").b->mean, of("s1.b1.relu") + 0.5, 1e-5);
}

void TestLayerReport::expensiveGridIsRoundedUp() {
    spec::ConvolutionPlan plan;
    plan.outputs = 64;
    plan.inputs = 32;
    plan.stride = 2;
    plan.in = {32, 15, 15};
    QCOMPARE(spectrumGrid(plan).height, std::int64_t{16});
    plan.in = {32, 16, 16};
    QCOMPARE(spectrumGrid(plan).height, std::int64_t{16});
    plan.outputs = 4;
    plan.in = {32, 7, 7};
    QCOMPARE(spectrumGrid(plan).height, std::int64_t{7});
    plan.stride = 1;
    plan.outputs = 64;
    plan.in = {32, 15, 15};
    QCOMPARE(spectrumGrid(plan).height, std::int64_t{15});
    // A dense matrix for each of many groups takes as long as one for fewer groups of more outputs.
    plan.stride = 2;
    plan.in = {64, 41, 41};
    plan.inputs = plan.outputs = plan.groups = 64;
    QCOMPARE(spectrumGrid(plan).height, std::int64_t{42});
    plan.in = {64, 21, 21};
    QCOMPARE(spectrumGrid(plan).height, std::int64_t{21});
    // With stride and dilation, the layer's own grid.
    plan.dilation = 3;
    QCOMPARE(spectrumGrid(plan).height, std::int64_t{21});
    QCOMPARE(spectrumGrid(plan).dilation, std::int64_t{3});
}

void TestLayerReport::stopReturnsTheCompletedLayers() {
    model::Network network(small(false));
    std::stop_source source;
    const auto reports = inspect(network, {}, source.get_token(), [&](int done, int) {
        if (done == 2)
            source.request_stop();
    });
    QCOMPARE(reports.size(), size_t{2});
}

void TestLayerReport::divergedKernelsAreReportedAsNaN() {
    model::Network network(small(false));
    const auto layers = network->convolutions();
    torch::NoGradGuard noGrad;
    at::Tensor weight = layers[2].weight;
    weight.view({-1})[5] = std::nan("");
    const auto reports = inspect(network, {});
    QCOMPARE(reports.size(), layers.size());
    QVERIFY(std::isnan(reports[2].deviation) && std::isnan(reports[2].sigmaMax) && std::isnan(reports[2].sides.inputs));
    QVERIFY(std::isfinite(reports[3].sigmaMax));
    const ExtremeValues padded = paddedExtremes(layers[2]);
    QVERIFY(std::isnan(padded.largest) && !padded.largestConverged);
}

QTEST_GUILESS_MAIN(TestLayerReport)
#include "tst_layerreport.moc"
