// A plain text table: columns as wide as their content, numbers to the right.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace isonet::cli {

class Table {
public:
    explicit Table(std::vector<std::string> header);
    void add(std::vector<std::string> row);
    void print(std::ostream& out) const;

private:
    std::vector<std::vector<std::string>> rows_;  // the header first
};

std::string fixed(double value, int decimals);
std::string significant(double value, int digits = 4);
std::string grouped(std::int64_t value);  // 1,234,567
std::string duration(double seconds);     // "1 h 02 min", "3 min 05 s", "12 s"

}  // namespace isonet::cli
