// A sweep of small runs, and the error message of a call.
#pragma once

#include <QString>
#include <filesystem>
#include <vector>

#include "TestRun.h"
#include "training/sweeps/Sweep.h"

namespace isonet::test {

// One row per learning rate, on the files in `data`.
inline sweeps::Sweep sweepOf(const std::filesystem::path& data, const std::vector<double>& rates) {
    sweeps::Sweep sweep;
    sweep.name = "rates";
    sweep.title = "Rates";
    sweep.failsBelow = 15;
    for (const double rate : rates) {
        sweeps::SweepRow row;
        row.label = std::string(1, static_cast<char>('a' + sweep.rows.size()));
        row.name = "isonet";
        row.method = "ISONet | " + std::to_string(rate);
        row.paper = {70};
        row.paperDepth = 34;
        row.config = smallConfig(data);
        row.config.optimizer.learningRate = rate;
        row.config.telemetry.spectrumSteps = 0;
        sweep.rows.push_back(row);
    }
    sweeps::nameRows(sweep);
    return sweep;
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
