// The isometry of every layer, as a table and as JSON.
#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <vector>

#include "model/isometry/LayerReport.h"
#include "training/config/RunConfig.h"

namespace isonet::cli {

// For a detector, states the image size that the grids refer to.
void printGridNote(std::ostream& out, const config::RunConfig& config);
void printLayers(std::ostream& out, const std::vector<model::LayerReport>& layers);
// The measures of SpectralHealth.h, as a separate table after an empty line.
void printHealth(std::ostream& out, const std::vector<model::LayerReport>& layers);
nlohmann::ordered_json toJson(const std::vector<model::LayerReport>& layers);

}  // namespace isonet::cli
