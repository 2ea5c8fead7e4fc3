#include "model/spec/GaussianMaps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace isonet::spec {

namespace {

using std::numbers::pi;

constexpr double leakySlope = 0.01, preluStart = 0.25,
                 rreluMean = (1.0 / 8 + 1.0 / 3) / 2;                             // model/layers/Activation.h
constexpr double seluScale = 1.0507009873554805, seluAlpha = 1.6732632423543772;  // Klambauer et al., 2017

double density(double x) {
    return std::exp(-x * x / 2) / std::sqrt(2 * pi);
}

double distribution(double x) {
    return std::erfc(-x / std::numbers::sqrt2) / 2;
}

double logistic(double x) {
    return 1 / (1 + std::exp(-x));
}

constexpr std::size_t nodeCount = 40;

struct Rule {
    std::array<double, nodeCount> node, weight;  // on [-1, 1]
};

// Newton's iteration on the Legendre polynomial from Chebyshev points.
Rule gaussLegendre() {
    Rule rule;
    const double n = nodeCount;
    for (std::size_t i = 0; i < nodeCount; ++i) {
        double x = std::cos(pi * (double(i) + 0.75) / (n + 0.5)), slope = 1;
        for (int step = 0; step < 8; ++step) {
            double before = 1, value = x;
            for (std::size_t k = 2; k <= nodeCount; ++k) {
                const double order = double(k);
                before = std::exchange(value, ((2 * order - 1) * x * value - (order - 1) * before) / order);
            }
            slope = n * (x * value - before) / (x * x - 1);
            x -= value / slope;
        }
        rule.node[i] = x;
        rule.weight[i] = 2 / ((1 - x * x) * slope * slope);
    }
    return rule;
}

const Rule& rule() {
    static const Rule made = gaussLegendre();
    return made;
}

template <typename Function>
double integral(double from, double to, const Function& f) {
    const double half = (to - from) / 2, middle = (to + from) / 2;
    double sum = 0;
    for (std::size_t i = 0; i < nodeCount; ++i)
        sum += rule().weight[i] * f(middle + half * rule().node[i]);
    return half * sum;
}

// E g(z) of a standard normal z, where g has a kink.
template <typename Function>
double expectation(double kink, const Function& g) {
    constexpr double end = 9;  // the density beyond is below 1e-18
    const double middle = std::clamp(kink, -end, end);
    const auto weighted = [&](double z) { return density(z) * g(z); };
    return integral(-end, middle, weighted) + integral(middle, end, weighted);
}

// E max(u, b) max(v, b) of standard normals u, v with covariance c.
double thresholdCovariance(double b, double c) {
    const double s = std::sqrt(1 - c * c), lower = distribution(b);
    const double t = b * std::sqrt((1 - c) / (1 + c));
    const double bothBelow = lower * lower + integral(0, std::asin(c), [&](double angle) {
                                                 return std::exp(-b * b / (1 + std::sin(angle)));
                                             }) / (2 * pi);
    const double bothAbove = 1 - 2 * lower + bothBelow;
    return b * b * bothBelow + 2 * b * density(b) * distribution(t) + c * bothAbove +
           s * std::exp(-b * b / (1 + c)) / (2 * pi);
}

}  // namespace

ScalarActivation::ScalarActivation(const ActivationPlan& plan)
    : kind_(plan.kind),
      offset_(plan.offset),
      slope_(plan.slope),
      scale_(plan.scale),
      transform_{plan.inputScale, plan.inputShift, plan.shift, plan.scale} {}

bool ScalarActivation::isRectifier() const {
    return kind_ == Activation::ReLU || kind_ == Activation::LeakyReLU || kind_ == Activation::PReLU ||
           kind_ == Activation::RReLU || kind_ == Activation::TailoredReLU;
}

bool ScalarActivation::isThreshold() const {
    return kind_ == Activation::SReLU;
}

