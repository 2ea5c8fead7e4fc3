// The elements of a figure. What they look like is in one style sheet (styleSheet()), for light and dark pages: an
// element has a class, never a color, except the cells of maps.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "training/report/Content.h"
#include "training/report/Curve.h"

namespace isonet::report {

enum class Anchor { Start, Middle, End };

class Svg {
public:
    // Classes: axis, grid, reference, mark, hatch, box, bar, thick, notfinite, s0 ... s23 (series), and for text:
    // label, name, quiet.
    void line(double x1, double y1, double x2, double y2, std::string_view style);
    void polyline(const std::vector<Point>& points, std::string_view style);
    void path(const std::string& commands, std::string_view style);
    void filled(const std::string& commands, const std::string& color);  // "#rrggbb"
    void box(double x, double y, double width, double height, std::string_view style);
    void dot(double x, double y, double radius, std::string_view style);
    void text(double x, double y, Anchor anchor, std::string_view text, std::string_view style = "label");
    void vertical(double x, double y, std::string_view text);  // upwards, centered at y
    std::string take() { return std::move(elements_); }

private:
    std::string elements_;
};

inline constexpr int seriesStyles = 24;
std::string seriesStyle(std::size_t index);  // "s0", color and dash both differ from those of the others

std::string number(double value);       // a coordinate
double widthOf(std::string_view text);  // of a label, points, rather too much than too little

enum class Scheme { Light, Dark };
std::string styleSheet(Scheme scheme, std::string_view prefix = {});  // CSS; `prefix`: before every selector

// A complete image of a figure that is not empty, as a file by itself, with the light scheme.
std::string standaloneSvg(const Figure& figure);

}  // namespace isonet::report
