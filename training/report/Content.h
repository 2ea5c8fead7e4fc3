// What a report says, independent of the file it is written to: sections of paragraphs, tables and figures. Plain
// values; every text is unescaped UTF-8 or a name as the file system has it.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace isonet::report {

struct Paragraph {
    std::string text;
};

struct Table {
    std::string title;
    std::vector<std::string> header;             // one per column
    std::vector<std::vector<std::string>> rows;  // the first cell names the row
    bool numbers = false;                        // the other cells are numbers, right-aligned
};

inline constexpr double figureWidth = 720;    // points; figures are as wide as a page
inline constexpr double tallestFigure = 900;  // so that each fits a page of A4 or Letter

struct Figure {
    std::string title;
    std::string description;  // for those who cannot see it: what is drawn, with the extreme values
    double height = 0;        // points, at most tallestFigure
    std::string drawing;      // elements of an SVG image (Svg.h), escaped
    std::string empty;        // why there is nothing to draw; the drawing is empty then
};

using Block = std::variant<Paragraph, Table, Figure>;

struct Section {
    std::string title;
    bool folded = false;  // closed at first, where the file can be opened and closed
    std::vector<Block> blocks;
};

struct Report {
    std::string title, subtitle;
    std::vector<Section> sections;
};

}  // namespace isonet::report
