// Captions of a layer's figures: a sentence each that says what is seen, computed from the values that are drawn. It
// never says more than was measured: limits are named, counts are exact, and nothing is said about what is not in the
// picture. No Qt. Empty where there is nothing to say.
#pragma once

#include <string>
#include <vector>

#include "model/isometry/LayerMaps.h"
#include "model/isometry/LayerReport.h"

namespace isonet::widgets {

// sigma below and above which a direction counts as nearly lost and as amplified. Below lostSigma, the rounding of
// float32 weights, it is lost.
inline constexpr double nearlyLostSigma = 0.1, amplifiedSigma = 2, lostSigma = 1e-6;

// "Entries from -0.4 to 1; 1,008 of 1,152 are 0."
std::string kernelCaption(const model::LayerMaps& layer);
// "d = 0.82; 64 % of d² lies at shift (0, 0), the most of the rest at (0, 1): norm 0.2."
std::string shiftCaption(const model::LayerMaps& layer);
// At a shift, in steps from the first: "The largest entry is -0.31, of channels 3 and 7."
std::string channelCaption(const model::LayerMaps& layer, int row, int column);
// "sigma from 0.06 to 2.4: six of 1,024 directions are nearly lost (below 0.1), two are amplified (above 2)."
std::string spectrumCaption(const model::LayerMaps& layer);
// Of sigmaMax or sigmaMin: "From 0.06 at frequency (7, 7) to 1.4 at (0, 0)."
std::string frequencyCaption(const model::LayerMaps& layer, const std::vector<float>& values);
// "b from -1.2 to -0.3, mean -0.9; none of 16 is above 0."
std::string offsetCaption(const model::LayerMaps& layer);
// "s1.b1.f.a has the 3rd largest d of 19 layers: 0.82."
std::string rankCaption(const std::vector<model::LayerReport>& layers, const std::string& name);
// Of the gains of all convolutions in order: "Gains from 0.8 to 1.2 forward, from 0.9 to 1.1 backward."
std::string gainCaption(const std::vector<double>& forward, const std::vector<double>& backward);
// Of the singular values of a network's Jacobian, image by image.
std::string jacobianCaption(const std::vector<std::vector<double>>& images, bool complete);

}  // namespace isonet::widgets
