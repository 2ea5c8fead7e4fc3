// The keys of the parts of a network: stem, stages, head. One list of fields per struct serves files, `--set`, sweeps,
// messages and forms.
//
//   model:
//     stem: {kernel: 5, channels: 32}
//     stages:
//       - {blocks: 3, channels: 32}
//       - {blocks: 3, channels: 64, stride: 2, kernel: [5, 1x7], downsample_at: b}
//     head: {pool: max, hidden: [256]}
//
// Keys are the snake_case names of the members (model/spec/Stages.h). A kernel is a number, height x width ("1x7"), or
// a list of these, one per convolution. Only values that differ from the defaults are written, and always a stage's
// blocks and channels and a stem's kernel and channels. `activation: none` is a stem without activation. `dropout` in
// the head is another name of model.dropout.
//
// A network whose stages are given has neither family nor depth. In ModelSpec both are then at their defaults
// (normalizeShorthand()), so that equal networks have equal specifications.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "training/config/ConfigFields.h"

namespace isonet::config {

// The fields of one part, bound to it. `section` precedes the key in Field::path(), such as "model.stages[1]".
std::vector<Field> fieldsOf(spec::StageSpec& stage, const std::string& section = {});
std::vector<Field> fieldsOf(spec::StemSpec& stem, const std::string& section = {});
std::vector<Field> headFieldsOf(spec::ModelSpec& model);  // ModelSpec::head, and model.dropout as "dropout"

// The keys of the model that hold the parts.
Field stemField(spec::ModelSpec& model);
Field stagesField(spec::ModelSpec& model);
Field headField(spec::ModelSpec& model);

// "model.stages[1]", and the layers' prefix of the same stage: "s2".
std::string stagePath(std::size_t index);
std::string stageName(std::size_t index);

// A stage on one line, "{blocks: 3, channels: 32, stride: 2}", for files and for copy and paste.
std::string stageYaml(const spec::StageSpec& stage);
// Reads stageYaml(), in flow or block style. Throws ConfigError with the key, the value and what is accepted; the
// values themselves are checked by spec::validate() only.
spec::StageSpec stageFromYaml(std::string_view text);
// One stage, or a list of stages as in a file. Throws ConfigError.
std::vector<spec::StageSpec> stagesFromYaml(std::string_view text);

// Writes out the stem and the stages of family and depth, if the stages are not given, as spec::expanded() does: the
// multipliers are applied and then 1. Throws std::invalid_argument if there is no such network.
void writeOutStages(spec::ModelSpec& model);
// Writes out the stem, if it is not given: as it is built, so with a width multiplier the stages, too, as
// spec::expanded() does, and the multipliers are then 1. Throws std::invalid_argument if there is no such network.
void writeOutStem(spec::ModelSpec& model);

// Sets family and depth to their defaults if stages are given; the stem of another family is written out first.
void normalizeShorthand(spec::ModelSpec& model);

}  // namespace isonet::config
