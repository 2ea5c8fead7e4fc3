#include "training/engine/loop/MeasurementSchedule.h"

#include <ATen/Parallel.h>

#include <algorithm>

namespace isonet::training {
namespace {

std::vector<std::string> otherLayers(const model::Network& network, const std::vector<std::string>& measured) {
    std::vector<std::string> layers;
    for (const auto& layer : network->convolutions())
        if (std::find(measured.begin(), measured.end(), layer.plan->name) == measured.end())
            layers.push_back(layer.plan->name);
    return layers;
}

// Training on the CPU leaves one thread to spare; training on a GPU leaves most cores idle.
int measuringThreads(const at::Device& device) {
    return device.is_cpu() ? 1 : std::max(1, at::get_num_threads() / 2);
}

}  // namespace

MeasurementSchedule::MeasurementSchedule(const TrainingContext& context, const std::vector<std::string>& stepLayers,
                                         RecordSink& sink)
    : context_(context),
      measurer_(
          context.task.network(), otherLayers(context.task.network(), stepLayers),
          [&sink](std::vector<telemetry::Record> records) { sink.write(std::move(records)); },
          measuringThreads(context.device)) {}

void MeasurementSchedule::request(std::int64_t step) {
    due_ = true;
    poll(step);
}

void MeasurementSchedule::poll(std::int64_t step) {
    if (!context_.directory.keeps()) {
        due_ = false;
        return;
    }
    if (due_ && measurer_.measure(context_.task.network(), step)) {
        due_ = false;
        measuredStep_ = step;
    }
    if (const auto error = measurer_.takeError())
        context_.reporter.message("A measurement failed: " + *error);
}

void MeasurementSchedule::stepDone(const config::RunConfig& config, std::int64_t step, std::int64_t lastStep) {
    const int cadence = config.telemetry.spectrumSteps;
    if (cadence > 0 && step % cadence == 0 && step != lastStep)
        due_ = true;
    poll(step);
}

void MeasurementSchedule::finish(std::int64_t step) {
    wait();
    due_ = measuredStep_ != step;
    poll(step);
    wait();
    poll(step);  // reports an error, if any
}

bool MeasurementSchedule::signalsDue(const config::RunConfig& config, std::int64_t step, std::int64_t position) const {
    // A replayed CUDA graph computes only what was captured in it.
    if (!context_.directory.keeps() || config.run.cudaGraph)
        return false;
    const int cadence = config.telemetry.spectrumSteps;
    return cadence > 0 ? step % cadence == 0 : position == 0;
}

}  // namespace isonet::training
