#include "training/report/RecordedRun.h"

#include <algorithm>
#include <system_error>
#include <variant>

#include "training/report/LayerOrder.h"
#include "training/telemetry/EventReader.h"
#include "training/telemetry/RunReading.h"
#include "training/telemetry/StorageError.h"

namespace isonet::report {
namespace {

namespace tags = telemetry::tags;

// Points kept by tag. Per-layer scalars have a lower limit: there can be hundreds of layers.
constexpr std::size_t mostPoints = 100'000, mostLayerPoints = 8'000, mostHistograms = 16;

std::size_t mostOf(const std::string& tag) {
    for (const auto* prefix : {&tags::isometry, &tags::momentumDeviation, &tags::signal, &tags::gradient})
        if (tag.starts_with(*prefix))
            return mostLayerPoints;
    return mostPoints;
}

void add(std::vector<MeasuredHistogram>& measured, std::int64_t step, const telemetry::Histogram& values) {
    const auto place = std::ranges::lower_bound(measured, step, {}, &MeasuredHistogram::step);
    if (place != measured.end() && place->step == step) {
        place->values = values;
        return;
    }
    measured.insert(place, {step, values});
    if (measured.size() <= mostHistograms)
        return;
    std::vector<MeasuredHistogram> kept;
    for (std::size_t i = 0; i < measured.size(); ++i)
        if (i % 2 == 0 || i + 1 == measured.size())
            kept.push_back(std::move(measured[i]));
    measured = std::move(kept);
}

void dropFrom(RecordedRun& run, std::int64_t step) {
    for (auto& [tag, curve] : run.curves)
        report::dropFrom(curve, static_cast<double>(step));
    for (auto& [tag, measured] : run.histograms)
        std::erase_if(measured, [step](const auto& each) { return each.step >= step; });
    std::erase_if(run.curves, [](const auto& each) { return each.second.steps.empty(); });
    std::erase_if(run.histograms, [](const auto& each) { return each.second.empty(); });
}

void readEvents(RecordedRun& run, const std::stop_token& stop) {
    telemetry::EventReader reader(run.path);
    while (!stop.stop_requested()) {
        const auto batches = reader.poll();
        if (batches.empty())
            break;
        for (const auto& batch : batches) {
            if (batch.restartStep)
                dropFrom(run, *batch.restartStep);
            for (const auto& record : batch.records) {
                if (const auto* scalar = std::get_if<telemetry::Scalar>(&record.value))
                    add(run.curves[record.tag], static_cast<double>(record.step), scalar->value, mostOf(record.tag));
                else
                    add(run.histograms[record.tag], record.step, std::get<telemetry::Histogram>(record.value));
            }
        }
    }
    if (reader.damagedFrames() > 0)
        run.problems.push_back(std::to_string(reader.damagedFrames()) +
                               (reader.damagedFrames() == 1 ? " part" : " parts") +
                               " of the event files are damaged; their values are missing.");
}

// Calls `read`; what it throws becomes a problem.
template <typename Read>
void attempt(RecordedRun& run, Read read) {
    try {
        read();
    } catch (const std::exception& error) {
        run.problems.emplace_back(error.what());
    }
}

}  // namespace

const Curve* RecordedRun::curve(const std::string& tag) const {
    const auto found = curves.find(tag);
    return found == curves.end() ? nullptr : &found->second;
}

std::vector<std::string> RecordedRun::layers(const std::string& prefix) const {
    std::vector<std::string> names;
    const auto collect = [&](const auto& values) {
        for (auto each = values.lower_bound(prefix); each != values.end() && each->first.starts_with(prefix); ++each)
            names.push_back(each->first.substr(prefix.size()));
    };
    collect(curves);
    collect(histograms);
    sortLayers(names, history ? &history->started : nullptr);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

RecordedRun readRun(const std::filesystem::path& path, const std::stop_token& stop) {
    if (!telemetry::isRun(path))
        throw telemetry::StorageError(path.string() +
                                      ": not a run. Name a folder with config.yaml or event files; `isonet jobs` lists "
                                      "runs.");
    RecordedRun run;
    run.path = path;
    std::error_code error;
    const auto whole = std::filesystem::weakly_canonical(path, error);
    run.name = (error ? path : whole).filename().string();
    run.status = telemetry::readStatus(path);
    attempt(run, [&] {
        if (std::filesystem::exists(path / "config.yaml"))
            run.history = telemetry::readHistory(path);
    });
    attempt(run, [&] { run.environment = telemetry::readEnvironment(path); });
    attempt(run, [&] { readEvents(run, stop); });
    return run;
}

}  // namespace isonet::report
