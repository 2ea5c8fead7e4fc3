#include "training/sweeps/Sweep.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "model/spec/Architecture.h"
#include "training/config/Validation.h"

namespace isonet::sweeps {

namespace {

// Lower case and portable as part of a folder name.
std::string folderPart(std::string_view text) {
    std::string part;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || c == '.' || c == '_' || byte >= 0x80)
            part += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
        else if (!part.empty() && part.back() != '-')
            part += '-';
    }
    while (part.ends_with('-'))
        part.pop_back();
    part.erase(0, std::min(part.find_first_not_of('.'), part.size()));
    return part;
}

}  // namespace

void nameRows(Sweep& sweep) {
    std::map<std::string, int> seen;
    for (auto& row : sweep.rows) {
        std::string name = row.name.empty() ? spec::networkName(row.config.model) : row.name;
        const std::string depth = std::to_string(spec::depthOf(row.config.model));
        if (row.name.empty() || row.name.starts_with('-'))
            name = spec::networkName(row.config.model) + row.name;
        else
            name += "-" + depth;
        row.id = folderPart(row.label.empty() ? name : row.label + "-" + name);
        if (const int count = ++seen[row.id]; count > 1)
            row.id += "-" + std::to_string(count);
    }
}

std::vector<spec::Problem> validate(const Sweep& sweep) {
    std::vector<spec::Problem> problems, shared;
    std::map<std::pair<std::string, std::string>, std::size_t> rows;
    for (const auto& row : sweep.rows)
        for (const auto& problem : validate(row.config)) {
            problems.push_back({"row " + row.id + ": " + problem.field, problem.message});
            if (++rows[{problem.field, problem.message}] == sweep.rows.size())
                shared.push_back(problem);
        }
    // A problem of every row is reported once.
    for (const auto& problem : shared)
        std::erase_if(problems, [&](const auto& one) {
            return one.message == problem.message && one.field.ends_with(": " + problem.field);
        });
    problems.insert(problems.begin(), shared.begin(), shared.end());
    const auto detectors =
        std::count_if(sweep.rows.begin(), sweep.rows.end(), [](const auto& row) { return isDetection(row.config); });
    if (detectors > 0 && detectors < static_cast<std::ptrdiff_t>(sweep.rows.size()))
        problems.push_back(
            {"data.dataset",
             "the sweep mixes detectors and classifiers, whose metrics differ; accepted: one kind per sweep"});
    return problems;
}

}  // namespace isonet::sweeps
