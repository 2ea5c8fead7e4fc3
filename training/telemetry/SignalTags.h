// Tags of what a training step lets through each activation; no torch header.
#pragma once

#include <string>

namespace isonet::telemetry::tags {

// + activation ("s1.b2.relu"): root of the mean over a batch's images of ||x||^2, x the activation's output.
inline const std::string signal = "signal/";
// + activation: the same of dL/dx, L each image's own loss (without the penalty, which does not see the images).
inline const std::string gradient = "gradient/";

}  // namespace isonet::telemetry::tags
