// Predicted signals by depth: published numbers, brute force, and networks as initialized.
#include <torch/types.h>

#include <QtTest>
#include <cmath>
#include <functional>

#include "model/layers/Network.h"
#include "model/spec/GaussianMaps.h"
#include "model/spec/SignalPrediction.h"
#include "model/spec/UnusedSettings.h"

using namespace isonet;
using spec::Activation, spec::Initialization;

namespace {

spec::ScalarActivation scalar(Activation kind, double offset = -1, double slope = 0) {
    spec::ActivationPlan plan;
    plan.kind = kind;
    plan.offset = offset;
    plan.slope = slope;
    plan.scale = std::sqrt(2 / (1 + slope * slope));
    return spec::ScalarActivation(plan);
}

bool near(double actual, double expected, double tolerance) {
    if (std::abs(actual - expected) <= tolerance)
        return true;
    qWarning("%.12g, expected %.12g", actual, expected);
    return false;
}

// The slope in [0, 1] for which `cosine` falls to `target`.
double solved(const std::function<double(double)>& cosine, double target) {
    double low = 0, high = 1;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (cosine(middle) > target ? low : high) = middle;
    }
    return low;
}

// `activations` plain layers.
spec::ModelSpec chain(int activations, Activation kind) {
    spec::ModelSpec model;
    model.stem = spec::StemSpec{};
    model.stem->channels = 3;
    model.stem->activated = true;
    spec::StageSpec stage;
    stage.blocks = activations - 1;
    stage.channels = 3;
    stage.block = spec::BlockKind::Plain;
    model.stages = {stage};
    model.height = model.width = 8;
    model.activation = kind;
    model.initialization = Initialization::DeltaOrthogonal;
    return model;
}

}  // namespace

