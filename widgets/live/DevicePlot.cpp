// What a run's device does and what its steps wait for.
#include "training/telemetry/Tags.h"
#include "widgets/live/CurvesPlot.h"
#include "widgets/live/LivePlots.h"

namespace isonet::widgets {

LivePlot devicePlot() {
    return {
        {"devicePanel", CurvesPlot::tr("Device"),
         CurvesPlot::tr(
             "<p><b>Data wait</b>: the share of the time of a step that is spent waiting for images. Of an NVIDIA GPU "
             "also the share of the time in which it computes (<b>utilization</b>), its <b>memory</b> in use by all "
             "programs, its <b>temperature</b> and its <b>power</b>.</p><p>Good: data wait near 0, and a utilization "
             "near 100 %. A high data wait means that the loader workers or the disk are the bottleneck; a low "
             "utilization without data wait means that the batches are small for the GPU.</p>")},
        [] {
            return std::make_unique<CurvesPlot>(
                CurvesLayout{CurvesPlot::tr("% (temperature: °C)"),
                             CurvesPlot::tr("power (W)"),
                             {{CurvesPlot::tr("data wait"), telemetry::tags::dataWait, 0},
                              {CurvesPlot::tr("utilization"), telemetry::tags::deviceUtilization, 2},
                              {CurvesPlot::tr("memory"), telemetry::tags::deviceMemory, 4},
                              {CurvesPlot::tr("temperature (°C)"), telemetry::tags::deviceTemperature, 1},
                              {CurvesPlot::tr("power (right)"), telemetry::tags::devicePower, 3, true}},
                             CurvesPlot::tr("No values yet: runs of earlier versions did not record them."),
                             false,
                             true});
        }};
}

}  // namespace isonet::widgets
