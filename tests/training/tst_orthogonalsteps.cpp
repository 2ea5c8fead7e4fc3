// Muon and steps that stay orthogonal, against references in float64 with other decompositions, and against the numbers
// of their publications. The isometry of momenta.
#include <ATen/ATen.h>
#include <torch/types.h>

#include <QtTest>

#include <cmath>

#include "OptimizerNetwork.h"
#include "training/engine/optimizer/NewtonSchulz.h"
#include "training/engine/optimizer/Stiefel.h"
#include "training/measurement/MomentumDeviation.h"

using namespace isonet;
using namespace isonet::training;
using namespace isonet::test;
using config::OptimizerConfig;
using config::OptimizerKind;

namespace {

bool isHidden(const std::string& name) {
    return name.ends_with(".weight") && name.starts_with("s") && !name.starts_with("stem.");
}

at::Tensor powered(const at::Tensor& symmetric, double exponent) {
    const auto [values, vectors] = at::linalg_eigh(symmetric);
    return at::matmul(vectors * values.pow(exponent), vectors.t());
}

// The singular values of `steps` polynomials, one by one.
double mapped(double sigma, const std::vector<NewtonSchulzStep>& steps) {
    for (const auto& [a, b, c] : steps)
        sigma = a * sigma + b * std::pow(sigma, 3) + c * std::pow(sigma, 5);
    return sigma;
}

// Largest |Y Y^T - I| over the hidden kernels of ungrouped convolutions.
double deviationFromRows(const model::Network& net) {
    double most = 0;
    for (const auto& item : net->named_parameters()) {
        if (!isHidden(item.key()))
            continue;
        const at::Tensor kernel = item.value().detach().to(at::kDouble);
        const at::Tensor rows =
            (kernel.size(0) > kernel.size(1) ? kernel.transpose(0, 1) : kernel).contiguous().flatten(1);
        const at::Tensor error = at::matmul(rows, rows.t()) - at::eye(rows.size(0), at::kDouble);
        most = std::max(most, error.abs().max().item<double>());
    }
    return most;
}

}  // namespace

class TestOrthogonalSteps : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }
    void newtonSchulzReachesThePublishedValues_data();
    void newtonSchulzReachesThePublishedValues();
    void muonStepsEqualTheSingularValueReference_data();
    void muonStepsEqualTheSingularValueReference();
    void muonScalesByTheFlattenedKernel();
    void orthogonalStepsEqualTheReference_data();
    void orthogonalStepsEqualTheReference();
    void orthogonalStepsStayOrthogonal();
    void groupedKernelsAreOrthogonalPerGroup();
    void momentumDeviationIsThatOfTheScaledKernel();
};

void TestOrthogonalSteps::newtonSchulzReachesThePublishedValues_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    // Computed in float64 with NumPy from the published coefficients.
    QTest::newRow("Muon") << int(config::NewtonSchulzKind::Muon) << 0.02 << 0.6818 << 1.1344;
    QTest::newRow("Modula") << int(config::NewtonSchulzKind::Modula) << 0.005 << 0.9956 << 0.9993;
}

void TestOrthogonalSteps::newtonSchulzReachesThePublishedValues() {
    QFETCH(int, kind);
    QFETCH(double, from);
    OptimizerConfig config;
    config.newtonSchulz = static_cast<config::NewtonSchulzKind>(kind);
    const auto steps = newtonSchulzSteps(config);
    // A matrix with these singular values, and its values afterwards.
    const at::Tensor sigma = at::linspace(from, 1, 200, at::kDouble);
    const auto [q, r] = at::linalg_qr(at::randn({200, 200}, at::kDouble));
    const at::Tensor after = at::linalg_svdvals(newtonSchulz(at::matmul(at::diag(sigma), q), steps));
    QFETCH(double, low);
    QFETCH(double, high);
    const auto least = after.min().item<double>(), most = after.max().item<double>();
    QVERIFY2(std::abs(least - low) < 2e-4, qPrintable(QString::number(least, 'g', 8)));
    QVERIFY2(std::abs(most - high) < 2e-4, qPrintable(QString::number(most, 'g', 8)));
    if (config.newtonSchulz == config::NewtonSchulzKind::Muon) {
        const at::Tensor one = nearlyOrthogonal(at::full({1, 1}, 5.0, at::kDouble), steps, at::kDouble);
        QVERIFY(std::abs(one.item<double>() - 0.696436) < 1e-6);
        const at::Tensor low16 = nearlyOrthogonal(at::full({1, 1}, 5.0, at::kDouble), steps, at::kBFloat16);
        QVERIFY(std::abs(low16.item<double>() - 0.696436) < 0.02);
    }
}

