// Per-layer isometry as people and programs read it.
#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <vector>

#include "model/isometry/JacobianReport.h"
#include "model/isometry/LayerReport.h"
#include "model/isometry/SignalReport.h"
#include "training/config/RunConfig.h"

namespace isonet::cli {

// Of which image the grids of a detector's layers are; nothing for a classifier.
void printGridNote(std::ostream& out, const config::RunConfig& config);
void printLayers(std::ostream& out, const std::vector<model::LayerReport>& layers);
nlohmann::ordered_json toJson(const std::vector<model::LayerReport>& layers);

// The zero-padded operators of the first layers, in the same order.
void printPadded(std::ostream& out, const std::vector<model::LayerReport>& layers,
                 const std::vector<model::ExtremeValues>& padded);
nlohmann::ordered_json toJson(const model::ExtremeValues& padded);

void printSignals(std::ostream& out, const model::SignalReport& report);
nlohmann::ordered_json toJson(const model::SignalReport& report);

void printJacobians(std::ostream& out, const std::vector<model::JacobianReport>& reports);
nlohmann::ordered_json toJson(const std::vector<model::JacobianReport>& reports);

}  // namespace isonet::cli
