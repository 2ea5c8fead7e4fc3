#include "training/report/RunReport.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <variant>

#include "training/report/CurvePlot.h"
#include "training/report/LayerSections.h"
#include "training/report/Quantities.h"
#include "training/report/ResultTables.h"
#include "training/report/RunFacts.h"
#include "training/report/RunLabels.h"
#include "training/report/SettingsTables.h"
#include "training/telemetry/Tags.h"

namespace isonet::report {
namespace {

namespace tags = telemetry::tags;

constexpr const char* deviationTitle = "Isometry deviation d, root mean square over layers";
constexpr const char* noDeviation = "No deviation was recorded.";

Section curvesOf(const RecordedRun& run) {
    Section section{"Curves", false, {}};
    const auto changes = changeSteps(run);
    for (const auto& figure : curveFigures()) {
        std::vector<NamedCurve> curves;
        for (const auto& tag : figure.tags)
            if (const Curve* curve = run.curve(tag))
                curves.push_back({titleOf(tag), *curve, curves.size()});
        if (figure.always || !curves.empty())
            section.blocks.emplace_back(curvePlot({figure.title, figure.yTitle, figure.empty}, curves, changes));
    }
    return section;
}

Section comparedCurves(const std::vector<RecordedRun>& runs, const std::vector<std::string>& labels) {
    Section section{"Curves", false, {}};
    const std::size_t count = std::min(runs.size(), mostDrawnRuns);
    if (count < runs.size())
        section.blocks.emplace_back(Paragraph{"The curves are of the first " + std::to_string(count) + " of " +
                                              std::to_string(runs.size()) + " runs."});
    const auto addFigure = [&](const CurvePlotText& text, bool always, const auto& curveOf) {
        std::vector<NamedCurve> curves;
        for (std::size_t i = 0; i < count; ++i)
            if (Curve curve = curveOf(runs[i]); !curve.steps.empty())
                curves.push_back({labels[i], std::move(curve), i});
        if (always || !curves.empty())
            section.blocks.emplace_back(curvePlot(text, curves));
    };
    for (const auto& figure : curveFigures())
        for (const auto& tag : figure.tags)
            addFigure({titleOf(tag), titleOf(tag), figure.empty}, figure.always && tag == figure.tags.front(),
                      [&](const RecordedRun& run) { return run.curve(tag) ? *run.curve(tag) : Curve(); });
    addFigure({deviationTitle, "d", noDeviation}, true,
              [](const RecordedRun& run) { return rmsOverLayers(run, tags::deviation); });
    return section;
}

Section runList(const std::vector<RecordedRun>& runs, const std::vector<std::string>& labels) {
    Table table{"", {"Run", "Name", "Network and dataset", "State"}, {}};
    for (std::size_t i = 0; i < runs.size(); ++i)
        table.rows.push_back({labels[i], runs[i].name, networkSentence(runs[i]), stateSentence(runs[i])});
    return {"Runs", false, {std::move(table)}};
}

void append(std::vector<Section>& sections, std::vector<Section> others) {
    std::ranges::move(others, std::back_inserter(sections));
}

Report singleReport(const RecordedRun& run) {
    Report report{run.name, stateSentence(run), {}};
    if (const std::string network = networkSentence(run); !network.empty())
        report.subtitle = network + ". " + report.subtitle;
    report.sections = {summarySection(run), resultsSection(run)};
    if (run.history)
        report.sections.push_back(settingsSection(run));
    if (auto changes = changesOf(run); !changes.empty())
        report.sections.push_back({"Steering", false, std::move(changes)});
    report.sections.push_back(curvesOf(run));
    append(report.sections, layerSections(run));
    report.sections.push_back(versionsSection(run));
    if (run.history)
        report.sections.push_back(allSettings(run));
    return report;
}

// All of a compared run that the comparison leaves out, in one section.
Section details(const RecordedRun& run, const std::string& label) {
    Section section{"Run " + label, true, {}};
    std::vector<Section> parts{summarySection(run)};
    if (auto changes = changesOf(run); !changes.empty())
        parts.push_back({"", false, std::move(changes)});
    append(parts, layerSections(run));
    parts.push_back(versionsSection(run));
    for (auto& part : parts)
        for (auto& block : part.blocks) {
            if (auto* table = std::get_if<Table>(&block); table && table->title.empty())
                table->title = part.title;
            section.blocks.push_back(std::move(block));
        }
    return section;
}

}  // namespace

Report reportOf(const std::vector<RecordedRun>& runs) {
    if (runs.empty())
        throw std::invalid_argument("a report needs at least one run");
    if (runs.size() == 1)
        return singleReport(runs.front());
    const auto labels = labelsOf(runs);
    Report report{"Comparison of " + std::to_string(runs.size()) + " runs", {}, {}};
    for (const auto& run : runs)
        report.subtitle += (report.subtitle.empty() ? "" : ", ") + run.name;
    report.sections = {runList(runs, labels), comparedResults(runs), differingSettings(runs),
                       comparedCurves(runs, labels)};
    for (std::size_t i = 0; i < runs.size(); ++i)
        report.sections.push_back(details(runs[i], labels[i]));
    return report;
}

}  // namespace isonet::report