void TestOrthogonalSteps::muonStepsEqualTheSingularValueReference_data() {
    QTest::addColumn<int>("kind");
    for (const auto& info : config::newtonSchulzKinds)
        QTest::newRow(std::string(info.name).c_str()) << static_cast<int>(info.value);
}

// U f(S) V^T of the direction's singular value decomposition, and AdamW for the other parameters.
void TestOrthogonalSteps::muonStepsEqualTheSingularValueReference() {
    QFETCH(int, kind);
    auto net = network(), others = network();
    auto config = configOf(OptimizerKind::Muon);
    config.newtonSchulz = static_cast<config::NewtonSchulzKind>(kind);
    config.newtonSchulzSteps = 3;
    config.adamRateFactor = 0.5;
    const auto muon = made(net, config);
    auto plain = config;
    plain.kind = OptimizerKind::AdamW;
    const auto adam = made(others, plain);
    const auto steps = newtonSchulzSteps(config);
    std::map<std::string, std::pair<at::Tensor, at::Tensor>> expected;  // w, v
    for (const auto& item : net->named_parameters())
        if (isHidden(item.key())) {
            const at::Tensor w = item.value().detach().to(at::kDouble).clone();
            expected[item.key()] = {w, at::zeros_like(w)};
        }
    QVERIFY(expected.size() >= 5);
    for (int step = 0; step < 3; ++step) {
        setGradients(net, step);
        setGradients(others, step);
        for (const auto& item : net->named_parameters()) {
            if (!isHidden(item.key()))
                continue;
            auto& [w, v] = expected[item.key()];
            const at::Tensor g = item.value().grad().to(at::kDouble);
            v = 0.8 * v + 0.2 * g;
            const at::Tensor u = (0.2 * g + 0.8 * v).contiguous().reshape({w.size(0), -1});
            const auto [left, sigma, right] = at::linalg_svd(u, false);
            at::Tensor turned = (sigma / (u.norm() + 1e-7)).contiguous();
            for (std::int64_t i = 0; i < turned.size(0); ++i)
                turned[i] = mapped(turned[i].item<double>(), steps);
            const double scale = std::sqrt(std::max(1.0, double(u.size(0)) / double(u.size(1))));
            w = (1 - 0.1 * 0.01) * w - 0.1 * scale * at::matmul(left * turned, right).reshape(w.sizes());
        }
        muon->step(0.1);
        adam->step(0.05);
    }
    const auto other = others->named_parameters();
    for (const auto& item : net->named_parameters()) {
        const at::Tensor value = item.value().detach().to(at::kDouble);
        const at::Tensor& reference =
            isHidden(item.key()) ? expected[item.key()].first : other[item.key()].detach().to(at::kDouble);
        QVERIFY2(at::allclose(value, reference, 1e-4, 2e-5), item.key().c_str());
    }
}

// 64 outputs of 2 inputs and 1x1 taps: rows / columns is 32, and kh / kw is 1.
void TestOrthogonalSteps::muonScalesByTheFlattenedKernel() {
    const at::Tensor weight = at::randn({64, 2, 1, 1});
    torch::nn::Module module;
    auto child = std::make_shared<torch::nn::Conv2dImpl>(torch::nn::Conv2dOptions(2, 64, 1).bias(false));
    module.register_module("hidden", child);
    auto config = configOf(OptimizerKind::Muon);
    config.weightDecay = config.momentum = 0;
    config.newtonSchulz = config::NewtonSchulzKind::Modula;
    const auto muon = makeOptimizer({module, config});
    const at::Tensor before = child->weight.detach().clone();
    child->weight.mutable_grad() = weight;
    muon->step(1.0);
    const at::Tensor sigma = at::linalg_svdvals((child->weight.detach() - before).flatten(1));
    QVERIFY(at::allclose(sigma, at::full({2}, std::sqrt(32.0)), 0.01));
}

void TestOrthogonalSteps::orthogonalStepsEqualTheReference_data() {
    QTest::addColumn<int>("retraction");
    QTest::addColumn<bool>("nesterov");
    for (const auto& info : config::retractions)
        for (const bool nesterov : {false, true})
            QTest::newRow((std::string(info.name) + (nesterov ? ", Nesterov" : "")).c_str())
                << static_cast<int>(info.value) << nesterov;
}

