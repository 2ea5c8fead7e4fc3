// Both parts of the loss, for choosing gamma: the cross entropy (a detector's five losses) and gamma times the penalty.
#include "training/telemetry/Tags.h"
#include "widgets/live/CurvesPlot.h"
#include "widgets/live/LivePlots.h"
#include "widgets/live/PenaltyShare.h"

namespace isonet::widgets {

LivePlot balancePlot() {
    return {
        {"balancePanel", CurvesPlot::tr("Choosing γ: penalty vs. cross entropy"),
         CurvesPlot::tr(
             "<p>Both parts of the <b>loss = cross entropy + γ · P</b> on one logarithmic axis, with the learning "
             "rate drops marked; for a detector the sum of its five losses replaces the cross entropy.</p><p>Good: "
             "γ · P settles one to three orders of magnitude below the cross entropy. If it is closer, the penalty "
             "constrains the kernels too much: try a smaller γ. If it is farther below while the deviation grows, the "
             "penalty has no effect: try a larger γ.</p>")},
        [] {
            return std::make_unique<CurvesPlot>(CurvesLayout{
                CurvesPlot::tr("part of the loss"),
                {},
                {{CurvesPlot::tr("cross entropy"), telemetry::tags::lossCrossEntropy, 1},
                 {CurvesPlot::tr("detection losses"), telemetry::tags::lossObjectness, 1, false, Qt::SolidLine,
                  detectionLoss},
                 {CurvesPlot::tr("γ · penalty"), telemetry::tags::lossPenalty, 0, false, Qt::DashLine, scaledPenalty}},
                CurvesPlot::tr("No values yet: this run has recorded neither cross entropy nor penalty."),
                true});
        }};
}

}  // namespace isonet::widgets