class TestSignalPrediction : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        torch::set_num_threads(1);
        torch::manual_seed(3);
    }

    // Closed form: E f = b P + p, E f^2 = b^2 P + b p + 1 - P, C(0) = (E f)^2 / E f^2, C'(1) = (1 - P) / E f^2.
    void sreluHasItsFourNumbers() {
        const auto at = [](double b, double mean, double square, double cosine, double slope) {
            const auto f = scalar(Activation::SReLU, b);
            return near(spec::meanAfter(f, 1), mean, 1e-6) && near(spec::lengthAfter(f, 1), square, 1e-6) &&
                   near(spec::cosineAfter(f, 1, 0), cosine, 1e-6) && near(spec::cosineSlopeAtOne(f, 1), slope, 1e-6) &&
                   near(spec::lengthAfter(scalar(Activation::SReLU, 3 * b), 9), 9 * square, 1e-5);
        };
        QVERIFY(at(-1, 0.083315, 0.758029, 0.009157, 1.109911));
        QVERIFY(at(0, 0.398942, 0.5, 0.318310, 1));
    }

    void everyMapEqualsASumOverTheGrid_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<double>("cosine");
        for (const auto& each : spec::activations)
            for (const double cosine : {-0.4, 0.7})
                QTest::addRow("%s, %.1f", each.name.data(), cosine) << int(each.value) << cosine;
    }

    void everyMapEqualsASumOverTheGrid() {
        QFETCH(int, kind);
        QFETCH(double, cosine);
        const auto f = scalar(static_cast<Activation>(kind), -0.5, 0.3);
        constexpr double q = 1.7, step = 0.025;
        const double scale = std::sqrt(q), s = std::sqrt(1 - cosine * cosine);
        double all = 0, mean = 0, square = 0, product = 0;
        for (double u = -7; u <= 7; u += step)
            for (double w = -7; w <= 7; w += step) {
                const double weight = std::exp(-(u * u + w * w) / 2), first = f(scale * u);
                all += weight;
                mean += weight * first;
                square += weight * first * first;
                product += weight * first * f(scale * (cosine * u + s * w));
            }
        QVERIFY(near(spec::meanAfter(f, q), mean / all, 2e-4));
        QVERIFY(near(spec::lengthAfter(f, q), square / all, 2e-4));
        QVERIFY(near(spec::cosineAfter(f, q, cosine), product / square, 2e-4));
        constexpr double h = 1e-6;
        QVERIFY(near((f(0.8 + h) - f(0.8 - h)) / (2 * h), f.derivative(0.8), 1e-6));
        QVERIFY(near((f(-0.3 + h) - f(-0.3 - h)) / (2 * h), f.derivative(-0.3), 1e-6));
    }

    // The published test of TAT: blocks (3, 4, 23, 3), covariance weight 0.36 on the shortcut, target 0.75.
    void publishedResidualSlope() {
        const auto cosine = [](double a) {
            const auto f = scalar(Activation::TailoredReLU, 0, a);
            const auto map = [&f](double c) { return spec::cosineAfter(f, 1, c); };
            double c = 0;
            for (const int blocks : {3, 4, 23, 3})
                for (int i = 0; i < blocks; ++i) {
                    const double skip = i == 0 ? map(c) : c;
                    c = 0.36 * skip + 0.64 * map(map(map(c)));
                }
            return map(c);
        };
        const double a = solved(cosine, 0.75);
        QVERIFY(near(a, 0.6291800290346146, 1e-8));
        QVERIFY(near(std::sqrt(2 / (1 + a * a)), 1.196996549778802, 1e-8));
    }

    void unreachableCosinesAreSaid() {
        spec::ModelSpec model = chain(19, Activation::TailoredReLU);
        QVERIFY(spec::unusedSettings(model).empty());
        model.tailoredCosine = 0.99;
        const auto said = spec::unusedSettings(model);
        QCOMPARE(said.size(), std::size_t{1});
        QCOMPARE(said[0].field, std::string("model.tailored_cosine"));
        const double relu = spec::predictSignals(spec::plan(model), model).largestCosine;
        const auto text = QString::fromStdString(said[0].message);
        QVERIFY2(text.contains("reaches " + QString::number(relu, 'g', 4)), qPrintable(text));
    }

    void chainsHaveTheirSlopes() {
        for (const auto& [activations, slope] :
             {std::pair(19, 0.164443), std::pair(33, 0.328429), std::pair(55, 0.451856)}) {
            const spec::NetworkPlan plan = spec::plan(chain(activations, Activation::TailoredReLU));
            QCOMPARE(plan.activations.size(), std::size_t(activations));
            QVERIFY(near(plan.activations.back().slope, slope, 1e-6));
            const auto prediction = spec::predictSignals(plan, chain(activations, Activation::TailoredReLU));
            QVERIFY(near(prediction.features.cosine, 0.9, 1e-9));
            QVERIFY(near(prediction.features.meanSquare, 1, 1e-9));
        }
    }

    // A shallow network of ReLUs stays below the target.
    void noSlopeIsNeededBelowTheTarget() {
        const spec::NetworkPlan plan = spec::plan(chain(2, Activation::TailoredReLU));
        QCOMPARE(plan.activations[0].slope, 0.0);
        QCOMPARE(plan.activations[0].scale, std::sqrt(2.0));
    }

    // The exact gain of a kernel A for white x: the mean over outputs of the sum of A^2 over the taps inside the grid.
    void gainsAreThoseOfTheKernels_data() {
        QTest::addColumn<int>("initialization");
        QTest::addColumn<int>("groups");
        for (const auto& each : spec::initializations)
            for (const int groups : {1, 4})
                QTest::addRow("%s, %d groups", each.name.data(), groups) << int(each.value) << groups;
    }

    void gainsAreThoseOfTheKernels() {
        QFETCH(int, initialization);
        QFETCH(int, groups);
        spec::ModelSpec model;
        model.channels = 3;
        model.height = model.width = 12;
        model.initialization = static_cast<Initialization>(initialization);
        model.stem = spec::StemSpec{};
        model.stem->channels = 32;
        for (const int channels : {32, 64, 48}) {
            spec::StageSpec stage;
            stage.channels = channels;
            stage.stride = channels == 64 ? 2 : 1;
            stage.groups = groups;
            model.stages.push_back(stage);
        }
        model::Network network(model);
        for (const auto& layer : network->convolutions()) {
            const spec::ConvolutionPlan& plan = *layer.plan;
            const auto ones = torch::ones({1, plan.inputs, plan.in.height, plan.in.width});
            const auto squares = torch::conv2d(ones, layer.weight.detach().square(), {}, plan.stride,
                                               {plan.padding.top, plan.padding.left}, plan.dilation, plan.groups);
            const double exact = squares.mean().item<double>();
            const double predicted = spec::meanSquareGain(plan, network->plan(), model);
            const bool random = model.initialization == Initialization::Kaiming ||
                                model.initialization == Initialization::Xavier ||
                                model.initialization == Initialization::Orthogonal;
            QVERIFY2(near(predicted, exact, random ? 0.1 * exact : 1e-6), plan.name.c_str());
        }
    }

    // Images of many cosines through 50 layers of DKS and TAT networks: the measured map is the predicted one.
    void deepTransformedNetworksFollowTheMap_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("how");
        for (const auto kind :
             {Activation::TransformedTanh, Activation::TransformedSoftplus, Activation::TransformedSiLU})
            for (const auto how : {spec::Transformation::DKS, spec::Transformation::TAT})
                QTest::addRow("%s, %s", spec::name(kind).data(), spec::name(how).data()) << int(kind) << int(how);
    }

    void deepTransformedNetworksFollowTheMap() {
        QFETCH(int, kind);
        QFETCH(int, how);
        spec::ModelSpec model = chain(50, static_cast<Activation>(kind));
        model.transformation = static_cast<spec::Transformation>(how);
        model.initialization = Initialization::ScaledDeltaOrthogonal;
        model.stem->kernel = {1, 1};
        model.stages[0].kernel = {{1, 1}};
        model.stem->channels = model.stages[0].channels = 128;
        model.height = model.width = 4;
        model::Network network(model);
        network->eval();
        torch::NoGradGuard noGrad;
        // Each pixel of the second image has the cosine c with the first, and both have a mean square of 1.
        const auto unit = [](const at::Tensor& x) { return x * (std::sqrt(3.0) / x.norm(2, 1, true)); };
        for (const double c : {0.0, 0.6, 0.95}) {
            const auto first = unit(torch::randn({4, 3, 4, 4})), other = torch::randn({4, 3, 4, 4});
            const auto across = unit(other - first * (first * other).sum(1, true) / 3);
            const auto second = c * first + std::sqrt(1 - c * c) * across;
            const auto x = network->features(first).to(torch::kDouble),
                       y = network->features(second).to(torch::kDouble);
            const double length = x.square().mean().item<double>();
            const double cosine = (x * y).mean().item<double>() / std::sqrt(length * y.square().mean().item<double>());
            const auto prediction = spec::predictSignals(network->plan(), model, c);
            QVERIFY(near(prediction.features.meanSquare, length, 0.2));
            QVERIFY(near(prediction.features.cosine, cosine, 0.08));
        }
    }

    // Signals of wide networks as initialized, for white images.
    void networksFollowThePrediction_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("vanilla, SReLU") << 0;
        QTest::newRow("shortcuts with multipliers") << 1;
        QTest::newRow("vanilla, tailored ReLU") << 2;
        QTest::newRow("Fixup") << 3;
    }

    void networksFollowThePrediction() {
        QFETCH(int, kind);
        spec::ModelSpec model = chain(2, kind == 2 ? Activation::TailoredReLU : Activation::SReLU);
        model.channels = 3;
        model.stem->channels = 96;
        model.offset = -0.7;
        model.stages[0].blocks = kind == 2 ? 1 : 3;
        model.stages[0].channels = 96;
        model.stages[0].block = spec::BlockKind::Basic;
        model.initialization = Initialization::Kaiming;
        if (kind == 1) {
            model.shortcut = true;
            model.multiplier = spec::ResidualMultiplier::Scalar;
            model.multiplierStart = 0.5;
        }
        if (kind == 3) {
            model.shortcut = model.fixup = true;
            model.activation = Activation::ReLU;
        }
        model::Network network(model);
        network->eval();
        torch::NoGradGuard noGrad;
        const auto x = torch::randn({16, 3, 8, 8});
        const auto features = network->features(x).flatten(1).to(torch::kDouble);
        const auto prediction = spec::predictSignals(network->plan(), model);
        QVERIFY(near(prediction.imageNorm, std::sqrt(3 * 8 * 8), 1e-9));
        const double measured = std::sqrt(features.square().sum(1).mean().item<double>());
        QVERIFY(near(prediction.activations.back().norm() / measured, 1, 0.12));
        const auto unit = features / features.norm(2, 1, true);
        const auto cosines = torch::mm(unit, unit.t());
        const double mean = (cosines.sum().item<double>() - 16) / (16 * 15);
        QVERIFY(near(prediction.features.cosine, mean, 0.06));
    }
};

QTEST_MAIN(TestSignalPrediction)
#include "tst_signalprediction.moc"
