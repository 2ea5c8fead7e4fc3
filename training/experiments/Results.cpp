#include "training/experiments/Results.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <span>

#include "training/config/ConfigFields.h"
#include "training/config/Figures.h"
#include "training/config/RunConfigYaml.h"

namespace isonet::experiments {
namespace {

using config::numberText;

std::string percent(double value, int digits = 2) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::span<const config::Figure> figuresOf(const config::Experiment& experiment) {
    return config::figuresOf(experiment.rows.empty() ? config::RunConfig{} : experiment.rows.front().config);
}

std::string csvField(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos)
        return text;
    std::string field = "\"";
    for (const char c : text)
        field += c == '"' ? std::string("\"\"") : std::string(1, c);
    return field + "\"";
}

std::string csvLine(const std::vector<std::string>& fields) {
    std::string line;
    for (std::size_t i = 0; i < fields.size(); ++i)
        line += (i > 0 ? "," : "") + csvField(fields[i]);
    return line + "\n";
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

// Keys in which rows differ, but for names that only tell rows apart.
std::vector<std::string> differingKeys(const config::Experiment& experiment,
                                       const std::vector<std::map<std::string, std::string>>& values) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : config::flatten(experiment.rows.front().config)) {
        std::set<std::string> different;
        for (const auto& row : values)
            different.insert(row.at(key));
        if (different.size() > 1 && key != "run.name")
            keys.push_back(key);
    }
    return keys;
}

std::string heading(const config::Experiment& experiment) {
    return experiment.title.empty() ? experiment.name : experiment.name + ": " + experiment.title;
}

}  // namespace

std::string measuredText(const config::ExperimentRow& row, const RowResult& result, std::size_t figure) {
    if (result.failed)
        return "N/A";
    const double value = figure < result.figures.size() ? result.figures[figure] : -1;
    return result.state == RowState::Finished && value >= 0
               ? percent(value, config::figuresOf(row.config)[figure].digits)
               : "";
}

std::string paperText(const config::ExperimentRow& row, std::size_t figure) {
    if (row.paperFailed)
        return "N/A";
    const double value = figure < row.paper.size() ? row.paper[figure] : 0;
    return value > 0 ? percent(value, config::figuresOf(row.config)[figure].digits) : "";
}

std::string paperHeading(const config::ExperimentRow& row, std::size_t figure) {
    const auto figures = config::figuresOf(row.config);
    return figures.size() == 1 ? "paper" : "paper's " + std::string(figures[figure].name);
}

// The whole message stands in the run's log.
std::string whatHappened(const RowResult& result, double failsBelow) {
    switch (result.state) {
        case RowState::Finished:
            return result.failed ? percent(result.figures.front()) + " %, below " + numberText(failsBelow) : "";
        case RowState::Diverged:
            return "diverged at step " + std::to_string(result.step);
        case RowState::Running:
        case RowState::Interrupted:
            return std::string(rowStateName(result.state)) + ", step " + std::to_string(result.step) + " of " +
                   std::to_string(result.steps);
        case RowState::Failed:
            return "failed: " + result.message.substr(0, result.message.find('\n'));
        default:
            return std::string(rowStateName(result.state));
    }
}

