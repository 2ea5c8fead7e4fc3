// The key optimizer.layer_rates: a map from stages and blocks to factors, {stem: 0.1, s1: 0.1}. Private to this room.
#pragma once

#include <vector>

#include "training/config/ConfigFields.h"

namespace isonet::config {

// `rates` must outlive the field. An empty text or map removes all rates.
Field layerRatesField(std::vector<LayerRate>& rates);

}  // namespace isonet::config
