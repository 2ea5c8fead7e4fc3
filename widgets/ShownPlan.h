// The network that a configuration's run trains, as the form, the diagram and the memory estimate count it: a
// classifier's as it is; a detector's backbone at the largest size of its images, with the proposals and branches in
// the classifier's place.
#pragma once

#include <QString>
#include <optional>

#include "model/spec/DetectorPlan.h"
#include "training/config/RunConfig.h"

namespace isonet::widgets {

// Throw std::invalid_argument where the network cannot be built.
spec::NetworkPlan shownPlan(const config::RunConfig& config);
std::optional<spec::DetectorPlan> detectorPlanOf(const config::RunConfig& config);  // none: a classifier

// What enters the network: a detector's image at its largest.
spec::Shape3 shownInput(const config::RunConfig& config);

QString shapeText(const spec::Shape3& shape);  // "64 × 8 × 8"; a vector as its length

}  // namespace isonet::widgets
