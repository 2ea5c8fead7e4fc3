#include "training/sweeps/CurveLines.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "model/base/Csv.h"
#include "model/base/NumberText.h"
#include "training/config/ConfigFields.h"
#include "training/config/Override.h"

namespace isonet::sweeps {
namespace {

// Ascending if all are numbers.
void sortNumbers(std::vector<std::string>& values) {
    std::vector<std::pair<double, std::string>> numbers;
    for (const auto& value : values) {
        double number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc() || end != value.data() + value.size())
            return;
        numbers.emplace_back(number, value);
    }
    std::ranges::stable_sort(numbers, {}, &std::pair<double, std::string>::first);
    std::ranges::transform(numbers, values.begin(), &std::pair<double, std::string>::second);
}

bool hasLabels(const Sweep& sweep) {
    return std::ranges::any_of(sweep.rows, [&](const SweepRow& row) { return row.label != sweep.rows[0].label; });
}

std::string nameOf(const Curve& curve, bool labeled, const std::string& by) {
    std::string name = labeled || by.empty() ? curve.title : "";
    if (labeled && !curve.label.empty())
        name = curve.label + (name.empty() ? "" : " " + name);
    return name;
}

}  // namespace

std::vector<CurveLine> linesOf(const Sweep& sweep, const std::vector<RowResult>& results, const std::string& key,
                               const std::string& by, std::size_t metric) {
    std::vector<CurveLine> lines;
    const bool labeled = hasLabels(sweep);
    const auto add = [&](const Sweep& rows, const std::vector<RowResult>& outcomes, const std::string& value) {
        for (auto& curve : curvesOf(rows, outcomes, key, metric)) {
            std::string name = nameOf(curve, labeled, by);
            lines.push_back({std::move(name), value, std::move(curve)});
        }
    };
    if (by.empty()) {
        add(sweep, results, {});
        return lines;
    }
    std::vector<std::string> order;
    std::map<std::string, std::pair<Sweep, std::vector<RowResult>>> parts;
    for (std::size_t i = 0; i < sweep.rows.size(); ++i) {
        const auto value = config::findValue(sweep.rows[i].config, by);
        if (!value)
            continue;
        if (!parts.contains(*value))
            order.push_back(*value);
        auto& [rows, outcomes] = parts[*value];
        rows.rows.push_back(sweep.rows[i]);
        outcomes.push_back(results[i]);
    }
    sortNumbers(order);
    for (const auto& value : order)
        add(parts.at(value).first, parts.at(value).second, value);
    return lines;
}

std::string usualSplit(const Sweep& sweep, const std::vector<std::string>& keys, const std::string& key,
                       std::size_t most) {
    std::vector<std::optional<std::string>> places;
    std::set<std::string> labels;
    for (const auto& row : sweep.rows) {
        places.push_back(config::findValue(row.config, key));
        if (places.back())
            labels.insert(row.label);
    }
    for (const auto& by : keys) {
        if (by == key)
            continue;
        std::map<std::pair<std::string, std::string>, std::set<std::string>> lines;  // label, value: the points
        for (std::size_t i = 0; i < places.size() && lines.size() <= most; ++i)
            if (const auto value = places[i] ? config::findValue(sweep.rows[i].config, by) : std::nullopt)
                lines[{sweep.rows[i].label, *value}].insert(*places[i]);
        const auto curved = std::ranges::count_if(lines, [](const auto& line) { return line.second.size() > 1; });
        if (lines.size() > labels.size() && lines.size() <= most && 2 * std::size_t(curved) >= lines.size())
            return by;
    }
    return {};
}

std::string linesCsv(const std::vector<CurveLine>& lines, const std::string& key, const std::string& by,
                     const std::string& metricName) {
    std::string text =
        base::csvLine(std::vector<std::string>{"key", "row", "method", "by", "by_value", "value", "metric", "mean",
                                               "standard_deviation", "minimum", "maximum", "runs", "failed", "paper"});
    for (const auto& line : lines)
        for (const auto& point : line.curve.points) {
            const auto& spread = point.spread;
            const auto figure = [&](double value) { return spread.runs > 0 ? base::fixed(value, 4) : std::string(); };
            text += base::csvLine(std::vector<std::string>{
                key, line.curve.label, line.curve.title, by, line.value, point.value, metricName, figure(spread.mean),
                figure(spread.deviation), figure(spread.lowest), figure(spread.highest), std::to_string(spread.runs),
                std::to_string(point.failed), point.paper ? config::numberText(*point.paper) : std::string()});
        }
    return text;
}

}  // namespace isonet::sweeps
