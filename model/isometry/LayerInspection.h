// Isometry reports of a network's convolutions: the rows of `isonet inspect`, of telemetry and of the Inspect page.
#pragma once

#include <torch/types.h>

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "model/isometry/ExtremeValues.h"
#include "model/isometry/LayerReport.h"
#include "model/isometry/Spectrum.h"
#include "model/layers/Network.h"

namespace isonet::model {

// The grid on which a layer's spectrum is computed: its own input grid, with two exceptions.
// - If the stride does not divide it and the exact method (Spectrum.h) would take seconds: the next multiple of the
//   stride, which the zero-padded convolution reads.
// - For dilation d with stride 1: H / g x W / g with g = gcd(d, H) and gcd(d, W). With a circular boundary the taps
//   connect pixels g apart, so the grid splits into independent grids on which steps of d reach every pixel. The
//   singular values are those of the undilated kernel on that smaller grid, repeated once per grid. With stride and
//   dilation the layer's grid is used as it is.
OperatorGrid spectrumGrid(const spec::ConvolutionPlan& plan);

// How often each singular value on that grid counts: the number of the independent grids.
std::int64_t independentGrids(const spec::ConvolutionPlan& plan);

// Extreme singular values of the layer's zero-padded operator on its own grid (PaddedOperator.h). Takes seconds for
// large layers. Of the circular operator for a circular layer, which has no padding.
ExtremeValues paddedExtremes(const ConvolutionLayer& layer, std::stop_token stop = {});

// b of the SReLU that follows a convolution; undefined if none does. Projections have none.
at::Tensor offsetAfter(const std::string& convolution, const std::vector<OffsetLayer>& offsets);

// Report of one convolution. All measures are NaN if the kernel is not finite (a diverged run). `offset`: b of the
// SReLU that follows, or undefined. Empty if stopped.
std::optional<LayerReport> inspectLayer(const ConvolutionLayer& layer, bool penalized, const at::Tensor& offset = {},
                                        std::stop_token stop = {});

// Calls progress(done, total) after each layer. If stopped, returns the reports completed so far.
std::vector<LayerReport> inspect(const Network& network, const spec::PenaltySpec& penalty, std::stop_token stop = {},
                                 const std::function<void(int, int)>& progress = {});

}  // namespace isonet::model
