#include "training/report/Svg.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "model/base/NumberText.h"
#include "model/base/ShownText.h"
#include "training/report/Escape.h"

namespace isonet::report {
namespace {

std::string attribute(const char* name, double value) {
    return " " + std::string(name) + "=\"" + number(value) + "\"";
}

std::string classOf(std::string_view style) {
    return " class=\"" + std::string(style) + "\"";
}

struct Series {
    const char *light, *dark;
};
// Colors that differ for every kind of color vision (after Okabe and Ito), darkened for white pages.
constexpr std::array<Series, 8> seriesColors{{{"#0067a5", "#5cb8f0"},
                                              {"#c44e00", "#ff9352"},
                                              {"#00795a", "#35cfa0"},
                                              {"#a03c80", "#f09fd0"},
                                              {"#8a6a00", "#e6c02a"},
                                              {"#3d3d3d", "#e0e0e0"},
                                              {"#6a4fc9", "#b7a4ff"},
                                              {"#b3262e", "#ff8f8f"}}};
constexpr std::array<const char*, 5> dashes{"", "6 3", "2 2", "8 3 2 3", "1 3"};

struct Colors {
    const char *text, *quiet, *axis, *grid, *hatch, *reference, *notFinite;
};
constexpr Colors lightColors{"#1c1e21", "#5a6068", "#6b7178", "#e1e4e8", "#9aa1a9", "#5a6068", "#c2185b"};
constexpr Colors darkColors{"#e8eaed", "#a8afb8", "#8b929b", "#34393f", "#6d757e", "#a8afb8", "#ff6fa5"};

}  // namespace

std::string number(double value) {
    std::string text = base::fixed(value, 2);
    while (text.ends_with('0'))
        text.pop_back();
    if (text.ends_with('.'))
        text.pop_back();
    return text == "-0" ? "0" : text;
}

double widthOf(std::string_view text) {
    double width = 0;
    while (!text.empty()) {
        const std::size_t size = std::max<std::size_t>(base::characterSize(text), 1);
        width += size < 3 ? 6.8 : 11.5;
        text.remove_prefix(size);
    }
    return width;
}

std::string seriesStyle(std::size_t index) {
    return "s" + std::to_string(index % seriesStyles);
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view style) {
    elements_ += "<line" + attribute("x1", x1) + attribute("y1", y1) + attribute("x2", x2) + attribute("y2", y2) +
                 classOf(style) + "/>\n";
}

void Svg::polyline(const std::vector<Point>& points, std::string_view style) {
    std::string places;
    for (const auto& point : points)
        places += (places.empty() ? "" : " ") + number(point.x) + "," + number(point.y);
    elements_ += "<polyline points=\"" + places + "\"" + classOf(style) + "/>\n";
}

void Svg::path(const std::string& commands, std::string_view style) {
    elements_ += "<path d=\"" + commands + "\"" + classOf(style) + "/>\n";
}

void Svg::filled(const std::string& commands, const std::string& color) {
    elements_ += "<path d=\"" + commands + "\" fill=\"" + color + "\" shape-rendering=\"crispEdges\"/>\n";
}

void Svg::box(double x, double y, double width, double height, std::string_view style) {
    elements_ += "<rect" + attribute("x", x) + attribute("y", y) + attribute("width", width) +
                 attribute("height", height) + classOf(style) + "/>\n";
}

void Svg::dot(double x, double y, double radius, std::string_view style) {
    elements_ += "<circle" + attribute("cx", x) + attribute("cy", y) + attribute("r", radius) + classOf(style) + "/>\n";
}

void Svg::text(double x, double y, Anchor anchor, std::string_view text, std::string_view style) {
    const char* place = anchor == Anchor::Start ? "start" : anchor == Anchor::Middle ? "middle" : "end";
    elements_ += "<text" + attribute("x", x) + attribute("y", y) + " text-anchor=\"" + place + "\"" + classOf(style) +
                 ">" + escaped(text) + "</text>\n";
}

void Svg::vertical(double x, double y, std::string_view text) {
    elements_ += "<text transform=\"translate(" + number(x) + " " + number(y) +
                 ") rotate(-90)\" text-anchor=\"middle\" class=\"label\">" + escaped(text) + "</text>\n";
}

std::string styleSheet(Scheme scheme, std::string_view prefix) {
    const Colors& colors = scheme == Scheme::Light ? lightColors : darkColors;
    const auto rule = [&](const std::string& selector, const std::string& properties) {
        return std::string(prefix) + selector + " {" + properties + "}\n";
    };
    const auto stroke = [](const std::string& color, const char* width) {
        return " fill: none; stroke: " + color + "; stroke-width: " + width + "; ";
    };
    const auto text = [](const std::string& color) { return " fill: " + color + "; stroke: none; font-size: 11px; "; };
    std::string sheet = rule(".axis", stroke(colors.axis, "1")) + rule(".grid", stroke(colors.grid, "1")) +
                        rule(".hatch", stroke(colors.hatch, "1")) + rule(".mark", stroke(colors.quiet, "1")) +
                        rule(".reference", stroke(colors.reference, "1.2") + "stroke-dasharray: 3 3; ") +
                        rule(".notfinite", " fill: " + std::string(colors.notFinite) + "; stroke: none; ") +
                        rule(".label", text(colors.text)) + rule(".quiet", text(colors.quiet)) +
                        rule(".name", text(colors.text) + "font-size: 10px; ");
    for (std::size_t i = 0; i < seriesStyles; ++i) {
        const auto& [light, dark] = seriesColors[i % seriesColors.size()];
        const std::string color = scheme == Scheme::Light ? light : dark;
        const std::string dash = dashes[(i + i / seriesColors.size()) % dashes.size()];
        const std::string series = "s" + std::to_string(i);
        sheet += rule("." + series, stroke(color, "1.6") + (dash.empty() ? "" : "stroke-dasharray: " + dash + "; ")) +
                 rule("." + series + "f", " fill: " + color + "; stroke: none; ");
    }
    const std::string first = scheme == Scheme::Light ? seriesColors[0].light : seriesColors[0].dark;
    return sheet + rule(".bar", stroke(first, "1.2")) + rule(".thick", " fill: " + first + "; stroke: none; ") +
           rule(".area", " fill: " + first + "; fill-opacity: 0.35; stroke: none; ");
}

std::string standaloneSvg(const Figure& figure) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + number(figureWidth) + "\" height=\"" +
           number(figure.height) + "\" viewBox=\"0 0 " + number(figureWidth) + " " + number(figure.height) +
           "\" font-family=\"sans-serif\">\n<style type=\"text/css\">\n" + styleSheet(Scheme::Light) + "</style>\n" +
           figure.drawing + "</svg>\n";
}

}  // namespace isonet::report
