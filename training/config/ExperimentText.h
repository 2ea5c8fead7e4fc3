// An experiment file as it was written, before its combinations are spread out. Private to the reader (Experiment.h).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "training/config/Experiment.h"

namespace isonet::config {

// One change of a configuration, as --set has it, and the line it stands at.
struct Change {
    std::string key, value;
    int line = 0;
};
using Changes = std::vector<Change>;

struct RowException {
    Changes where, set;
};

// The paper's numbers of one run by the figure's key; a number that stands alone has the key "".
using PaperText = std::vector<std::pair<std::string, std::string>>;

struct RowText {
    std::string label, name, method, id;
    Changes set;
    std::vector<RowException> exceptions;
    std::vector<PaperText> paper;  // one for each combination
    int paperDepth = 0, line = 0;
};

struct ExperimentText {
    RunConfig base;
    Changes set;
    std::vector<RowText> rows;
    std::vector<Changes> vary;  // of each key its values
};

// What is wrong with a file, with its lines.
class FileProblems {
public:
    explicit FileProblems(std::string source) : source_(std::move(source)) {}
    void add(int line, const std::string& path, const std::string& message);  // line 0: of the whole file
    void finish() const;  // throws ConfigError if there are problems
    const std::string& source() const { return source_; }

private:
    std::string source_;
    std::vector<spec::Problem> problems_;
    std::vector<std::string> places_;
};

inline constexpr std::size_t kMostRows = 10000;

// The rows of all combinations, in order, not yet named but for those whose id is given.
std::vector<ExperimentRow> expandRows(const ExperimentText& text, FileProblems& problems);

}  // namespace isonet::config
