// Learning rate and throughput.
#include "training/telemetry/Record.h"
#include "widgets/live/CurvesPlot.h"
#include "widgets/live/LivePlots.h"

namespace isonet::widgets {

LivePlot ratePlot() {
    return {{"ratePanel", CurvesPlot::tr("Learning rate and throughput"),
             CurvesPlot::tr("<p>The <b>learning rate</b> of each step, as set by the schedule or by you, and the "
                            "<b>training images per second</b>.</p><p>Good: the throughput is steady. If it drops "
                            "while other programs run, they compete for the device; if it drops every few seconds, "
                            "there are too few loader threads.</p>")},
            [] {
                return std::make_unique<CurvesPlot>(CurvesLayout{
                    CurvesPlot::tr("learning rate"),
                    CurvesPlot::tr("images per second"),
                    {{CurvesPlot::tr("learning rate"), telemetry::tags::learningRate, 0},
                     {CurvesPlot::tr("images per second (right)"), telemetry::tags::imagesPerSecond, 2, true}},
                    CurvesPlot::tr("No values yet: this run has recorded neither learning rate nor throughput.")});
            }};
}

}  // namespace isonet::widgets
