#include "training/sweeps/Curves.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "model/base/Csv.h"
#include "model/base/NumberText.h"
#include "training/config/ConfigFields.h"
#include "training/config/Override.h"
#include "training/config/StageFields.h"
#include "training/telemetry/HeadlineMetrics.h"

namespace isonet::sweeps {
namespace {

std::optional<double> numberOf(const std::string& text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

using Values = std::vector<std::pair<std::string, std::optional<std::string>>>;

// Every key with its value, also of parts and of keys that files leave out. No value: see config::findValue().
Values leavesOf(config::RunConfig config) {
    config::normalizeShorthand(config.model);
    Values leaves;
    const auto add = [&](const std::vector<config::Field>& fields) {
        for (const auto& field : fields)
            if (!field.alias && !field.lines && !field.parts)
                leaves.emplace_back(field.path(), field.text());
    };
    const auto fields = config::fieldsOf(config);
    add(fields);
    if (!config.model.stages.empty())
        for (auto& [key, value] : leaves)
            if (key == "model.family" || key == "model.depth")
                value.reset();
    for (const auto& field : fields)
        if (field.parts)
            add(field.parts());
    for (std::size_t i = 0; i < config.model.stages.size(); ++i)
        add(config::fieldsOf(config.model.stages[i], config::stagePath(i)));
    return leaves;
}

// Of keys that both have: whether no other key than one differs, run.name and run.seed aside. `key`: that one, if
// known.
bool differInOneKey(const Values& left, const Values& right, std::string& key) {
    if (left.size() != right.size())
        return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
        const auto& name = left[i].first;
        if (name != right[i].first)
            return false;
        if (left[i].second == right[i].second || name == "run.name" || name == "run.seed" || name == key)
            continue;
        if (!key.empty())
            return false;
        key = name;
    }
    return true;
}

// The series of each row: its label; none, if one key tells all rows apart, as the coefficients of Table 2, which are
// its labels.
std::vector<std::string> seriesOf(const Sweep& sweep) {
    std::vector<std::string> series;
    for (const auto& row : sweep.rows)
        series.push_back(row.label);
    if (std::set<std::string>(series.begin(), series.end()).size() < 2)
        return series;
    const Values first = leavesOf(sweep.rows.front().config);
    std::string key;
    for (const auto& row : sweep.rows)
        if (!differInOneKey(first, leavesOf(row.config), key))
            return series;
    if (!key.empty())
        std::ranges::fill(series, std::string());
    return series;
}

std::vector<std::string> inOrder(const std::vector<std::string>& series) {
    std::vector<std::string> labels;
    for (const auto& label : series)
        if (std::ranges::find(labels, label) == labels.end())
            labels.push_back(label);
    return labels;
}

// The beginning that all methods share, without a cut value: "ISONet" of "ISONet, rate 0.01" and "ISONet, rate 0.02".
std::string commonTitle(const Sweep& sweep, const std::vector<std::string>& series, const std::string& label) {
    std::optional<std::string> title;
    bool whole = true;
    for (std::size_t i = 0; i < sweep.rows.size(); ++i) {
        if (series[i] != label)
            continue;
        const auto& row = sweep.rows[i];
        if (!title) {
            title = row.method;
            continue;
        }
        const auto end = std::ranges::mismatch(*title, row.method).in1;
        whole = whole && end == title->end() && row.method.size() == title->size();
        title->erase(end, title->end());
    }
    if (title && !whole)
        title->resize(std::min(title->rfind(','), title->size()));
    while (title && (title->ends_with(' ') || title->ends_with('-')))
        title->pop_back();
    return title.value_or("");
}

void add(CurvePoint& point, std::vector<double>& values, const SweepRow& row, const RowResult& result,
         std::size_t metric, bool& paperAgrees) {
    const bool known = metric < result.metrics.size() && result.metrics[metric] >= 0;
    if (result.state == RowState::Finished && known)
        values.push_back(result.metrics[metric]);
    else if (result.state == RowState::Diverged || result.state == RowState::Failed)
        ++point.failed;
    else
        ++point.waiting;
    const double paper = metric < row.paper.size() ? row.paper[metric] : 0;
    if (row.paperFailed || paper <= 0)
        return;
    paperAgrees = paperAgrees && (!point.paper || *point.paper == paper);
    point.paper = paper;
}

Curve curveOf(const Sweep& sweep, const std::vector<RowResult>& results, const std::string& key, std::size_t metric,
              const std::vector<std::string>& series, const std::string& label) {
    std::vector<std::string> order;
    std::map<std::string, std::vector<std::size_t>> rows;
    for (std::size_t i = 0; i < sweep.rows.size(); ++i) {
        if (series[i] != label)
            continue;
        const auto value = config::findValue(sweep.rows[i].config, key);
        if (!value)
            continue;
        if (!rows.contains(*value))
            order.push_back(*value);
        rows[*value].push_back(i);
    }
    Curve curve{label, commonTitle(sweep, series, label), {}};
    for (const auto& value : order) {
        CurvePoint point;
        point.value = value;
        point.number = numberOf(value);
        std::vector<double> values;
        bool paperAgrees = true;
        for (const std::size_t row : rows.at(value))
            add(point, values, sweep.rows[row], results[row], metric, paperAgrees);
        if (!paperAgrees)
            point.paper.reset();
        point.spread = spreadOf(values);
        curve.points.push_back(std::move(point));
    }
    if (std::ranges::all_of(curve.points, [](const CurvePoint& point) { return point.number.has_value(); }))
        std::ranges::stable_sort(curve.points, {}, [](const CurvePoint& point) { return *point.number; });
    return curve;
}

}  // namespace

std::vector<std::string> variedKeys(const Sweep& sweep) {
    std::vector<std::string> keys;
    const auto series = seriesOf(sweep);
    for (const auto& label : inOrder(series)) {
        std::vector<Values> all;
        for (std::size_t i = 0; i < sweep.rows.size(); ++i)
            if (series[i] == label)
                all.push_back(leavesOf(sweep.rows[i].config));
        for (std::size_t i = 0; i < all.front().size(); ++i) {
            const auto& key = all.front()[i].first;
            if (key == "run.name" || key == "run.seed" || std::ranges::find(keys, key) != keys.end())
                continue;
            bool everywhere = true, differs = false;
            std::optional<std::string> value;
            for (const auto& values : all) {
                // Usually at the same place.
                const auto expected = values.begin() + static_cast<std::ptrdiff_t>(std::min(i, values.size()));
                const auto found = expected != values.end() && expected->first == key
                                       ? expected
                                       : std::ranges::find(values, key, &Values::value_type::first);
                everywhere = everywhere && found != values.end();
                if (found == values.end() || !found->second)
                    continue;
                differs = differs || (value && *value != *found->second);
                value = found->second;
            }
            if (everywhere && differs)
                keys.push_back(key);
        }
    }
    return keys;
}

std::vector<Curve> curvesOf(const Sweep& sweep, const std::vector<RowResult>& results, const std::string& key,
                            std::size_t metric) {
    std::vector<Curve> curves;
    const auto series = seriesOf(sweep);
    for (const auto& label : inOrder(series))
        if (auto curve = curveOf(sweep, results, key, metric, series, label); !curve.points.empty())
            curves.push_back(std::move(curve));
    return curves;
}

std::string curvesCsv(const Sweep& sweep, const std::vector<RowResult>& results) {
    std::string text =
        base::csvLine(std::vector<std::string>{"key", "row", "method", "value", "metric", "mean", "standard_deviation",
                                               "minimum", "maximum", "runs", "failed", "paper"});
    if (sweep.rows.empty())
        return text;
    const auto metrics = telemetry::headlineMetricsOf(sweep.rows.front().config);
    for (const auto& key : variedKeys(sweep))
        for (std::size_t metric = 0; metric < metrics.size(); ++metric)
            for (const auto& curve : curvesOf(sweep, results, key, metric))
                for (const auto& point : curve.points) {
                    if (curve.points.size() < 2)
                        continue;
                    const auto& spread = point.spread;
                    const auto figure = [&](double value) { return spread.runs > 0 ? base::fixed(value, 4) : ""; };
                    text += base::csvLine(std::vector<std::string>{
                        key, curve.label, curve.title, point.value, std::string(metrics[metric].key),
                        figure(spread.mean), figure(spread.deviation), figure(spread.lowest), figure(spread.highest),
                        std::to_string(spread.runs), std::to_string(point.failed),
                        point.paper ? config::numberText(*point.paper) : ""});
                }
    return text;
}

}  // namespace isonet::sweeps
