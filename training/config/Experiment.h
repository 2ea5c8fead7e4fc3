// An experiment: configurations to be trained one after another and compared, each a row of a table. The paper's tables
// (resources/experiments/table*.yaml, built into the program) and people's own sweeps have one format:
//
//   experiment: rates                  # a short name; folders are named after it
//   title: Which rate suits which depth
//   notes: [said below the table]
//   fails_below: 40                    # percent; a lower top-1 is N/A in the table (the paper's rule); absent: 0
//   base: isonet-20-fashion-mnist      # a preset, a configuration file beside this one, or sections with keys
//   set: {run.epochs: 1}               # keys changed in every row
//   rows:                              # absent: one row
//     - row: a                         # label
//       name: vanilla                  # for folders
//       method: Vanilla                # for people; absent: the network's name, or the varied values
//       set: {model.activation: relu}
//       except: [{where: {model.depth: 101}, set: {penalty.coefficient: 3e-4}}]
//       paper: 63.09                   # or N/A; with `vary` a list, one for each combination; of a detector
//                                      # {box_ap: 35.0, mask_ap: 32.2}
//       paper_depth: 34                # the depth it was measured at; absent: this row's own
//       id: a-vanilla-34               # the folder of its run; absent: made from label, name and network
//   vary: {model.depth: [20, 32], optimizer.learning_rate: [0.01, 0.02]}
//
// `vary` makes a row of each combination of its values, the last key running fastest. No torch header.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::config {

struct ExperimentRow {
    std::string id;             // folder of its run, unique: "a-resnet-34"
    std::string label;          // "a"
    std::string name;           // "resnet"
    std::string method;         // "ResNet"
    std::vector<double> paper;  // the paper's numbers in percent, one for each of figuresOf(config); empty: it has none
    bool paperFailed = false;   // the paper's N/A
    int paperDepth = 0;         // 0: nothing of the paper
    RunConfig config;
    bool operator==(const ExperimentRow&) const = default;
};

struct Experiment {
    std::string name, title;
    std::vector<std::string> notes;
    double failsBelow = 0;  // percent
    std::vector<ExperimentRow> rows;
    bool operator==(const Experiment&) const = default;
};

// `source` names the text in messages; a `base` that is a file is looked for in `folder`. Throws ConfigError with line,
// key, value and what is accepted, or std::system_error for a base that cannot be read. The rows are not validated as
// wholes: a scale (training/experiments/Scale.h) may make them possible first.
Experiment parseExperiment(std::string_view yaml, const std::string& source, const std::filesystem::path& folder = {});
Experiment loadExperiment(const std::filesystem::path& file);
// Reads back as the same experiment; every row stands by itself in it.
std::string toYaml(const Experiment& experiment);

// A key, and the values it takes in a sweep, as --set has them.
struct Variation {
    std::string key;
    std::vector<std::string> values;
};
// `base` with each combination of the values, the last key running fastest. Throws ConfigError: a key or value that is
// not accepted, too many rows.
Experiment sweep(const std::string& name, const RunConfig& base, const std::vector<Variation>& vary);

// Sets each row's id from its label, name and network, as "a-resnet-34", and numbers those that would be the same.
void nameRows(Experiment& experiment);

// Problems of all rows, fields led by the row ("row a-resnet-34: model.depth") unless every row has them, and that
// classifiers and detectors stand in one table. Empty when all can run.
std::vector<spec::Problem> validate(const Experiment& experiment);

// The paper's tables as the program was built with: "table1" to "table7".
const std::vector<Experiment>& paperTables();
const Experiment* findPaperTable(std::string_view name);

}  // namespace isonet::config
