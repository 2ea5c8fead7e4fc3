// When a run measures its layers: singular values and SReLU offsets in the background, signal norms within a step.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "training/engine/loop/TrainingContext.h"
#include "training/engine/optimizer/Optimizer.h"
#include "training/measurement/Measurer.h"
#include "training/measurement/RecordSink.h"

namespace isonet::training {

// Training thread only; measurements are computed on the Measurer's own thread. Only the first rank measures.
class MeasurementSchedule {
public:
    // `stepLayers`: the convolutions whose deviation the training step computes; the Measurer computes the others.
    // `optimizer`: its momenta are measured with the layers. Outlives this object. `spectra`: telemetry.spectra.
    MeasurementSchedule(const TrainingContext& context, const std::vector<std::string>& stepLayers,
                        const Optimizer& optimizer, RecordSink& sink, bool spectra);

    // Starts a measurement of the weights at `step`, now or, if one is still running, at a later poll().
    void request(std::int64_t step);
    void poll(std::int64_t step);
    // Requests a measurement where `step` is a multiple of telemetry.spectrum_steps; the last step has its own.
    void stepDone(const config::RunConfig& config, std::int64_t step, std::int64_t lastStep);
    // Requests one at the end of an epoch where the interval is 0, and of the final weights, so that they are measured
    // while the images of the last evaluation are.
    void epochDone(const config::RunConfig& config, std::int64_t step, std::int64_t lastStep);
    // Ends the measurement of the final weights: with telemetry.final_spectra when it is complete; else after at most
    // `patience` seconds, with a message if layers are left out.
    void finish(const config::RunConfig& config, std::int64_t step, double patience);
    // Waits for the running measurement; a stop cancels it.
    void wait() { measurer_.wait(context_.stop); }

    // Whether the next step records signal norms; `position`: steps done in the current epoch.
    bool signalsDue(const config::RunConfig& config, std::int64_t step, std::int64_t position) const;

private:
    const TrainingContext& context_;
    const Optimizer& optimizer_;
    Measurer measurer_;
    bool due_ = false;
    std::int64_t measuredStep_ = -1;  // of the last measurement started
};

}  // namespace isonet::training
