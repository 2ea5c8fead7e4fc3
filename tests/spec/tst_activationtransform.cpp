// Transformed activations: their conditions by other quadrature, and the network's target.
#include <QtTest>
#include <cmath>
#include <numbers>

#include "model/spec/ActivationTransform.h"
#include "model/spec/SignalPrediction.h"
#include "model/spec/UnusedSettings.h"

using namespace isonet::spec;

namespace {

// f(y) of the formula by hand.
double function(Activation kind, double y) {
    switch (kind) {
        case Activation::TransformedTanh:
            return std::tanh(y);
        case Activation::TransformedSoftplus:
            return std::log(1 + std::exp(y));
        default:
            return y / (1 + std::exp(-y));
    }
}

// E g(u) of a unit Gaussian by Simpson's rule.
template <typename Function>
double expectation(const Function& g) {
    constexpr int count = 24000;
    constexpr double end = 12, step = 2 * end / count;
    double sum = 0;
    for (int i = 0; i <= count; ++i) {
        const double u = -end + step * i, weight = i == 0 || i == count ? 1 : i % 2 == 1 ? 4 : 2;
        sum += weight * g(u) * std::exp(-u * u / 2);
    }
    return sum * step / 3 / std::sqrt(2 * std::numbers::pi);
}

bool near(double actual, double expected, double tolerance) {
    if (std::abs(actual - expected) <= tolerance)
        return true;
    qWarning("%.12g, expected %.12g", actual, expected);
    return false;
}

ModelSpec chain(int activations, Activation kind, Transformation how) {
    ModelSpec model;
    model.stem = StemSpec{};
    model.stem->channels = 16;
    model.stem->activated = true;
    StageSpec stage;
    stage.blocks = activations - 1;
    stage.channels = 16;
    stage.block = BlockKind::Plain;
    model.stages = {stage};
    model.height = model.width = 8;
    model.activation = kind;
    model.transformation = how;
    model.initialization = Initialization::ScaledDeltaOrthogonal;
    return model;
}

}  // namespace

