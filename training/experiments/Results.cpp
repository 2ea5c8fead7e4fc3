#include "training/experiments/Results.h"

#include <cstdio>
#include <map>
#include <set>

#include "training/config/ConfigFields.h"
#include "training/config/RunConfigYaml.h"

namespace isonet::experiments {
namespace {

using config::numberText;

std::string percent(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

std::string measured(const RowResult& result) {
    if (result.failed)
        return "N/A";
    return result.state == RowState::Finished ? percent(result.top1) : "";
}

std::string published(const config::ExperimentRow& row) {
    return row.paperFailed ? "N/A" : row.paperTop1 > 0 ? percent(row.paperTop1) : "";
}

// One line, shortened: the whole message stands in the run's log.
std::string whatHappened(const config::Experiment& experiment, const RowResult& result) {
    switch (result.state) {
        case RowState::Finished:
            return result.failed ? percent(result.top1) + " %, below " + numberText(experiment.failsBelow) : "";
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

ResultTable resultTable(const config::Experiment& experiment, const std::vector<RowResult>& results) {
    ResultTable all{{"row", "method", "depth", "rate", "top-1", "paper", "paper's depth", "note"}, {}};
    for (std::size_t i = 0; i < experiment.rows.size(); ++i) {
        const auto& row = experiment.rows[i];
        all.rows.push_back({row.label, row.method, std::to_string(row.config.model.depth),
                            numberText(row.config.optimizer.learningRate), measured(results[i]), published(row),
                            row.paperDepth > 0 ? std::to_string(row.paperDepth) : "",
                            whatHappened(experiment, results[i])});
    }
    ResultTable table;
    table.rows.resize(all.rows.size());
    for (std::size_t column = 0; column < all.header.size(); ++column) {
        bool used = all.header[column] == "top-1";
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
    std::vector<std::string> notes{"Top-1 in percent on the validation images, one crop, after the last epoch."};
    notes.insert(notes.end(), experiment.notes.begin(), experiment.notes.end());
    bool paper = false;
    for (const auto& row : experiment.rows)
        paper = paper || row.paperDepth > 0;
    notes.push_back(
        "N/A: did not converge" +
        (experiment.failsBelow > 0 ? ", or top-1 below " + numberText(experiment.failsBelow) + " %" : std::string()) +
        (paper ? " (the paper's rule)." : "."));
    if (paper)
        notes.emplace_back("The paper's numbers are of ImageNet and 100 epochs; compare the order of the rows.");
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
    std::vector<std::string> header{"row",        "method",      "state", "not_converged", "top1",    "best_top1",
                                    "paper_top1", "paper_depth", "step",  "steps",         "seconds", "run"};
    header.insert(header.end(), keys.begin(), keys.end());
    std::string text = csvLine(header);
    for (std::size_t i = 0; i < experiment.rows.size(); ++i) {
        const auto& row = experiment.rows[i];
        const auto& result = results[i];
        const auto known = [](double value) { return value >= 0 ? percent(value) : std::string(); };
        std::vector<std::string> fields{row.label,
                                        row.method,
                                        std::string(rowStateName(result.state)),
                                        isDone(result.state) ? (result.failed ? "true" : "false") : "",
                                        known(result.top1),
                                        known(result.bestTop1),
                                        published(row),
                                        row.paperDepth > 0 ? std::to_string(row.paperDepth) : "",
                                        std::to_string(result.step),
                                        std::to_string(result.steps),
                                        percent(result.seconds),
                                        result.run.filename().string()};
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
