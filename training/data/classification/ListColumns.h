// Which columns of a list hold path, label and split.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "training/data/classification/TextTable.h"

namespace isonet::training {

struct ListColumns {
    std::size_t path = 0, label = 1;
    std::optional<std::size_t> split{};
    bool header = false;  // the first row has the names
};

// By the names in the first row (path, file, image, id, ...; label, class, category, ...; split, set, ...), ignoring
// case. Without such names the columns are path, label and, if every third cell names a split, split; the first row is
// then a header if `exists` is false for its path and true for that of the second. Empty if neither fits; `why` says
// what was found and what is accepted.
std::optional<ListColumns> listColumns(const std::vector<TextRow>& rows,
                                       const std::function<bool(const std::string&)>& exists, std::string& why);

}  // namespace isonet::training
