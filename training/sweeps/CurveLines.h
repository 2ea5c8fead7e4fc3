// Curves (Curves.h) as the lines of one plot: one per label, or per label and value of a second key. No torch, no Qt.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "training/sweeps/Curves.h"

namespace isonet::sweeps {

struct CurveLine {
    std::string name;   // label and method, "a ResNet"; may be empty, and with a second key the same for several lines
    std::string value;  // of the second key; empty without one, and where the rows do not give it
    Curve curve;
};

// `by`: the second key; empty: none. Values in ascending order if all are numbers, else in the order of the rows. Rows
// without either key are left out. `results`: one per row. `metric`: index in telemetry::headlineMetricsOf().
std::vector<CurveLine> linesOf(const Sweep& sweep, const std::vector<RowResult>& results, const std::string& key,
                               const std::string& by, std::size_t metric);

// The first of `keys` (variedKeys()) that splits the curves over `key` into at most `most` lines, at least half of them
// with two or more points; empty: none. Keys that only change together with `key` or with the label do not.
std::string usualSplit(const Sweep& sweep, const std::vector<std::string>& keys, const std::string& key,
                       std::size_t most);

// For programs, in the columns of curvesCsv() and with the second key and its value; `metricName` as in files.
std::string linesCsv(const std::vector<CurveLine>& lines, const std::string& key, const std::string& by,
                     const std::string& metricName);

}  // namespace isonet::sweeps
