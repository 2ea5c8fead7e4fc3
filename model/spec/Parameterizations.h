// Parameterizations of convolution kernels: which kernels training can reach. To add one: a value and a line of the
// table here, its three rules in Parameterizations.cpp, a pair of files and a line of the table in
// model/layers/parameterization/.
//
// A layer with stride s is the method's convolution of stride 1 followed by an orthogonal s x s kernel of stride s
// (AOC; Boissin et al., 2025), except with AOL and the baselines. With the methods that bound the singular values,
// linear layers are orthogonalized by Bjorck's iteration (Björck and Bowie, 1971). `dirac` and `scaled_standardization`
// bound nothing: they are baselines of networks without normalization.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/spec/Choice.h"

namespace isonet::spec {

struct ConvolutionPlan;
struct KernelSize;

enum class Parameterization { Free, Bcop, Cayley, Soc, Aol, Lot, Dirac, ScaledStandardization };

inline constexpr int seriesDegree = 6;         // SOC: of the truncated exponential
inline constexpr double seriesNorm = 0.7;      // SOC: bound on the norm of the kernel in the exponent
inline constexpr double seriesError = 1.8e-5;  // sum over j > 6 of 0.7^j / j!: no singular value is further from 1

// What a method does with a layer. Sizes are of the layer's plan, whose parameterization is the method.
struct ParameterizationRules {
    // Why the method cannot have the layer and what is accepted: "has a 1x1 kernel ...; accepted: ..."; empty: it can.
    std::string (*refusal)(const ConvolutionPlan&) = nullptr;
    // Shape of the parameter `weight`.
    std::vector<std::int64_t> (*weight)(const ConvolutionPlan&) = nullptr;
    // Taps of the kernel applied.
    KernelSize (*applied)(const ConvolutionPlan&) = nullptr;
    // Shape of the parameter `scale`; empty: there is none.
    std::vector<std::int64_t> (*scale)(const ConvolutionPlan&) = nullptr;
};

struct ParameterizationInfo : Choice<Parameterization> {
    ParameterizationRules rules;
    bool fillsGrid = false;        // the kernel has a tap for every pixel of the grid, whose boundary is circular
    bool drawsOwn = false;         // knows no other initialization than delta and its own random one
    bool factorizesStride = true;  // AOC's composition for a stride above 1
    bool bounded = true;           // no singular value is above 1, within the method's error
};

namespace rules {
std::string noRefusal(const ConvolutionPlan& layer);
std::string bcopRefusal(const ConvolutionPlan& layer);
std::string gridRefusal(const ConvolutionPlan& layer);
std::string socRefusal(const ConvolutionPlan& layer);
std::vector<std::int64_t> plainWeight(const ConvolutionPlan& layer);
std::vector<std::int64_t> bcopWeight(const ConvolutionPlan& layer);
std::vector<std::int64_t> innerWeight(const ConvolutionPlan& layer);
std::vector<std::int64_t> squareWeight(const ConvolutionPlan& layer);
KernelSize ownKernel(const ConvolutionPlan& layer);
KernelSize seriesKernel(const ConvolutionPlan& layer);
KernelSize gridKernel(const ConvolutionPlan& layer);
std::vector<std::int64_t> noScale(const ConvolutionPlan& layer);
std::vector<std::int64_t> groupScale(const ConvolutionPlan& layer);
std::vector<std::int64_t> outputScale(const ConvolutionPlan& layer);
std::vector<std::int64_t> diracScale(const ConvolutionPlan& layer);
std::string standardizationRefusal(const ConvolutionPlan& layer);
}  // namespace rules

inline constexpr ParameterizationInfo parameterizations[] = {
    {{Parameterization::Free, "free", "Free", "Every kernel, as published; a penalty keeps it near an isometry"},
     {rules::noRefusal, rules::plainWeight, rules::ownKernel, rules::noScale},
     false,
     false,
     false,
     false},
    {{Parameterization::Bcop, "bcop", "BCOP",
      "Orthogonal: products of [P, I − P] with projections P (Li et al., 2019)"},
     {rules::bcopRefusal, rules::bcopWeight, rules::ownKernel, rules::noScale},
     false,
     true},
    {{Parameterization::Cayley, "cayley", "Cayley",
      "Orthogonal: (I + A)⁻¹(I − A) of a skew-Hermitian A at each frequency (Trockman and Kolter, 2021)"},
     {rules::gridRefusal, rules::innerWeight, rules::gridKernel, rules::groupScale},
     true},
    {{Parameterization::Soc, "soc", "SOC",
      "Orthogonal within 1.8e-5: exponential of a skew-symmetric kernel, to degree 6 (Singla and Feizi, 2021)"},
     {rules::socRefusal, rules::squareWeight, rules::seriesKernel, rules::noScale}},
    {{Parameterization::Aol, "aol", "AOL",
      "Every singular value at most 1: W / √(Σ |Wᵀ ∗ W|) per input channel (Prach and Lampert, 2022)"},
     {rules::noRefusal, rules::plainWeight, rules::ownKernel, rules::noScale},
     false,
     false,
     false},
    {{Parameterization::Lot, "lot", "LOT", "Orthogonal: (W Wᴴ)^(−1/2) W at each frequency (Xu et al., 2022)"},
     {rules::gridRefusal, rules::innerWeight, rules::gridKernel, rules::noScale},
     true},
    {{Parameterization::Dirac, "dirac", "DiracNet",
      "Not orthogonal: α δ + β W / |W|, α and β trained per output from 1 and 0.1 (Zagoruyko and Komodakis, 2017)"},
     {rules::noRefusal, rules::plainWeight, rules::ownKernel, rules::diracScale},
     false,
     false,
     false,
     false},
    {{Parameterization::ScaledStandardization, "scaled_standardization", "Scaled standardization",
      "Not orthogonal: γ (W − mean) / (deviation √fan-in), γ trained per output (Brock et al., 2021)"},
     {rules::standardizationRefusal, rules::plainWeight, rules::ownKernel, rules::outputScale},
     false,
     false,
     false,
     false},
};
static_assert(listsEveryValue(parameterizations));

constexpr std::span<const ParameterizationInfo> choicesOf(Parameterization) {
    return parameterizations;
}

// Whether the layer ends with a factor of stride s: the parameter `downsampling` (M, inner channels, s, s).
bool hasStrideFactor(const ConvolutionPlan& layer);
// Outputs of one group of the method's own convolution: M / groups, or max(C, M / s^2) before a stride factor.
int innerChannels(const ConvolutionPlan& layer);

// Why a layer cannot have its parameterization, as in ParameterizationRules; empty: it can.
std::string parameterizationRefusal(const ConvolutionPlan& layer);

}  // namespace isonet::spec
