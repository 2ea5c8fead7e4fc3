// A sweep: experiments that are trained one after another and compared, each a row of a table. The paper's tables
// (PaperTables.h) and user-defined sweeps share one file format (SweepYaml.h). No torch header.
#pragma once

#include <string>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::sweeps {

struct SweepRow {
    std::string id;      // unique run folder: "a-resnet-34"
    std::string label;   // "a"
    std::string name;    // "resnet"
    std::string method;  // display name: "ResNet"
    // The paper's values in percent, one per telemetry::headlineMetricsOf(config); empty if the paper has none.
    std::vector<double> paper;
    bool paperFailed = false;  // the paper's N/A
    int paperDepth = 0;        // depth of the paper's network; 0: not from the paper
    config::RunConfig config;
    bool operator==(const SweepRow&) const = default;
};

struct Sweep {
    std::string name, title;
    std::vector<std::string> notes;
    double failsBelow = 0;  // percent; a finished row with a lower score is reported as N/A
    std::vector<SweepRow> rows;
    bool operator==(const Sweep&) const = default;
};

// Sets each row's id from its label, name and network, such as "a-resnet-34"; numbers duplicates.
void nameRows(Sweep& sweep);

// Problems of all rows, empty if every row can run. Fields are prefixed with the row ("row a-resnet-34: model.depth")
// unless all rows share the problem. Mixing classifiers and detectors is a problem too.
std::vector<spec::Problem> validate(const Sweep& sweep);

}  // namespace isonet::sweeps
