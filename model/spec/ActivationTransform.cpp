#include "model/spec/ActivationTransform.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

namespace isonet::spec {
namespace {

constexpr double smallestInputScale = 1e-3, largestInputScale = 4;
constexpr double growths = 40;  // steps from one to the other

// Of f(inputScale u + inputShift) as a function of a unit Gaussian u.
struct Moments {
    double mean = 0, variance = 0;
    double slope = 0, curvature = 0;    // E f'^2, E f''^2
    double radial = 0, derivative = 0;  // E (f - mean) f' u, E f' u
};

Moments momentsOf(Activation kind, double scale, double shift) {
    constexpr double step = 0.05;
    constexpr int side = 200;  // points on each side; the density beyond is below 1e-21
    Moments m;
    std::array<FunctionValue, 2 * side + 1> values;
    std::array<double, 2 * side + 1> weights;
    for (int i = -side; i <= side; ++i) {
        const double u = step * i, weight = step * std::exp(-u * u / 2) / std::sqrt(2 * std::numbers::pi);
        const auto at = static_cast<std::size_t>(i + side);
        values[at] = transformedFunction(kind, scale * u + shift);
        weights[at] = weight;
        m.mean += weight * values[at].value;
    }
    for (int i = -side; i <= side; ++i) {
        const auto at = static_cast<std::size_t>(i + side);
        const double u = step * i, weight = weights[at], value = values[at].value - m.mean;
        const double first = scale * values[at].first, second = scale * scale * values[at].second;
        m.variance += weight * value * value;
        m.slope += weight * first * first;
        m.curvature += weight * second * second;
        m.radial += weight * value * first * u;
        m.derivative += weight * first * u;
    }
    return m;
}

class Solver {
public:
    Solver(Activation kind, Transformation how) : kind_(kind), dks_(how == Transformation::DKS) {
        // The side on which TAT's shift lies from -E f, and inputShift in the linear limit.
        const bool tanh = kind == Activation::TransformedTanh;
        side_ = tanh ? -1 : 1;
        shift_ = tanh ? 0.5 : dks_ && kind == Activation::TransformedSiLU ? 0.3 : 0.45;
    }

    ActivationTransform solve(double local) {
        double low = 0, high = 0;  // input scales
        for (int i = 0; i <= growths; ++i) {
            const double scale = smallestInputScale * std::pow(largestInputScale / smallestInputScale, i / growths);
            if (!follow(scale))
                break;
            high = scale;
            if (localAt(scale) >= local)
                break;
            low = scale;
        }
        if (low == 0)
            low = high;
        double shift = shift_;
        for (int i = 0; i < 60 && low < high; ++i) {
            const double middle = (low + high) / 2;
            shift_ = shift;
            if (!follow(middle))
                break;
            shift = shift_;
            (localAt(middle) < local ? low : high) = middle;
        }
        shift_ = shift;
        if (!follow(low))
            throw std::logic_error("solveTransform: no solution for " + std::string(name(kind_)));
        return constants(low);
    }

private:
    double extra(const Moments& m) const { return side_ * std::sqrt(std::max(0.0, m.slope - m.variance)); }

    // Q'(1) - 1.
    double residual(double scale, double shift) const {
        const Moments m = momentsOf(kind_, scale, shift);
        return dks_ ? m.radial / m.variance - 1 : (m.radial + extra(m) * m.derivative) / m.slope - 1;
    }

    double localAt(double scale) const {
        const Moments m = momentsOf(kind_, scale, shift_);
        return dks_ ? m.slope / m.variance : m.curvature / m.slope;
    }

    // Moves the input shift to the solution for `scale` near the present one; false: there is none.
    bool follow(double scale) {
        double before = shift_, at = shift_ + 1e-3;
        double first = residual(scale, before), value = residual(scale, at);
        for (int i = 0; i < 60; ++i) {
            if (value == first)
                break;
            const double next = at - std::clamp(value * (at - before) / (value - first), -0.2, 0.2);
            before = at, first = value;
            at = next, value = residual(scale, at);
            if (std::abs(at - before) < 1e-13 * (1 + std::abs(at)))
                break;
        }
        // Relative to the terms that cancel, which are of second order in a small scale.
        if (!(std::abs(value) < 1e-12) || std::abs(at - shift_) > 1)
            return false;
        shift_ = at;
        return true;
    }

    ActivationTransform constants(double scale) const {
        const Moments m = momentsOf(kind_, scale, shift_);
        if (dks_)
            return {scale, shift_, -m.mean, 1 / std::sqrt(m.variance)};
        return {scale, shift_, extra(m) - m.mean, 1 / std::sqrt(m.slope)};
    }

    Activation kind_;
    bool dks_;
    double side_ = 1, shift_ = 0;
};

}  // namespace

FunctionValue transformedFunction(Activation kind, double y) {
    const double s = 1 / (1 + std::exp(-y)), slope = s * (1 - s);  // the logistic function
    switch (kind) {
        case Activation::TransformedTanh: {
            const double t = std::tanh(y), first = 1 - t * t;
            return {t, first, -2 * t * first};
        }
        case Activation::TransformedSoftplus:
            return {std::max(y, 0.0) + std::log1p(std::exp(-std::abs(y))), s, slope};
        case Activation::TransformedSiLU:
            return {y * s, s + y * slope, slope * (2 + y * (1 - 2 * s))};
        default:
            throw std::invalid_argument("transformedFunction: " + std::string(name(kind)) + " is not transformed");
    }
}

ActivationTransform solveTransform(Activation kind, Transformation how, double local) {
    const double least = (how == Transformation::DKS ? 1 : 0) + 1e-6;
    return Solver(kind, how).solve(std::max(local, least));
}

}  // namespace isonet::spec
