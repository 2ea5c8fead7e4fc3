// A metric against a key that differs between the rows of a sweep. No torch, no Qt.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "training/sweeps/RowGroups.h"

namespace isonet::sweeps {

// All rows of a series that have one value of the key.
struct CurvePoint {
    std::string value;             // as in `--set`; empty: the key is not given
    std::optional<double> number;  // of a numeric value
    Spread spread;                 // of the finished rows: over seeds and over all other varied keys
    int failed = 0;                // rows that diverged; rows below Sweep::failsBelow are part of the spread
    int waiting = 0;               // rows without a result so far
    std::optional<double> paper;   // the paper's value, if all rows that have one agree
    bool operator==(const CurvePoint&) const = default;
};

// The rows with one label: a variant listed under `rows` of the file. A sweep without labels has one series, and so has
// one whose rows differ in a single key.
struct Curve {
    std::string label, title;        // title: what the methods of its rows have in common
    std::vector<CurvePoint> points;  // ascending if all values are numbers, else in the order of the rows
};

// Keys with two or more values among the rows of one label, as in `--set`: those of vary and sample. Keys of stages one
// by one ("model.stages[2].channels"); run.seed and run.name are left out.
std::vector<std::string> variedKeys(const Sweep& sweep);

// One curve per label. Rows without the key (config::findValue()) are left out: one of a stage that they do not have,
// and model.depth of given stages. `metric`: index in telemetry::headlineMetricsOf().
std::vector<Curve> curvesOf(const Sweep& sweep, const std::vector<RowResult>& results, const std::string& key,
                            std::size_t metric);

// For programs: one line per varied key, series, value and metric, with mean, standard deviation, minimum, maximum,
// number of runs and the paper's value.
std::string curvesCsv(const Sweep& sweep, const std::vector<RowResult>& results);

}  // namespace isonet::sweeps