class TestActivationTransform : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void derivativesAreThoseOfTheFunction() {
        constexpr double h = 1e-5;
        for (const auto kind :
             {Activation::TransformedTanh, Activation::TransformedSoftplus, Activation::TransformedSiLU})
            for (const double y : {-3.0, -0.4, 0.0, 0.7, 2.5}) {
                const auto f = [kind](double x) { return function(kind, x); };
                const FunctionValue at = transformedFunction(kind, y);
                QVERIFY(near(at.value, f(y), 1e-14));
                QVERIFY(near(at.first, (f(y + h) - f(y - h)) / (2 * h), 1e-9));
                QVERIFY(near(at.second, (f(y + h) - 2 * f(y) + f(y - h)) / (h * h), 1e-5));
            }
        QVERIFY_EXCEPTION_THROWN(transformedFunction(Activation::ReLU, 1), std::invalid_argument);
    }

    void conditionsHold_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("how");
        QTest::addColumn<double>("local");
        for (const auto kind :
             {Activation::TransformedTanh, Activation::TransformedSoftplus, Activation::TransformedSiLU})
            for (const double local : {1.0005, 1.02, 1.2})
                for (const auto how : {Transformation::DKS, Transformation::TAT})
                    QTest::addRow("%s, %s, %g", name(kind).data(), name(how).data(), local)
                        << int(kind) << int(how) << (how == Transformation::DKS ? local : local - 1);
    }

    void conditionsHold() {
        QFETCH(int, kind);
        QFETCH(int, how);
        QFETCH(double, local);
        const auto of = static_cast<Activation>(kind);
        const ActivationTransform t = solveTransform(of, static_cast<Transformation>(how), local);
        const auto f = [&](double u) { return t.scale * (function(of, t.inputScale * u + t.inputShift) + t.shift); };
        const auto slope = [&](double u) {
            return t.scale * t.inputScale * transformedFunction(of, t.inputScale * u + t.inputShift).first;
        };
        const auto curve = [&](double u) {
            return t.scale * t.inputScale * t.inputScale *
                   transformedFunction(of, t.inputScale * u + t.inputShift).second;
        };
        const double mean = expectation(f);
        QVERIFY(near(expectation([&](double u) { return f(u) * f(u); }), 1, 1e-9));
        QVERIFY(near(expectation([&](double u) { return f(u) * slope(u) * u; }), 1, 1e-9));
        const double slopes = expectation([&](double u) { return slope(u) * slope(u); });
        if (static_cast<Transformation>(how) == Transformation::DKS) {
            QVERIFY(near(mean, 0, 1e-9));
            QVERIFY(near(slopes, local, 1e-9));
        } else {
            QVERIFY(near(slopes, 1, 1e-9));
            QVERIFY(near(expectation([&](double u) { return curve(u) * curve(u); }), local, 1e-9));
        }
    }

    // A slope beyond what the function can have becomes the largest that it can have.
    void theLargestSlopeIsKept() {
        const auto most = solveTransform(Activation::TransformedSoftplus, Transformation::DKS, 5);
        const auto beyond = solveTransform(Activation::TransformedSoftplus, Transformation::DKS, 9);
        QCOMPARE(most.inputScale, beyond.inputScale);
        QVERIFY(std::isfinite(most.scale));
    }

    // A chain's slope is the product of its local ones, its curvature their sum.
    void chainsHaveTheTarget() {
        const ModelSpec dks = chain(50, Activation::TransformedTanh, Transformation::DKS);
        const NetworkPlan shaped = plan(dks);
        QCOMPARE(shaped.activations.size(), std::size_t(50));
        const ActivationTransform local =
            solveTransform(Activation::TransformedTanh, Transformation::DKS, std::pow(1.5, 1.0 / 50));
        QVERIFY(near(shaped.activations.back().inputScale, local.inputScale, 1e-9));
        QVERIFY(near(shaped.activations.back().inputShift, local.inputShift, 1e-9));
        QVERIFY(near(shaped.activations.back().shift, local.shift, 1e-9));
        QVERIFY(near(shaped.activations.back().scale, local.scale, 1e-7));
        const SignalPrediction prediction = predictSignals(shaped, dks);
        QVERIFY(near(prediction.features.slope, 1.5, 1e-5));
        QVERIFY(near(prediction.features.meanSquare, 1, 1e-5));
        QVERIFY(near(prediction.features.cosine, 0, 1e-5));

        ModelSpec tat = chain(30, Activation::TransformedSoftplus, Transformation::TAT);
        tat.transformedCurvature = 0.6;
        const NetworkPlan tailored = plan(tat);
        const ActivationTransform curved =
            solveTransform(Activation::TransformedSoftplus, Transformation::TAT, 0.6 / 30);
        QVERIFY(near(tailored.activations.front().inputScale, curved.inputScale, 1e-9));
        QVERIFY(near(predictSignals(tailored, tat).features.slope, 1, 1e-5));
    }

    // A shortcut halves what a branch adds: (1 + psi^2) / 2 of a block, then psi.
    void shortcutsCount() {
        ModelSpec model = chain(2, Activation::TransformedTanh, Transformation::DKS);
        model.stages[0].block = BlockKind::Basic;
        model.stages[0].blocks = 3;
        model.shortcut = true;
        model.multiplier = ResidualMultiplier::Scalar;
        model.multiplierStart = 1;
        double low = 1, high = 1.5;
        for (int i = 0; i < 60; ++i) {
            const double psi = (low + high) / 2, block = (1 + psi) / 2 * psi;
            (psi * block * block * block > 1.5 ? high : low) = psi;
        }
        const ActivationTransform local = solveTransform(Activation::TransformedTanh, Transformation::DKS, low);
        QVERIFY(near(plan(model).activations.back().inputScale, local.inputScale, 1e-9));
    }

    void settingsWithoutEffectAreNamed() {
        ModelSpec model;
        model.transformation = Transformation::TAT;
        model.transformedSlope = 2;
        QCOMPARE(unusedSettings(model).size(), std::size_t(2));
        model.activation = Activation::TransformedSiLU;
        const auto problems = unusedSettings(model);
        QCOMPARE(problems.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(problems[0].field), QString("model.transformed_slope"));
        model.transformedSlope = 1;
        QCOMPARE(QString::fromStdString(validate(model).at(0).field), QString("model.transformed_slope"));
    }
};

QTEST_GUILESS_MAIN(TestActivationTransform)
#include "tst_activationtransform.moc"
