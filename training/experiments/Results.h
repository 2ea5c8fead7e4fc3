// The table of an experiment: what was measured beside what the paper has.
#pragma once

#include <string>
#include <vector>

#include "training/experiments/Queue.h"

namespace isonet::experiments {

// The cells of one row. A figure's number: "73.29", "N/A" (failed); empty while there is none to be reported.
std::string measuredText(const config::ExperimentRow& row, const RowResult& result, std::size_t figure);
std::string paperText(const config::ExperimentRow& row, std::size_t figure);
std::string whatHappened(const RowResult& result, double failsBelow);  // one line, shortened
// The heading of the column of the paper's numbers: "paper", or "paper's box AP" where there are several figures.
std::string paperHeading(const config::ExperimentRow& row, std::size_t figure);

struct ResultTable {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
};

// For people: row, method, depth, rate, each figure here and the paper's (config::figuresOf), the depth of the paper's,
// what happened. Columns in which no row has anything are left out.
ResultTable resultTable(const config::Experiment& experiment, const std::vector<RowResult>& results);

// What the table does not say: the experiment's notes, and what N/A means.
std::vector<std::string> resultNotes(const config::Experiment& experiment);

std::string toMarkdown(const config::Experiment& experiment, const std::vector<RowResult>& results);
// For programs: also every configuration key in which rows differ, measured values of failed rows, times and folders.
std::string toCsv(const config::Experiment& experiment, const std::vector<RowResult>& results);
// A tabular with booktabs rules.
std::string toLatex(const config::Experiment& experiment, const std::vector<RowResult>& results);

}  // namespace isonet::experiments
