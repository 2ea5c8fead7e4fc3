// The network plan shown by the form, the diagram and the memory estimate. For detection: the backbone at the maximum
// image size, with proposal network and branches in place of the classifier.
#pragma once

#include <QString>
#include <optional>

#include "model/spec/DetectorPlan.h"
#include "training/config/RunConfig.h"

namespace isonet::widgets {

// Both throw std::invalid_argument for an invalid network.
spec::NetworkPlan shownPlan(const config::RunConfig& config);
std::optional<spec::DetectorPlan> detectorPlanOf(const config::RunConfig& config);  // none for classification

// Input of the network; for detection at the maximum image size.
spec::Shape3 shownInput(const config::RunConfig& config);

QString shapeText(const spec::Shape3& shape);  // "64 × 8 × 8"; a vector by its length

}  // namespace isonet::widgets
