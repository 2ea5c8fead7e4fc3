// When a run measures its layers: singular values and SReLU offsets in the background, signal norms within a step.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "training/engine/loop/TrainingContext.h"
#include "training/measurement/Measurer.h"
#include "training/measurement/RecordSink.h"

namespace isonet::training {

// Training thread only; measurements are computed on the Measurer's own thread. Only the first rank measures.
class MeasurementSchedule {
public:
    // `stepLayers`: the convolutions whose deviation the training step computes; the Measurer computes the others.
    MeasurementSchedule(const TrainingContext& context, const std::vector<std::string>& stepLayers, RecordSink& sink);

    // Starts a measurement of the weights at `step`, now or, if one is still running, at a later poll().
    void request(std::int64_t step);
    void poll(std::int64_t step);
    // Requests a measurement where `step` is a multiple of telemetry.spectrum_steps; the last step has its own.
    void stepDone(const config::RunConfig& config, std::int64_t step, std::int64_t lastStep);
    // Measures the final weights and waits for the result.
    void finish(std::int64_t step);
    // Waits for the running measurement; a stop cancels it.
    void wait() { measurer_.wait(context_.stop); }

    // Whether the next step records signal norms; `position`: steps done in the current epoch.
    bool signalsDue(const config::RunConfig& config, std::int64_t step, std::int64_t position) const;

private:
    const TrainingContext& context_;
    Measurer measurer_;
    bool due_ = false;
    std::int64_t measuredStep_ = -1;  // of the last measurement started
};

}  // namespace isonet::training
