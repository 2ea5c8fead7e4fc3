#include "training/data/classification/TextTable.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

#include "model/base/DataError.h"
#include "model/base/RegularFile.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largestTable = std::uintmax_t{1} << 30;

std::string readListText(const fs::path& file) {
    std::error_code error;
    const std::uintmax_t size = fs::file_size(file, error);
    if (const std::string why = base::whyUnreadable(file); !why.empty())
        throw DataError(file.string() + " cannot be read: " + why + ".");
    if (size > largestTable)
        throw DataError(file.string() + " is larger than 1 GiB; a list of images is smaller.");
    std::ifstream stream(file, std::ios::binary);
    std::string text(static_cast<std::size_t>(size), '\0');
    stream.read(text.data(), static_cast<std::streamsize>(size));
    if (!stream)
        throw DataError(file.string() + " cannot be read.");
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") || text.find('\0') != std::string::npos)
        throw DataError(file.string() + " is not text in UTF-8, but UTF-16 or binary. Save it as CSV in UTF-8.");
    if (text.starts_with("\xef\xbb\xbf"))
        text.erase(0, 3);
    if (text.find('\n') == std::string::npos)
        std::replace(text.begin(), text.end(), '\r', '\n');
    return text;
}

std::string_view withoutBlanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\v\f");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t\r\v\f") - first + 1);
}

// '\0': none of the three.
char separatorOf(std::string_view text) {
    constexpr std::array<char, 3> candidates{'\t', ',', ';'};
    std::array<int, 3> counts{};
    bool quoted = false, any = false;
    for (const char c : text) {
        if (c == '"')
            quoted = !quoted;
        if (c == '\n' && !quoted && any)
            break;
        any = any || static_cast<unsigned char>(c) > ' ';
        for (std::size_t i = 0; i < candidates.size(); ++i)
            counts[i] += c == candidates[i] && !quoted ? 1 : 0;
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    return *most == 0 ? '\0' : candidates[static_cast<std::size_t>(most - counts.begin())];
}

class RowReader {
public:
    RowReader(const fs::path& file, std::string_view text, char separator)
        : file_(file), text_(text), separator_(separator) {}

    std::vector<TextRow> all() {
        std::vector<TextRow> rows;
        while (at_ < text_.size()) {
            TextRow row{line_, {}};
            while (cell(row)) {
            }
            if (row.cells.size() > 1 || !row.cells[0].empty())
                rows.push_back(std::move(row));
        }
        return rows;
    }

private:
    // Reads one cell; whether another follows in the row.
    bool cell(TextRow& row) {
        std::string value;
        const std::size_t begin = text_.find_first_not_of(' ', at_);
        if (begin < text_.size() && text_[begin] == '"') {
            at_ = begin + 1;
            value = quotedText(row);
        }
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        const std::size_t next =
            separator_ == '\0' ? std::string_view::npos : text_.substr(0, end).find(separator_, at_);
        const std::size_t stop = next == std::string_view::npos ? end : next;
        value += withoutBlanks(text_.substr(at_, stop - at_));
        row.cells.push_back(std::move(value));
        at_ = stop + 1;
        if (stop == end)
            ++line_;
        return stop != end;
    }

    std::string quotedText(const TextRow& row) {
        std::string value;
        for (; at_ < text_.size(); ++at_) {
            if (text_[at_] == '"') {
                if (at_ + 1 == text_.size() || text_[at_ + 1] != '"') {
                    ++at_;
                    return value;
                }
                ++at_;
            } else if (text_[at_] == '\n') {
                ++line_;
            }
            value += text_[at_];
        }
        throw DataError(lineOf(file_, row) + ": a quote is not closed.");
    }

    const fs::path& file_;
    const std::string_view text_;
    const char separator_;
    std::size_t at_ = 0;
    std::int64_t line_ = 1;
};

}  // namespace

std::vector<TextRow> readTextTable(const fs::path& file, bool spaces) {
    const std::string text = readListText(file);
    const char separator = separatorOf(text);
    std::vector<TextRow> rows = RowReader(file, text, separator).all();
    if (separator == '\0' && spaces)
        for (TextRow& row : rows) {
            const std::string whole = row.cells[0];
            const auto gap = whole.find_last_of(" ");
            if (gap != std::string::npos)
                row.cells = {std::string(withoutBlanks(whole.substr(0, gap))), whole.substr(gap + 1)};
        }
    return rows;
}

std::vector<std::string> readTextLines(const fs::path& file) {
    const std::string text = readListText(file);
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = std::string_view(text).substr(begin, end - begin);
        line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
        lines.emplace_back(line);
        begin = end + 1;
    }
    return lines;
}

std::string lineOf(const fs::path& file, const TextRow& row) {
    return file.string() + ", line " + std::to_string(row.line);
}

}  // namespace isonet::training
