// What the table of a sweep shows of each run besides its metrics and the paper's values. To add one: a line of the
// table in RowMeasures.cpp.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "training/sweeps/Queue.h"

namespace isonet::sweeps {

struct RowMeasure {
    const char* key;                    // in CSV and JSON
    const char* name;                   // heading of the tables
    const char* title;                  // heading in the window
    const char* help;                   // definition and unit
    bool ofTest;                        // of rows with data.test_split, and N/A for rows that did not converge
    double (*value)(const RowResult&);  // -1: not known
    std::string (*text)(double value);  // as in the tables
    std::string (*spreadText)(double deviation);  // a standard deviation of it
};

// In the order of the columns.
std::span<const RowMeasure> rowMeasures();

// Empty if the value is not known.
std::string measureText(const RowMeasure& measure, const RowResult& result);
// The known values of the rows of a group.
std::vector<double> measureValues(const RowMeasure& measure, const std::vector<RowResult>& results,
                                  std::span<const std::size_t> rows);
// "0.0213 ± 0.0015" over the rows of a group; those that did not converge are left out where `ofTest`.
std::string measureText(const RowMeasure& measure, const std::vector<RowResult>& results,
                        std::span<const std::size_t> rows);

}  // namespace isonet::sweeps
