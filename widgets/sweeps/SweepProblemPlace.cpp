#include "widgets/sweeps/SweepProblemPlace.h"

#include <algorithm>

#include "training/config/ConfigError.h"

namespace isonet::widgets {

bool isAbout(const spec::Problem& problem, const std::string& key) {
    const std::string& field = problem.field;
    return field == key || field.ends_with("." + key) || field.starts_with(key + ".") || field.starts_with(key + "[");
}

bool isOfVariedKey(const spec::Problem& problem) {
    return problem.field.starts_with("vary.") || problem.field.starts_with("sample.");
}

bool failsAlone(const sweeps::SweepText& text, const sweeps::SweepText& alone) {
    sweeps::SweepFile file;
    file.text.base = text.base;
    file.text.set = text.set;
    file.text.rows.emplace_back();
    file.text.vary = alone.vary;
    for (const auto& key : alone.sample) {
        sweeps::Changes choices;
        for (const auto& choice : key.choices)
            choices.push_back({key.key, choice, 0});
        if (choices.empty())
            file.text.sample.push_back(key);
        else
            file.text.vary.push_back(std::move(choices));
    }
    file.text.samples = file.text.sample.empty() ? 0 : 1;
    try {
        sweeps::expand(file, "sweep");
        return false;
    } catch (const config::ConfigError&) {
        return true;
    }
}

}  // namespace isonet::widgets
