#include "TestRun.h"

#include <stop_token>

#include "training/telemetry/EventReader.h"

namespace isonet::test {

config::RunConfig smallConfig(const std::filesystem::path& data) {
    config::RunConfig config;
    config.model.depth = 8;
    config.model.channels = 1;
    config.model.height = config.model.width = 28;
    config.data.root = data.string();
    config.data.cropPadding = 2;
    config.data.flip = false;
    config.optimizer.learningRate = 0.02;
    config.telemetry.scalarSteps = 1;
    config.telemetry.spectrumSteps = 5;
    config.telemetry.finalSpectra = true;  // tests compare them
    config.run.device = "cpu";
    config.run.epochs = 2;
    config.run.batchSize = 10;
    return config;
}

void Watcher::onStatus(const telemetry::RunStatus& status) {
    statuses.push_back(status);
    if (reported)
        reported(status);
}

void Watcher::onStep(std::int64_t done) {
    if (stepped)
        stepped(done);
}

void Watcher::onRecords(const std::vector<telemetry::Record>& all) {
    records.insert(records.end(), all.begin(), all.end());
}

void Watcher::onMessage(const std::string& line) {
    messages.push_back(line);
}

void Watcher::onConfig(const config::RunConfig& config) {
    configs.push_back(config);
}

bool Watcher::waitForRoom(const std::string&) {
    return waitsForRoom;
}

training::TrainingResult runIn(const std::filesystem::path& path, const config::RunConfig& config, Watcher& watcher,
                               std::int64_t stopAfter, const std::string& from) {
    auto directory = std::filesystem::exists(path / "config.yaml") ? telemetry::RunDirectory::resume(path, from)
                                                                   : telemetry::RunDirectory::create(path, config);
    training::TrainingControl control;
    std::stop_source stop;
    if (stopAfter == 0)
        stop.request_stop();
    if (stopAfter >= 0)
        watcher.stepped = [&stop, stopAfter](std::int64_t done) {
            if (done == stopAfter)
                stop.request_stop();
        };
    auto result = training::train(config, directory, watcher, control, stop.get_token());
    if (stopAfter >= 0)
        watcher.stepped = nullptr;
    return result;
}

Values valuesIn(const std::filesystem::path& run) {
    Values values;
    telemetry::EventReader reader(run);
    for (auto batches = reader.poll(); !batches.empty(); batches = reader.poll())
        for (const auto& batch : batches) {
            if (batch.restartStep)
                for (auto& [tag, series] : values)
                    series.erase(series.lower_bound(*batch.restartStep), series.end());
            for (const auto& record : batch.records) {
                const auto* scalar = std::get_if<telemetry::Scalar>(&record.value);
                const double value = scalar ? scalar->value : std::get<telemetry::Histogram>(record.value).sum;
                values[record.tag][record.step] = value;
            }
        }
    return values;
}

}  // namespace isonet::test
