// A plain text table: column widths fit the content, numbers are right-aligned.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "model/base/NumberText.h"

namespace isonet::cli {

class Table {
public:
    explicit Table(std::vector<std::string> header);
    void add(std::vector<std::string> row);  // shown as names (model/base/ShownText.h)
    void print(std::ostream& out) const;

private:
    std::vector<std::vector<std::string>> rows_;  // first row: header
};

using base::fixed;
using base::grouped;
using base::significant;

std::string duration(double seconds);  // "1 h 02 min", "3 min 05 s", "12 s"

}  // namespace isonet::cli
