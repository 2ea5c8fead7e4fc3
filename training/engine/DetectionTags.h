// The tags of a detection run, as the engine calls them.
#pragma once

#include "training/telemetry/DetectionTags.h"

namespace isonet::training {

namespace tags = telemetry::tags;

}  // namespace isonet::training
