// isonet report: a run, or a comparison of runs, as one HTML file.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "model/base/ShownText.h"
#include "training/report/ReportFile.h"

namespace isonet::cli {

namespace {

struct ReportOptions {
    std::vector<std::string> paths;
    bool force = false;
};

int writeReport(const ReportOptions& options) {
    if (options.paths.size() < 2)
        throw std::invalid_argument("'" + base::shownName(options.paths.front()) +
                                    "' alone is not enough; name one or more runs, then the HTML file to write");
    const std::string& out = options.paths.back();
    std::string extension = std::filesystem::path(out).extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    if (extension == ".pdf")
        throw std::invalid_argument(
            "cannot write '" + out +
            "': accepted extensions: .html, .htm. The workbench saves PDF: File > Save report.");
    if (extension != ".html" && extension != ".htm")
        throw std::invalid_argument("cannot write '" + out +
                                    "': accepted extensions: .html, .htm. The file to write is named last.");
    const std::vector<std::filesystem::path> runs(options.paths.begin(), options.paths.end() - 1);
    report::writeHtml(runs, out, options.force, "isonet " ISONET_VERSION);
    std::cout << (runs.size() == 1 ? base::shownName(options.paths.front())
                                   : std::to_string(runs.size()) + " runs compared")
              << " -> " << base::shownName(out) << '\n';
    return Done;
}

}  // namespace

void addReport(Verb app) {
    auto options = std::make_shared<ReportOptions>();
    Verb verb = app.verb("report", "Write a run, or a comparison of runs, as one HTML file");
    verb.option("PATH", options->paths, "Run folders, and last the file to write: RUN OUT.html, or RUN RUN... OUT.html")
        .required();
    verb.flag("--force", options->force, "Replace an existing file");
    verb.footer(
        "The file needs no other file: results, settings, versions, and as SVG curves, deviations, singular values and "
        "distributions of b.\n\n" +
        app.footer());
    verb.runs([options] { return writeReport(*options); });
}

}  // namespace isonet::cli