// Polar factors by (X X^T)^(-1/2) X, QR with a positive diagonal by the Cholesky factor of X X^T.
void TestOrthogonalSteps::orthogonalStepsEqualTheReference() {
    QFETCH(int, retraction);
    QFETCH(bool, nesterov);
    auto config = configOf(OptimizerKind::Orthogonal);
    config.retraction = static_cast<config::Retraction>(retraction);
    config.nesterov = nesterov;
    const auto polar = [](const at::Tensor& x) { return at::matmul(powered(at::matmul(x, x.t()), -0.5), x); };
    const auto back = [&](const at::Tensor& x) {
        if (config.retraction == config::Retraction::Polar)
            return polar(x);
        return at::linalg_solve_triangular(at::linalg_cholesky(at::matmul(x, x.t())), x, /*upper=*/false);
    };
    const auto project = [](const at::Tensor& y, const at::Tensor& g) {
        const at::Tensor inner = at::matmul(y, g.t());
        return g - 0.5 * at::matmul(inner + inner.t(), y);
    };
    for (const std::size_t index : {1, 3, 5}) {
        auto fresh = network();
        const auto own = made(fresh, config);
        const at::Tensor weight = fresh->convolutions()[index].weight;
        const bool turned = weight.size(0) > weight.size(1);
        const auto rows = [&](const at::Tensor& kernel) {
            const at::Tensor exact = kernel.detach().to(at::kDouble);
            return (turned ? exact.transpose(0, 1) : exact).contiguous().flatten(1);
        };
        at::Tensor y = polar(rows(weight)), v = at::zeros_like(y);
        for (int step = 0; step < 4; ++step) {
            setGradients(fresh, step);
            const at::Tensor x = project(y, rows(weight.grad()));
            v = 0.8 * v + x;
            y = back(y - 0.05 * (nesterov ? x + 0.8 * v : v));
            v = project(y, v);
            own->step(0.05);
        }
        QVERIFY(at::allclose(rows(weight), y, 1e-4, 1e-5));
    }
}

void TestOrthogonalSteps::orthogonalStepsStayOrthogonal() {
    auto net = network();
    auto config = configOf(OptimizerKind::Orthogonal);
    config.stabilizeSteps = 20;
    const auto optimizer = made(net, config);
    for (int step = 0; step < 25; ++step) {
        setGradients(net, step);
        optimizer->step(0.05);
    }
    QVERIFY2(deviationFromRows(net) < 1e-5, qPrintable(QString::number(deviationFromRows(net))));
}

void TestOrthogonalSteps::groupedKernelsAreOrthogonalPerGroup() {
    for (const auto& [outputs, inputs] : {std::pair(4, 8), std::pair(8, 4)}) {
        const at::Tensor weight = at::randn({3 * outputs, inputs, 3, 3}, at::kDouble);
        const at::Tensor rows = retracted(kernelRows(weight, 3), config::Retraction::Qr);
        const at::Tensor kernel = kernelOfRows(rows, weight, 3);
        QVERIFY(at::equal(kernelRows(kernel, 3), rows));
        QVERIFY(at::equal(kernelOfRows(kernelRows(weight, 3), weight, 3), weight));
        for (int group = 0; group < 3; ++group) {
            const at::Tensor own = kernel.narrow(0, group * outputs, outputs);
            const at::Tensor flat = (outputs > inputs ? own.transpose(0, 1) : own).contiguous().flatten(1);
            QVERIFY(at::allclose(at::matmul(flat, flat.t()), at::eye(flat.size(0), at::kDouble), 0, 1e-12));
        }
    }
}

void TestOrthogonalSteps::momentumDeviationIsThatOfTheScaledKernel() {
    // Any multiple of an isometry.
    at::Tensor delta = at::zeros({4, 6, 3, 3});
    for (int i = 0; i < 4; ++i)
        delta[i][i][1][1] = -0.003;
    QVERIFY(*momentumDeviation(delta, 1, 1, 1) < 1e-6);
    QVERIFY(!momentumDeviation(at::zeros({4, 6, 3, 3}), 1, 1, 1));
    // Rank one, 1x1: B B^T = n u u^T, so |n u u^T - I|^2 = (n - 1)^2 + n - 1 = n (n - 1).
    const at::Tensor rankOne = at::matmul(at::randn({5, 1}), at::randn({1, 7})).reshape({5, 7, 1, 1});
    QVERIFY(std::abs(*momentumDeviation(rankOne, 1, 1, 1) - 2.0) < 1e-5);
}

QTEST_GUILESS_MAIN(TestOrthogonalSteps)
#include "tst_orthogonalsteps.moc"
