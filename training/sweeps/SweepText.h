// The parts of a sweep file that make rows, before its combinations are expanded. Lines are those of the file, for
// messages; 0: unknown.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::sweeps {

// One change of a configuration, as in `--set`, with its line.
struct Change {
    std::string key, value;
    int line = 0;
};
using Changes = std::vector<Change>;

// A key that must have one of some values.
struct Condition {
    std::string key;
    std::vector<std::string> values;
    int line = 0;
};
using Conditions = std::vector<Condition>;

// Changes where the conditions hold; or no row there.
struct RowException {
    Conditions where;
    Changes set;
    bool skip = false;
};

// A key whose values are drawn at random.
enum class Distribution { Choice, Uniform, LogUniform };
struct SampledKey {
    std::string key;
    Distribution distribution = Distribution::Choice;
    std::vector<std::string> choices;
    double lowest = 0, highest = 0;  // inclusive
    bool integer = false;
    int line = 0;
};

// The paper's values for one run by metric key; a bare number has the key "".
using PaperText = std::vector<std::pair<std::string, std::string>>;

struct RowText {
    std::string label, name, method, id;
    Conditions when;
    Changes set;
    std::vector<RowException> exceptions;
    std::vector<PaperText> paper;  // one per combination
    int paperDepth = 0, line = 0;
};

struct SweepText {
    config::RunConfig base;
    Changes set;
    std::vector<RowText> rows;
    std::vector<Changes> vary;  // per key, its values
    std::vector<SampledKey> sample;
    int samples = 0;  // rows per combination; 0: nothing is sampled
    std::uint64_t sampleSeed = 1;
    Conditions when;                       // no row, of all rows, where these do not hold
    Changes seeds;                         // of run.seed, one row each; empty: those of `repeats`
    int repeats = 0;                       // rows with seeds from the row's own upward; 0: one row with its own
    std::vector<RowException> exceptions;  // of all rows
};

}  // namespace isonet::sweeps
