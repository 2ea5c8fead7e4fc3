#include "app/cli/Table.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ostream>
#include <string_view>

#include "model/base/ShownText.h"

namespace isonet::cli {

namespace {
// Characters, not bytes: counts UTF-8 lead bytes.
size_t displayWidth(const std::string& text) {
    return static_cast<size_t>(std::ranges::count_if(text, [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

// "12", "-0.5", "16x1x3x3", "9.5 %"; not "10 training images".
bool looksNumeric(std::string_view text) {
    if (text.ends_with(" %"))
        text.remove_suffix(2);
    return !text.empty() && (std::isdigit(static_cast<unsigned char>(text[0])) || text[0] == '-') &&
           text.find(' ') == std::string_view::npos;
}
}  // namespace

Table::Table(std::vector<std::string> header) {
    rows_.push_back(std::move(header));
}

void Table::add(std::vector<std::string> row) {
    for (std::string& cell : row)
        cell = base::shownName(cell);
    rows_.push_back(std::move(row));
}

void Table::print(std::ostream& out) const {
    const size_t columns = rows_.front().size();
    std::vector<size_t> widths(columns, 0);
    std::vector<bool> numeric(columns, rows_.size() > 1);
    for (size_t r = 0; r < rows_.size(); ++r)
        for (size_t c = 0; c < columns && c < rows_[r].size(); ++c) {
            widths[c] = std::max(widths[c], displayWidth(rows_[r][c]));
            if (r > 0 && !looksNumeric(rows_[r][c]))
                numeric[c] = false;
        }
    for (const auto& row : rows_) {
        std::string line;
        for (size_t c = 0; c < columns && c < row.size(); ++c) {
            const std::string gap(widths[c] - displayWidth(row[c]), ' ');
            line += numeric[c] ? gap + row[c] : row[c] + gap;
            line += "  ";
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << '\n';
    }
}

std::string duration(double seconds) {
    const auto whole = static_cast<long>(std::llround(std::max(0.0, seconds)));
    char buffer[64];
    if (whole >= 3600)
        std::snprintf(buffer, sizeof buffer, "%ld h %02ld min", whole / 3600, whole % 3600 / 60);
    else if (whole >= 60)
        std::snprintf(buffer, sizeof buffer, "%ld min %02ld s", whole / 60, whole % 60);
    else
        std::snprintf(buffer, sizeof buffer, "%ld s", whole);
    return buffer;
}

}  // namespace isonet::cli
