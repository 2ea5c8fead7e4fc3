// Length and cosine of signals by depth before training, from the network's plan: the Q and C maps of kernel theory,
// carried through convolutions, normalizations, shortcuts and multipliers.
//
// State per signal: the mean square q of its elements, the cosine c of two images, and the slope dc / dc_0 at c = 1
// (below 1, nearly equal images merge; above, they separate). The image has q = 1.
//   convolution     q <- gain q (meanSquareGain()), c kept; scaled standardization first takes the mean m away:
//                   q <- q - m^2, q c <- q c - m^2
//   normalization   q <- 1 (0 where its weight starts at 0), c kept
//   activation      Q(q), C(c), C'(1) of GaussianMaps.h
//   block           q = q_skip + m^2 q_branch, and likewise q c and q slope; m: the multiplier. With a branch of 0, a
//                   second ReLU or SReLU in a row changes nothing.
//
// Assumptions, as in the theory: pre-activations are centered Gaussian, branch and skip are independent, and pooling
// and other resampling keep q and c. They hold for random orthogonal or normal kernels in wide networks. A delta kernel
// passes the mean of its input on, so there the measured signals differ. Sources: Poole et al., 2016; Martens et al.,
// 2021 (2110.01765); Zhang et al., 2022 (2203.08120).
#pragma once

#include <string>
#include <vector>

#include "model/spec/NetworkPlan.h"

namespace isonet::spec {

struct SignalState {
    double meanSquare = 1, cosine = 0, slope = 1;
    double mean = 0;       // after an activation
    double curvature = 0;  // d^2 c / dc_0^2 at c = 1; only while activations are solved for
};

struct PredictedSignal {
    std::string layer;  // an activation: "s1.b1.f.a_relu"
    Shape3 shape;
    SignalState state;
    double norm() const;  // sqrt(C H W q): comparable with the root mean square of ||x|| over images
};

struct SignalPrediction {
    double imageNorm = 0;
    std::vector<PredictedSignal> activations;  // plan order; those of the head's hidden layers are not predicted
    SignalState features;                      // of the last feature map
    // The largest cosine of orthogonal signals over the network and over each branch alone; 0 without activations.
    double largestCosine = 0;
};

// E|y|^2 per element over E|x|^2 per element of a convolution at its initialization, for white x; zero padding counts
// except with a parameterization that bounds the singular values, which is taken as orthogonal.
double meanSquareGain(const ConvolutionPlan& layer, const NetworkPlan& plan, const ModelSpec& spec);

// gamma of scaled standardization after this activation: 1 / sqrt(Var f(u)) for a unit Gaussian u.
double standardizedGain(const ActivationPlan& activation);

// `cosine`: of two images, -1 to 1.
SignalPrediction predictSignals(const NetworkPlan& plan, const ModelSpec& spec, double cosine = 0);

// Tailored activation transformation for leaky ReLU: the slope a in [0, 1] with which largestCosine is `target` (0 to
// 1, exclusive), found by bisection; 0 if ReLU stays below the target. Sets slope and scale, sqrt(2 / (1 + a^2)), of
// every tailored ReLU of the plan.
void tailorSlopes(NetworkPlan& plan, const ModelSpec& spec, double target);

// DKS and TAT for smooth activations: sets the constants of every transformed activation of the plan
// (ActivationTransform.h). Their local slope (DKS) or curvature (TAT) is the one with which the largest slope or
// curvature over the whole network and each branch alone is the specification's target, found by bisection. Signals are
// taken to have length 1 after each of these activations, as the conditions make them. If the target needs a larger one
// than the function can have, as in a network of a few layers, it is the largest that the conditions allow.
void transformActivations(NetworkPlan& plan, const ModelSpec& spec);

}  // namespace isonet::spec
