// A sweep of small runs, and what a call that is refused says.
#pragma once

#include <QString>
#include <filesystem>
#include <vector>

#include "TestRun.h"
#include "training/config/Experiment.h"

namespace isonet::test {

// A row for each learning rate, on the files in `data`.
inline config::Experiment sweep(const std::filesystem::path& data, const std::vector<double>& rates) {
    config::Experiment experiment;
    experiment.name = "rates";
    experiment.title = "Rates";
    experiment.failsBelow = 15;
    for (const double rate : rates) {
        config::ExperimentRow row;
        row.label = std::string(1, static_cast<char>('a' + experiment.rows.size()));
        row.name = "isonet";
        row.method = "ISONet | " + std::to_string(rate);
        row.paper = {70};
        row.paperDepth = 34;
        row.config = smallConfig(data);
        row.config.optimizer.learningRate = rate;
        row.config.telemetry.spectrumSteps = 0;
        experiment.rows.push_back(row);
    }
    config::nameRows(experiment);
    return experiment;
}

template <typename Call>
QString messageOf(Call call) {
    try {
        call();
    } catch (const std::exception& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

}  // namespace isonet::test
