#include "training/sweeps/ResultsTable.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "model/base/Csv.h"
#include "model/base/NumberText.h"
#include "model/spec/Architecture.h"
#include "training/config/ConfigFields.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/RowGroups.h"
#include "training/sweeps/RowMeasures.h"
#include "training/telemetry/HeadlineMetrics.h"

namespace isonet::sweeps {
namespace {

using config::numberText;

std::span<const telemetry::HeadlineMetric> headlineMetricsOf(const Sweep& sweep) {
    return telemetry::headlineMetricsOf(sweep.rows.empty() ? config::RunConfig{} : sweep.rows.front().config);
}

std::string latexText(const std::string& text) {
    std::string escaped;
    for (const char c : text) {
        if (std::string_view("&%$#_{}").find(c) != std::string_view::npos)
            escaped += '\\';
        if (c == '\\')
            escaped += "\\textbackslash{}";
        else if (c == '~' || c == '^')
            escaped += std::string("\\") + c + "{}";
        else
            escaped += c;
    }
    return escaped;
}

std::string markdownText(const std::string& text) {
    std::string escaped;
    for (const char c : text)
        escaped += c == '|' ? std::string("\\|") : std::string(1, c);
    return escaped;
}

// Empty for a key that a row does not have, such as the fourth stage of a network of three.
std::string valueOf(const std::map<std::string, std::string>& values, const std::string& key) {
    const auto found = values.find(key);
    return found == values.end() ? "" : found->second;
}

// Keys that differ between rows, except for names.
std::vector<std::string> differingKeys(const Sweep& sweep,
                                       const std::vector<std::map<std::string, std::string>>& values) {
    std::vector<std::string> keys;
    std::set<std::string> seen;
    for (const auto& first : sweep.rows)
        for (const auto& [key, value] : config::flatten(first.config)) {
            if (!seen.insert(key).second)
                continue;
            std::set<std::string> different;
            for (const auto& row : values)
                different.insert(valueOf(row, key));
            if (different.size() > 1 && key != "run.name")
                keys.push_back(key);
        }
    return keys;
}

// Mean, standard deviation and number of finished runs of the row's group.
std::vector<std::string> spreadCells(const std::vector<RowResult>& results,
                                     const std::vector<std::vector<std::size_t>>& groups, std::size_t row,
                                     std::size_t metric) {
    const auto group =
        std::ranges::find_if(groups, [&](const auto& rows) { return std::ranges::find(rows, row) != rows.end(); });
    const Spread spread = spreadOf(finishedValues(results, *group, metric));
    return {spread.runs > 0 ? base::fixed(spread.mean, 4) : "", spread.runs > 0 ? base::fixed(spread.deviation, 4) : "",
            std::to_string(spread.runs)};
}

std::string heading(const Sweep& sweep) {
    return sweep.title.empty() ? sweep.name : sweep.name + ": " + sweep.title;
}

std::string spreadText(const std::vector<double>& values, int digits) {
    const Spread spread = spreadOf(values);
    return base::fixed(spread.mean, digits) + (values.size() > 1 ? " ± " + base::fixed(spread.deviation, digits) : "");
}

std::vector<std::size_t> converged(const std::vector<RowResult>& results, std::vector<std::size_t> rows) {
    std::erase_if(rows, [&](std::size_t row) { return results[row].failed; });
    return rows;
}

// "91.20 ± 0.15" of the runs that converged; "N/A" if all have ended and none did.
std::string spreadText(const Sweep& sweep, const std::vector<RowResult>& results, const std::vector<std::size_t>& group,
                       std::size_t metric) {
    const auto values = finishedValues(results, converged(results, group), metric);
    const bool allEnded = std::ranges::all_of(group, [&](std::size_t row) { return isDone(results[row].state); });
    if (values.empty())
        return allEnded ? "N/A" : "";
    return spreadText(values, headlineMetricsOf(sweep)[metric].digits);
}

// "1 of 3 N/A, 1 waiting": what is not part of the mean.
std::string outcomesText(const Sweep& sweep, const std::vector<RowResult>& results,
                         const std::vector<std::size_t>& group) {
    std::vector<std::pair<std::string, int>> counts;
    std::string only;
    for (const std::size_t row : group) {
        const auto& result = results[row];
        if (result.state == RowState::Finished && !result.failed)
            continue;
        only = outcomeText(result, sweep.failsBelow);
        const std::string state = result.failed ? "N/A" : std::string(rowStateName(result.state));
        const auto found = std::ranges::find(counts, state, &std::pair<std::string, int>::first);
        if (found == counts.end())
            counts.emplace_back(state, 1);
        else
            ++found->second;
    }
    std::string text;
    for (const auto& [state, count] : counts)
        text +=
            (text.empty() ? "" : ", ") + std::to_string(count) + " of " + std::to_string(group.size()) + " " + state;
    const bool says = counts.size() == 1 && counts.front().second == 1 && only != counts.front().first;
    return says ? text + " (" + only + ")" : text;
}

}  // namespace

std::string measuredText(const SweepRow& row, const RowResult& result, std::size_t metric) {
    if (result.failed)
        return "N/A";
    const double value = metric < result.metrics.size() ? result.metrics[metric] : -1;
    return result.state == RowState::Finished && value >= 0
               ? base::fixed(value, telemetry::headlineMetricsOf(row.config)[metric].digits)
               : "";
}

std::string paperText(const SweepRow& row, std::size_t metric) {
    if (row.paperFailed)
        return "N/A";
    const double value = metric < row.paper.size() ? row.paper[metric] : 0;
    return value > 0 ? base::fixed(value, telemetry::headlineMetricsOf(row.config)[metric].digits) : "";
}

std::string paperHeading(const SweepRow& row, std::size_t metric) {
    const auto metrics = telemetry::headlineMetricsOf(row.config);
    return metrics.size() == 1 ? "paper" : "paper's " + std::string(metrics[metric].name);
}

std::string outcomeText(const RowResult& result, double failsBelow) {
    switch (result.state) {
        case RowState::Finished:
            return result.failed ? base::fixed(result.metrics.front(), 2) + " %, below " + numberText(failsBelow) : "";
        case RowState::Diverged:
            return "diverged at step " + std::to_string(result.step);
        case RowState::Running:
        case RowState::Interrupted:
            return (result.paused ? "paused" : std::string(rowStateName(result.state))) + ", step " +
                   std::to_string(result.step) + " of " + std::to_string(result.steps);
        case RowState::Failed:
            return "failed: " + result.message.substr(0, result.message.find('\n'));
        default:
            return std::string(rowStateName(result.state));
    }
}

ResultTable resultTable(const Sweep& sweep, const std::vector<RowResult>& results) {
    const auto metrics = headlineMetricsOf(sweep);
    const auto groups = rowGroups(sweep);
    const bool repeated = groups.size() < sweep.rows.size();
    ResultTable all{{"row", "method", "depth", "rate"}, {}};
    for (std::size_t f = 0; f < metrics.size(); ++f) {
        all.header.emplace_back(metrics[f].name);
        all.header.push_back(sweep.rows.empty() ? "paper" : paperHeading(sweep.rows.front(), f));
    }
    for (const auto& measure : rowMeasures())
        all.header.emplace_back(measure.name);
    all.header.insert(all.header.end(), {"runs", "paper's depth", "note"});
    for (const auto& group : groups) {
        const auto& row = sweep.rows[group.front()];
        std::vector<std::string> cells{row.label, row.method, std::to_string(spec::depthOf(row.config.model)),
                                       numberText(row.config.optimizer.learningRate)};
        for (std::size_t f = 0; f < metrics.size(); ++f) {
            cells.push_back(group.size() > 1 ? spreadText(sweep, results, group, f)
                                             : measuredText(row, results[group.front()], f));
            cells.push_back(paperText(row, f));
        }
        for (const auto& measure : rowMeasures())
            cells.push_back(measureText(measure, results, group));
        cells.push_back(repeated ? std::to_string(group.size()) : "");
        cells.push_back(row.paperDepth > 0 ? std::to_string(row.paperDepth) : "");
        cells.push_back(group.size() > 1 ? outcomesText(sweep, results, group)
                                         : outcomeText(results[group.front()], sweep.failsBelow));
        all.rows.push_back(std::move(cells));
    }
    ResultTable table;
    table.rows.resize(all.rows.size());
    for (std::size_t column = 0; column < all.header.size(); ++column) {
        bool used = std::any_of(metrics.begin(), metrics.end(),
                                [&](const auto& metric) { return metric.name == all.header[column]; });
        for (const auto& row : all.rows)
            used = used || !row[column].empty();
        if (!used)
            continue;
        table.header.push_back(all.header[column]);
        for (std::size_t i = 0; i < all.rows.size(); ++i)
            table.rows[i].push_back(all.rows[i][column]);
    }
    return table;
}

std::vector<std::string> resultNotes(const Sweep& sweep) {
    const bool detection = !sweep.rows.empty() && config::isDetection(sweep.rows.front().config);
    std::vector<std::string> notes{
        detection
            ? "AP in percent on the validation images: COCO's mean over IoU thresholds 0.50 to 0.95, after the last "
              "epoch."
            : "Top-1 in percent on the validation images, one crop, after the last epoch."};
    bool paper = false, test = false;
    for (const auto& row : sweep.rows) {
        paper = paper || row.paperDepth > 0;
        test = test || row.config.data.testSplit;
    }
    for (const auto& measure : rowMeasures())
        if (!measure.ofTest || test)
            notes.push_back(measure.title + std::string(": ") + measure.help + ".");
    notes.insert(notes.end(), sweep.notes.begin(), sweep.notes.end());
    notes.push_back("N/A: did not converge" +
                    (sweep.failsBelow > 0 ? ", or " + std::string(headlineMetricsOf(sweep).front().name) + " below " +
                                                numberText(sweep.failsBelow) + " %"
                                          : std::string()) +
                    (paper && !detection ? " (the paper's rule)." : "."));
    if (rowGroups(sweep).size() < sweep.rows.size())
        notes.emplace_back(
            "Rows that differ only in the seed are one row: mean ± standard deviation of the runs that "
            "converged.");
    if (paper)
        notes.emplace_back(detection ? "The paper's values are for COCO, 90,000 updates of 16 images, starting from "
                                       "ImageNet weights; compare the order of the rows."
                                     : "The paper's values are for ImageNet and 100 epochs; compare the order of the "
                                       "rows.");
    return notes;
}

std::string toMarkdown(const Sweep& sweep, const std::vector<RowResult>& results) {
    const auto table = resultTable(sweep, results);
    std::string text = "# " + heading(sweep) + "\n\n|";
    for (const auto& name : table.header)
        text += " " + markdownText(name) + " |";
    text += "\n|";
    for (std::size_t i = 0; i < table.header.size(); ++i)
        text += " --- |";
    text += "\n";
    for (const auto& row : table.rows) {
        text += "|";
        for (const auto& cell : row)
            text += " " + markdownText(cell) + " |";
        text += "\n";
    }
    text += "\n";
    for (const auto& note : resultNotes(sweep))
        text += "- " + note + "\n";
    return text;
}

std::string toCsv(const Sweep& sweep, const std::vector<RowResult>& results) {
    std::vector<std::map<std::string, std::string>> values;
    for (const auto& row : sweep.rows) {
        const auto pairs = config::flatten(row.config);
        values.emplace_back(pairs.begin(), pairs.end());
    }
    const auto keys = sweep.rows.empty() ? std::vector<std::string>{} : differingKeys(sweep, values);
    const auto metrics = headlineMetricsOf(sweep);
    std::vector<std::string> header{"row", "method", "state", "not_converged"};
    for (const auto& metric : metrics)
        header.emplace_back(metric.key);
    header.push_back("best_" + std::string(metrics.front().key));
    std::vector<RowMeasure> measured;
    for (const auto& measure : rowMeasures())
        if (std::ranges::any_of(results, [&](const auto& result) { return measure.value(result) >= 0; })) {
            measured.push_back(measure);
            header.emplace_back(measure.key);
        }
    for (const auto& metric : metrics)
        header.push_back("paper_" + std::string(metric.key));
    header.insert(header.end(), {"paper_depth", "step", "steps", "seconds", "run"});
    const auto groups = rowGroups(sweep);
    const bool repeated = groups.size() < sweep.rows.size();
    if (repeated)
        for (const auto& metric : metrics)
            for (const char* column : {"_mean", "_standard_deviation", "_runs"})
                header.push_back(std::string(metric.key) + column);
    header.insert(header.end(), keys.begin(), keys.end());
    std::string text = base::csvLine(header);
    for (std::size_t i = 0; i < sweep.rows.size(); ++i) {
        const auto& row = sweep.rows[i];
        const auto& result = results[i];
        const auto known = [](double value) { return value >= 0 ? base::fixed(value, 2) : std::string(); };
        std::vector<std::string> fields{row.label, row.method, std::string(rowStateName(result.state)),
                                        isDone(result.state) ? (result.failed ? "true" : "false") : ""};
        for (std::size_t f = 0; f < metrics.size(); ++f)
            fields.push_back(known(f < result.metrics.size() ? result.metrics[f] : -1));
        fields.push_back(known(result.best));
        for (const auto& measure : measured)
            fields.push_back(measure.value(result) >= 0 ? measure.text(measure.value(result)) : "");
        for (std::size_t f = 0; f < metrics.size(); ++f)
            fields.push_back(paperText(row, f));
        for (const auto& value :
             {row.paperDepth > 0 ? std::to_string(row.paperDepth) : std::string(), std::to_string(result.step),
              std::to_string(result.steps), base::fixed(result.seconds, 2), result.run.filename().string()})
            fields.push_back(value);
        if (repeated)
            for (std::size_t f = 0; f < metrics.size(); ++f)
                for (auto& cell : spreadCells(results, groups, i, f))
                    fields.push_back(std::move(cell));
        for (const auto& key : keys)
            fields.push_back(valueOf(values[i], key));
        text += base::csvLine(fields);
    }
    return text;
}

std::string toLatex(const Sweep& sweep, const std::vector<RowResult>& results) {
    const auto table = resultTable(sweep, results);
    std::string text = "% " + heading(sweep) + "\n";
    for (const auto& note : resultNotes(sweep))
        text += "% " + note + "\n";
    text += "\\begin{tabular}{" + std::string(table.header.size(), 'l') + "}\n\\toprule\n";
    const auto line = [](const std::vector<std::string>& cells) {
        std::string joined;
        for (std::size_t i = 0; i < cells.size(); ++i)
            joined += (i > 0 ? " & " : "") + latexText(cells[i]);
        return joined + " \\\\\n";
    };
    text += line(table.header) + "\\midrule\n";
    for (const auto& row : table.rows)
        text += line(row);
    return text + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace isonet::sweeps
