// Runs as the table of runs lists them.
#pragma once

#include <QString>

#include "tests/widgets/RunRecords.h"
#include "training/config/RunConfigYaml.h"
#include "widgets/runs/RunTableModel.h"

namespace isonet::test {

// A finished run of the small network in /runs.
inline widgets::RunEntry runEntry(const QString& name, int depth, double rate) {
    widgets::RunEntry run;
    run.name = name;
    run.path = QStringLiteral("/runs/") + name;
    run.config = smallConfig();
    run.config->model.depth = depth;
    run.config->optimizer.learningRate = rate;
    const auto settings = config::flatten(*run.config);
    run.settings = {settings.begin(), settings.end()};
    run.status.state = telemetry::RunState::Finished;
    run.status.step = 100;
    run.status.loss = 1.5;
    return run;
}

}  // namespace isonet::test
