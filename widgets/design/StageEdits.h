// Edits of the list of stages, and of the settings of stem, stages and head. Pure functions on a configuration.
//
// Names of layers start with their stage's number. Where a stage gets another number, its entries in model.blocks,
// penalty.exclude and run.checkpoint_activations follow it; those of a removed stage are removed, those of a duplicated
// one are duplicated. A wildcard within the number ("s1*") stays as it is.
#pragma once

#include <QString>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "widgets/design/NetworkPart.h"

namespace isonet::widgets {

using StageRows = std::vector<int>;  // indices of stages, ascending, from 0

// Whether the network is written as family and depth, without a list of stages. Such a network has to be expanded
// before its stem or stages are edited.
bool isShorthand(const config::RunConfig& config);
config::RunConfig expandedConfig(config::RunConfig config);

// All require a list of stages. `at`: index of the first new stage.
config::RunConfig withStagesInserted(const config::RunConfig& config, int at,
                                     const std::vector<spec::StageSpec>& stages);
config::RunConfig withStagesDuplicated(const config::RunConfig& config,
                                       const StageRows& rows);                                // below the last of them
config::RunConfig withStagesRemoved(const config::RunConfig& config, const StageRows& rows);  // keeps one stage
// Before the stage with index `to`, or at the end.
config::RunConfig withStagesMoved(const config::RunConfig& config, const StageRows& rows, int to);

// A stage to insert after stage `row`: like it, but with one block and without downsampling. Row -1: like the stem.
spec::StageSpec nextStage(const config::RunConfig& config, int row);

// Sets one key of every part; empty text: as the network, where the key may be unset. Returns why the text is not
// accepted, or an empty string; then `config` is unchanged.
QString assignToParts(config::RunConfig& config, const std::vector<NetworkPart>& parts, const std::string& key,
                      const QString& text);

// An experiment to start from nothing: `config` with a stem and one stage of one block.
config::RunConfig withSmallestNetwork(config::RunConfig config);

}  // namespace isonet::widgets
