// The table of an experiment: what was measured beside what the paper has.
#pragma once

#include <string>
#include <vector>

#include "training/experiments/Queue.h"

namespace isonet::experiments {

struct ResultTable {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
};

// For people: row, method, depth, rate, top-1 here, top-1 of the paper and the depth it is of, what happened. Columns
// in which no row has anything are left out.
ResultTable resultTable(const config::Experiment& experiment, const std::vector<RowResult>& results);

// What the table does not say: the experiment's notes, and what N/A means.
std::vector<std::string> resultNotes(const config::Experiment& experiment);

std::string toMarkdown(const config::Experiment& experiment, const std::vector<RowResult>& results);
// For programs: also every configuration key in which rows differ, measured values of failed rows, times and folders.
std::string toCsv(const config::Experiment& experiment, const std::vector<RowResult>& results);
// A tabular with booktabs rules.
std::string toLatex(const config::Experiment& experiment, const std::vector<RowResult>& results);

}  // namespace isonet::experiments
