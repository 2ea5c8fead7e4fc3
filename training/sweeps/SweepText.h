// A sweep file as written, before its combinations are expanded. Private to the reader (SweepYaml.cpp).
#pragma once

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

struct RowException {
    Changes where, set;
};

// The paper's values for one run by metric key; a bare number has the key "".
using PaperText = std::vector<std::pair<std::string, std::string>>;

struct RowText {
    std::string label, name, method, id;
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
};

}  // namespace isonet::sweeps
