#include "training/engine/loop/MeasurementSchedule.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>

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
                                         const Optimizer& optimizer, RecordSink& sink, bool spectra)
    : context_(context),
      optimizer_(optimizer),
      measurer_(
          context.task.network(), otherLayers(context.task.network(), stepLayers),
          [&sink](std::vector<telemetry::Record> records) { sink.write(std::move(records)); },
          measuringThreads(context.device), spectra) {}

void MeasurementSchedule::request(std::int64_t step) {
    due_ = true;
    poll(step);
}

void MeasurementSchedule::poll(std::int64_t step) {
    if (!context_.directory.keeps()) {
        due_ = false;
        return;
    }
    if (due_ && measurer_.measure(context_.task.network(), step, optimizer_.momenta())) {
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

void MeasurementSchedule::epochDone(const config::RunConfig& config, std::int64_t step, std::int64_t lastStep) {
    if (step == lastStep || config.telemetry.spectrumSteps == 0)
        request(step);
}

void MeasurementSchedule::finish(const config::RunConfig& config, std::int64_t step, double patience) {
    using Clock = std::chrono::steady_clock;
    const bool patient = config.telemetry.finalSpectra || !config.telemetry.spectra;
    const auto end =
        Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(patience));
    const auto wait = [&] {
        if (patient)
            measurer_.wait(context_.stop);
        else
            measurer_.waitUntil(end, context_.stop);
    };
    wait();
    due_ = measuredStep_ != step;
    poll(step);
    wait();
    poll(step);  // reports an error, if any
    if (measurer_.wasCanceled() && !context_.stop.stop_requested())
        context_.reporter.message(
            "The singular values of the final weights are not recorded, or not of all layers: the run does not wait "
            "for "
            "them. telemetry.final_spectra: true makes it wait; isonet inspect measures its checkpoints.");
}

bool MeasurementSchedule::signalsDue(const config::RunConfig& config, std::int64_t step, std::int64_t position) const {
    // A replayed CUDA graph computes only what was captured in it.
    if (!context_.directory.keeps() || config.run.cudaGraph)
        return false;
    const int cadence = config.telemetry.spectrumSteps;
    return cadence > 0 ? step % cadence == 0 : position == 0;
}

}  // namespace isonet::training
