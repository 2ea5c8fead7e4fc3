// Rows of a text file, as Excel, pandas and people write them: CSV (RFC 4180) with commas or semicolons, TSV, or words
// separated by spaces.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace isonet::training {

struct TextRow {
    std::int64_t line = 0;  // from 1; of the row's first line
    std::vector<std::string> cells;
};

// The rows that are not blank. A byte order mark and carriage returns are dropped. The separator is the most frequent
// of tab, comma and semicolon in the first row; if there is none and `spaces`, the last run of spaces. Throws DataError
// naming file and line: not readable, UTF-16, an open quote, over 1 GiB.
std::vector<TextRow> readTextTable(const std::filesystem::path& file, bool spaces = false);

// The lines of a text without byte order mark, carriage returns and blanks at the end; blank ones are kept.
std::vector<std::string> readTextLines(const std::filesystem::path& file);

// "labels.csv, line 7", for messages.
std::string lineOf(const std::filesystem::path& file, const TextRow& row);

}  // namespace isonet::training
