// The real window, and finished runs created without training.
#pragma once

#include <string>
#include <vector>

#include "tests/app/WindowFixture.h"
#include "training/telemetry/EventWriter.h"
#include "training/telemetry/RunDirectory.h"

class RunsFixture : public WindowFixture {
protected:
    QString makeRun(const std::string& name, double rate,
                    isonet::telemetry::RunState state = isonet::telemetry::RunState::Finished) const {
        auto config = smallRun();
        config.optimizer.learningRate = rate;
        const auto path = std::filesystem::path(runs().toStdString()) / name;
        auto run = isonet::telemetry::RunDirectory::create(path, config);
        isonet::telemetry::RunStatus status;
        status.state = state;
        status.step = status.steps = 20;
        status.bestTop1 = 50 + 100 * rate;
        run.writeStatus(status);
        isonet::telemetry::EventWriter events(path);
        std::vector<isonet::telemetry::Record> records;
        for (int step = 0; step < 20; ++step)
            records.push_back({"loss/cross_entropy", step, 1e9 + step, isonet::telemetry::Scalar{2 - rate * step}});
        events.write(records);
        return QString::fromStdString(path.string());
    }
};
