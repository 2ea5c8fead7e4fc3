// What an activation does to Gaussian signals: its length map and cosine map.
//
// For centered jointly Gaussian u, v with E u^2 = E v^2 = q and E u v = c q, and an activation f:
//
//   Q(q) = E f(u)^2        the mean square after the activation,
//   C(c) = E f(u) f(v) / Q(q)     the cosine after it,
//   C'(1) = q E f'(u)^2 / Q(q)    how fast nearly equal signals separate (> 1) or merge (< 1).
//
// ReLU, leaky and tailored ReLU, PReLU at its start, RReLU at its mean slope and SReLU in closed form, the others by
// Gauss-Legendre quadrature on both sides of their kink (error below 1e-7). Sources: Cho and Saul, 2009 (rectifiers);
// Rosenbaum, 1961 (moments of a truncated normal pair, from which SReLU's follow); Martens et al., 2021 (2110.01765).
#pragma once

#include "model/spec/ActivationTransform.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::spec {

// f(x) of one activation at its initial parameters.
class ScalarActivation {
public:
    explicit ScalarActivation(const ActivationPlan& plan);
    double operator()(double x) const;
    double derivative(double x) const;  // the right one at the kink
    double kink() const;                // where f' jumps; 0 if it does not

    bool isRectifier() const;  // x, or slope() x where x < 0, times a constant
    double slope() const;      // of a rectifier
    bool isThreshold() const;  // max(x, kink())

private:
    Activation kind_;
    double offset_, slope_, scale_;
    ActivationTransform transform_;
};

double meanAfter(const ScalarActivation& f, double q);              // E f(u)
double lengthAfter(const ScalarActivation& f, double q);            // Q(q); q >= 0
double cosineAfter(const ScalarActivation& f, double q, double c);  // C(c), q > 0, |c| <= 1
double cosineSlopeAtOne(const ScalarActivation& f, double q);       // C'(1), q > 0

}  // namespace isonet::spec