ResultTable resultTable(const config::Experiment& experiment, const std::vector<RowResult>& results) {
    const auto figures = figuresOf(experiment);
    ResultTable all{{"row", "method", "depth", "rate"}, {}};
    for (std::size_t f = 0; f < figures.size(); ++f) {
        all.header.emplace_back(figures[f].name);
        all.header.push_back(experiment.rows.empty() ? "paper" : paperHeading(experiment.rows.front(), f));
    }
    all.header.insert(all.header.end(), {"paper's depth", "note"});
    for (std::size_t i = 0; i < experiment.rows.size(); ++i) {
        const auto& row = experiment.rows[i];
        std::vector<std::string> cells{row.label, row.method, std::to_string(row.config.model.depth),
                                       numberText(row.config.optimizer.learningRate)};
        for (std::size_t f = 0; f < figures.size(); ++f) {
            cells.push_back(measuredText(row, results[i], f));
            cells.push_back(paperText(row, f));
        }
        cells.push_back(row.paperDepth > 0 ? std::to_string(row.paperDepth) : "");
        cells.push_back(whatHappened(results[i], experiment.failsBelow));
        all.rows.push_back(std::move(cells));
    }
    ResultTable table;
    table.rows.resize(all.rows.size());
    for (std::size_t column = 0; column < all.header.size(); ++column) {
        bool used = std::any_of(figures.begin(), figures.end(),
                                [&](const auto& figure) { return figure.name == all.header[column]; });
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

std::vector<std::string> resultNotes(const config::Experiment& experiment) {
    const bool detection = !experiment.rows.empty() && config::isDetection(experiment.rows.front().config);
    std::vector<std::string> notes{
        detection ? "AP in percent on the validation images, COCO's: the mean over overlaps of 0.50 to 0.95, after the "
                    "last epoch."
                  : "Top-1 in percent on the validation images, one crop, after the last epoch."};
    notes.insert(notes.end(), experiment.notes.begin(), experiment.notes.end());
    bool paper = false;
    for (const auto& row : experiment.rows)
        paper = paper || row.paperDepth > 0;
    notes.push_back("N/A: did not converge" +
                    (experiment.failsBelow > 0 ? ", or " + std::string(figuresOf(experiment).front().name) + " below " +
                                                     numberText(experiment.failsBelow) + " %"
                                               : std::string()) +
                    (paper && !detection ? " (the paper's rule)." : "."));
    if (paper)
        notes.emplace_back(detection ? "The paper's numbers are of COCO, 90,000 updates of 16 images, from weights "
                                       "trained on ImageNet; compare the order of the rows."
                                     : "The paper's numbers are of ImageNet and 100 epochs; compare the order of the "
                                       "rows.");
    return notes;
}

std::string toMarkdown(const config::Experiment& experiment, const std::vector<RowResult>& results) {
    const auto table = resultTable(experiment, results);
    std::string text = "# " + heading(experiment) + "\n\n|";
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
    for (const auto& note : resultNotes(experiment))
        text += "- " + note + "\n";
    return text;
}

std::string toCsv(const config::Experiment& experiment, const std::vector<RowResult>& results) {
    std::vector<std::map<std::string, std::string>> values;
    for (const auto& row : experiment.rows) {
        const auto pairs = config::flatten(row.config);
        values.emplace_back(pairs.begin(), pairs.end());
    }
    const auto keys = experiment.rows.empty() ? std::vector<std::string>{} : differingKeys(experiment, values);
    const auto figures = figuresOf(experiment);
    std::vector<std::string> header{"row", "method", "state", "not_converged"};
    for (const auto& figure : figures)
        header.emplace_back(figure.key);
    header.push_back("best_" + std::string(figures.front().key));
    for (const auto& figure : figures)
        header.push_back("paper_" + std::string(figure.key));
    header.insert(header.end(), {"paper_depth", "step", "steps", "seconds", "run"});
    header.insert(header.end(), keys.begin(), keys.end());
    std::string text = csvLine(header);
    for (std::size_t i = 0; i < experiment.rows.size(); ++i) {
        const auto& row = experiment.rows[i];
        const auto& result = results[i];
        const auto known = [](double value) { return value >= 0 ? percent(value) : std::string(); };
        std::vector<std::string> fields{row.label, row.method, std::string(rowStateName(result.state)),
                                        isDone(result.state) ? (result.failed ? "true" : "false") : ""};
        for (std::size_t f = 0; f < figures.size(); ++f)
            fields.push_back(known(f < result.figures.size() ? result.figures[f] : -1));
        fields.push_back(known(result.best));
        for (std::size_t f = 0; f < figures.size(); ++f)
            fields.push_back(paperText(row, f));
        for (auto& fact :
             {row.paperDepth > 0 ? std::to_string(row.paperDepth) : std::string(), std::to_string(result.step),
              std::to_string(result.steps), percent(result.seconds), result.run.filename().string()})
            fields.push_back(fact);
        for (const auto& key : keys)
            fields.push_back(values[i].at(key));
        text += csvLine(fields);
    }
    return text;
}

std::string toLatex(const config::Experiment& experiment, const std::vector<RowResult>& results) {
    const auto table = resultTable(experiment, results);
    std::string text = "% " + heading(experiment) + "\n";
    for (const auto& note : resultNotes(experiment))
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

}  // namespace isonet::experiments
