#include "training/report/HtmlReport.h"

#include <variant>

#include "training/report/Escape.h"
#include "training/report/Svg.h"

namespace isonet::report {
namespace {

constexpr const char* pageStyle = R"css(
:root { color-scheme: light dark; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1.25rem; font: 15px/1.5 system-ui, sans-serif;
       color: #1c1e21; background: #ffffff; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 1px solid #d5d9de; }
summary h2 { display: inline; border: 0; }
summary { cursor: pointer; margin: 2.2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 1px solid #d5d9de; }
.subtitle, footer, .why { color: #5a6068; }
.why { border: 1px dashed #9aa1a9; border-radius: 4px; padding: .8rem 1rem; margin: .4rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .6rem 0 1.2rem; font-size: .9rem; }
caption, figcaption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid #e1e4e8;
         min-width: 3.5rem; unicode-bidi: isolate; }
th { font-weight: 600; } tbody th { font-weight: 400; }
.numbers td, .numbers thead th + th { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: .8rem 0 1.6rem; }
svg { width: 100%; height: auto; display: block; font-family: system-ui, sans-serif; }
footer { margin-top: 3rem; font-size: .85rem; }
nav ul { padding: 0; margin: 1rem 0; display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; list-style: none; }
nav a { color: #0067a5; }
)css";

constexpr const char* darkStyle = R"css(
body { color: #e8eaed; background: #17191c; }
h2, summary { border-color: #3a4047; } summary h2 { border: 0; }
th, td { border-color: #2c3136; }
.subtitle, footer, .why { color: #a8afb8; }
nav a { color: #5cb8f0; }
)css";

constexpr const char* printStyle = R"css(
@media print {
@page { margin: 15mm; }
body { margin: 0; max-width: none; padding: 0; font-size: 10pt; }
nav { display: none; }
.scroll { overflow: visible; }
figure { break-inside: avoid; }
h2, caption, figcaption, summary { break-after: avoid; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
details:not([open])::details-content { content-visibility: visible; display: block; height: auto; }
}
)css";

std::string idOf(std::size_t section) {
    return "section-" + std::to_string(section + 1);
}

class Page {
public:
    void add(const Paragraph& paragraph) { text_ += "<p>" + escaped(paragraph.text) + "</p>\n"; }

    void add(const Table& table) {
        text_ += std::string("<div class=\"scroll\"><table") + (table.numbers ? " class=\"numbers\"" : "") + ">\n";
        if (!table.title.empty())
            text_ += "<caption>" + escaped(table.title) + "</caption>\n";
        text_ += "<thead><tr>";
        for (const auto& name : table.header)
            text_ += "<th scope=\"col\">" + escaped(name) + "</th>";
        text_ += "</tr></thead>\n<tbody>\n";
        for (const auto& row : table.rows) {
            text_ += "<tr>";
            for (std::size_t i = 0; i < row.size(); ++i)
                text_ += i == 0 ? "<th scope=\"row\">" + escaped(row[i]) + "</th>" : "<td>" + escaped(row[i]) + "</td>";
            text_ += "</tr>\n";
        }
        text_ += "</tbody></table></div>\n";
    }

    void add(const Figure& figure) {
        const std::string id = "figure-" + std::to_string(++figures_);
        text_ += "<figure id=\"" + id + "\"><figcaption>" + escaped(figure.title) + "</figcaption>\n";
        if (figure.drawing.empty()) {
            text_ += "<p class=\"why\">" + escaped(figure.empty) + "</p>\n</figure>\n";
            return;
        }
        text_ += "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " + number(figureWidth) + " " +
                 number(figure.height) + "\" aria-labelledby=\"" + id + "-title " + id + "-text\">\n<title id=\"" + id +
                 "-title\">" + escaped(figure.title) + "</title>\n<desc id=\"" + id + "-text\">" +
                 escaped(figure.description) + "</desc>\n" + figure.drawing + "</svg>\n</figure>\n";
    }

    void add(const Section& section, std::size_t index) {
        const std::string head = "<h2>" + escaped(section.title) + "</h2>";
        text_ += "<section id=\"" + idOf(index) + "\">\n" +
                 (section.folded ? "<details>\n<summary>" + head + "</summary>\n" : head + "\n");
        for (const auto& block : section.blocks)
            std::visit([this](const auto& each) { add(each); }, block);
        text_ += section.folded ? "</details>\n</section>\n" : "</section>\n";
    }

    std::string take() { return std::move(text_); }

private:
    std::string text_;
    int figures_ = 0;
};

}  // namespace

std::string htmlOf(const Report& report, const std::string& footer) {
    std::string contents;
    Page page;
    for (std::size_t i = 0; i < report.sections.size(); ++i) {
        contents += "<li><a href=\"#" + idOf(i) + "\">" + escaped(report.sections[i].title) + "</a></li>\n";
        page.add(report.sections[i], i);
    }
    const std::string title = escaped(report.title);
    return "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n"
           "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
           "<title>" +
           title + "</title>\n<style>\n" + pageStyle + styleSheet(Scheme::Light, "svg ") +
           "@media screen and (prefers-color-scheme: dark) {\n" + darkStyle + styleSheet(Scheme::Dark, "svg ") + "}\n" +
           printStyle + "</style>\n</head>\n<body>\n<header>\n<h1>" + title + "</h1>\n<p class=\"subtitle\">" +
           escaped(report.subtitle) + "</p>\n</header>\n<nav aria-label=\"Sections\"><ul>\n" + contents +
           "</ul></nav>\n<main>\n" + page.take() + "</main>\n<footer>" + escaped(footer) +
           "</footer>\n</body>\n</html>\n";
}

}  // namespace isonet::report
