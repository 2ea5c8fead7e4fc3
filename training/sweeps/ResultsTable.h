// The results table of a sweep: measured values next to the paper's.
#pragma once

#include <string>
#include <vector>

#include "training/sweeps/Queue.h"

namespace isonet::sweeps {

// Cells of one row. A metric's value: "73.29", "N/A" (failed), or empty if not yet available.
std::string measuredText(const SweepRow& row, const RowResult& result, std::size_t metric);
std::string paperText(const SweepRow& row, std::size_t metric);
// The row's state in one line, empty if it finished normally. The log of the run has the full message.
std::string outcomeText(const RowResult& result, double failsBelow);
// Heading of the paper's column: "paper", or "paper's box AP" if there are several metrics.
std::string paperHeading(const SweepRow& row, std::size_t metric);

struct ResultTable {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
};

// For display: row, method, depth, rate, each metric measured and in the paper (telemetry::headlineMetricsOf), what
// else is measured (rowMeasures), the paper's depth, outcome. Empty columns are omitted.
ResultTable resultTable(const Sweep& sweep, const std::vector<RowResult>& results);

// Notes below the table: the sweep's own, and the meaning of N/A.
std::vector<std::string> resultNotes(const Sweep& sweep);

std::string toMarkdown(const Sweep& sweep, const std::vector<RowResult>& results);
// For programs: adds every configuration key that differs between rows, measured values of failed rows, times and run
// folders.
std::string toCsv(const Sweep& sweep, const std::vector<RowResult>& results);
// A tabular with booktabs rules.
std::string toLatex(const Sweep& sweep, const std::vector<RowResult>& results);

}  // namespace isonet::sweeps
