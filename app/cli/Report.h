// Per-layer isometry as people and programs read it.
#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <vector>

#include "model/isometry/LayerReport.h"

namespace isonet::cli {

void printLayers(std::ostream& out, const std::vector<model::LayerReport>& layers);
nlohmann::ordered_json toJson(const std::vector<model::LayerReport>& layers);

}  // namespace isonet::cli