double ScalarActivation::slope() const {
    switch (kind_) {
        case Activation::LeakyReLU:
            return leakySlope;
        case Activation::PReLU:
            return preluStart;
        case Activation::RReLU:
            return rreluMean;
        case Activation::TailoredReLU:
            return slope_;
        default:
            return 0;
    }
}

double ScalarActivation::kink() const {
    return isThreshold() ? offset_ : 0;
}

double ScalarActivation::operator()(double x) const {
    if (isRectifier())
        return scale_ * (x >= 0 ? x : slope() * x);
    if (info(kind_).transformed)
        return transform_.scale *
               (transformedFunction(kind_, transform_.inputScale * x + transform_.inputShift).value + transform_.shift);
    const double negative = std::expm1(std::min(x, 0.0));
    switch (kind_) {
        case Activation::SReLU:
            return std::max(x, offset_);
        case Activation::SELU:
            return seluScale * (x >= 0 ? x : seluAlpha * negative);
        case Activation::GELU:
            return x * distribution(x);
        case Activation::SiLU:
            return x * logistic(x);
        default:  // ELU, and PELU at its start
            return x >= 0 ? x : negative;
    }
}

double ScalarActivation::derivative(double x) const {
    if (isRectifier())
        return scale_ * (x >= 0 ? 1 : slope());
    if (info(kind_).transformed)
        return transform_.scale * transform_.inputScale *
               transformedFunction(kind_, transform_.inputScale * x + transform_.inputShift).first;
    const double negative = std::exp(std::min(x, 0.0));
    switch (kind_) {
        case Activation::SReLU:
            return x >= offset_ ? 1 : 0;
        case Activation::SELU:
            return seluScale * (x >= 0 ? 1 : seluAlpha * negative);
        case Activation::GELU:
            return distribution(x) + x * density(x);
        case Activation::SiLU:
            return logistic(x) * (1 + x * (1 - logistic(x)));
        default:
            return negative;
    }
}

double meanAfter(const ScalarActivation& f, double q) {
    const double scale = std::sqrt(q);
    return q > 0 ? expectation(f.kink() / scale, [&](double z) { return f(scale * z); }) : f(0);
}

double lengthAfter(const ScalarActivation& f, double q) {
    if (f.isRectifier()) {
        const double above = f(1), below = f(-1);
        return q * (above * above + below * below) / 2;
    }
    const double scale = std::sqrt(q);
    const auto square = [](double x) { return x * x; };
    return q > 0 ? expectation(f.kink() / scale, [&](double z) { return square(f(scale * z)); }) : square(f(0));
}

double cosineAfter(const ScalarActivation& f, double q, double c) {
    c = std::clamp(c, -1.0, 1.0);
    const double s = std::sqrt(1 - c * c), scale = std::sqrt(q), kink = f.kink() / scale;
    if (c == 1)
        return 1;
    if (f.isRectifier()) {
        const double a = f.slope();
        return ((1 - a) * (1 - a) * (s + (pi - std::acos(c)) * c) / pi + 2 * a * c) / (1 + a * a);
    }
    if (f.isThreshold() && c > -1)
        return q * thresholdCovariance(kink, c) / lengthAfter(f, q);
    const auto inner = [&](double u) {
        const auto second = [&](double w) { return f(scale * (c * u + s * w)); };
        return s > 0 ? expectation((kink - c * u) / s, second) : f(scale * c * u);
    };
    return expectation(kink, [&](double u) { return f(scale * u) * inner(u); }) / lengthAfter(f, q);
}

double cosineSlopeAtOne(const ScalarActivation& f, double q) {
    if (f.isRectifier())
        return 1;
    const double scale = std::sqrt(q);
    const auto square = [](double x) { return x * x; };
    return q * expectation(f.kink() / scale, [&](double z) { return square(f.derivative(scale * z)); }) /
           lengthAfter(f, q);
}

}  // namespace isonet::spec
