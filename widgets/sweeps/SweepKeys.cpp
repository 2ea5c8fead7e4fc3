#include "widgets/sweeps/SweepKeys.h"

#include <set>
#include <stdexcept>

#include "training/config/RunConfigYaml.h"
#include "training/config/StageFields.h"

namespace isonet::widgets {

std::vector<std::pair<QString, QString>> sweepKeys(const config::RunConfig& base) {
    std::vector<std::pair<QString, QString>> keys;
    std::set<std::string> seen;
    const auto add = [&](const std::string& key, const std::string& value) {
        if (seen.insert(key).second)
            keys.emplace_back(QString::fromStdString(key), QString::fromStdString(value));
    };
    for (const auto& [key, value] : config::flatten(base))
        if (key != "run.name" && !key.ends_with(']'))  // not the text of a whole stage
            add(key, value);
    config::RunConfig written = base;
    try {
        config::writeOutStages(written.model);
    } catch (const std::invalid_argument&) {
        return keys;  // there is no such network, which the form reports
    }
    const auto addAll = [&](const std::vector<config::Field>& fields) {
        for (const auto& field : fields)
            if (!field.alias)
                add(field.path(), field.text());
    };
    if (written.model.stem)
        addAll(config::fieldsOf(*written.model.stem, "model.stem"));
    for (std::size_t i = 0; i < written.model.stages.size(); ++i)
        addAll(config::fieldsOf(written.model.stages[i], config::stagePath(i)));
    addAll(config::headFieldsOf(written.model));
    return keys;
}

}  // namespace isonet::widgets
