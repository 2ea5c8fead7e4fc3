// Deviation of one convolution from an isometry. Plain data shared by the command line, telemetry and the window;
// filled by LayerInspection.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace isonet::model {

// Both sides of Theorem 1 for the strided operator A itself, away from borders. A A* = I: the operator's adjoint is an
// isometry; A* A = I: the operator is. Only the smaller side can vanish.
struct SideDeviations {
    double outputs = 0;  // ||A A* - I||_F, rows of one output position
    double inputs = 0;   // ||A* A - I||_F, rows of one cell of stride x stride input positions
};

struct OffsetSummary {
    double min = 0, mean = 0, max = 0;
};

// Spectral measures of a layer; see SpectralHealth.h.
struct SpectralHealth {
    double values = 0;                        // N, the number of singular values
    double stableRank = 0;                    // ||A||_F^2 / sigma_max^2; N for an isometry
    double effectiveRank = 0;                 // exp(entropy); N for an isometry
    double entropy = 0;                       // nats; ln N for an isometry
    std::optional<double> tailExponent = {};  // alpha; none below 50 positive eigenvalues or if they are all equal
    double condition = 0;                     // sigma_max / sigma_min; infinite for sigma_min = 0
    double operatorDistance = 0;              // ||A - U||_2 to the nearest isometry U: max |sigma - 1|
};

struct LayerReport {
    std::string name;                 // "s1.b1.f.a"
    std::vector<std::int64_t> shape;  // (M, C / groups, kh, kw)
    int stride = 1, dilation = 1;
    std::int64_t gridHeight = 0, gridWidth = 0;  // input grid
    bool penalized = false;
    double deviation = 0;            // ||Conv(A, A) - delta||_F with the convolution's own stride and dilation
    double deviationNormalized = 0;  // / sqrt(min(M, C))
    double weightDeviation = 0;      // ||W W^T - I||_F
    double sigmaMin = 0, sigmaMean = 0, sigmaMax = 0;
    std::optional<OffsetSummary> b = {};  // of the SReLU that follows the convolution, if any
    SideDeviations sides = {};
    SpectralHealth health = {};
    int groups = 1;
};

}  // namespace isonet::model
