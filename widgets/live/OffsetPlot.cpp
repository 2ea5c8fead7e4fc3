#include "widgets/live/OffsetPlot.h"

#include <algorithm>

#include "widgets/live/LivePlots.h"

namespace isonet::widgets {

namespace {

QString noOffsetsReason(const config::RunConfig& config) {
    const auto& model = config.model;
    const auto isSReLU = [](const spec::BlockOverride& block) { return block.activation == spec::Activation::SReLU; };
    return model.activation != spec::Activation::SReLU && std::ranges::none_of(model.blocks, isSReLU)
               ? OffsetPlot::tr("This network has no SReLU, so there is no b to show.")
               : QString();
}

}  // namespace

LivePlot offsetPlot() {
    return {{"offsetPanel", OffsetPlot::tr("SReLU offsets b"),
             OffsetPlot::tr(
                 "<p><b>SReLU(y) = max(y, b)</b>, one b per channel, initialized at the dashed line. b = 0 is ReLU; "
                 "the lower b, the closer to the identity, which preserves norms.</p>"
                 "<p>Good: bell shapes that stay near the initial value (figure 3 of the paper: near −1). Stages that "
                 "drift toward 0 trade isometry for nonlinearity.</p>"
                 "<p>Thin outlines: earlier steps, the earlier the fainter.</p>")},
            [] { return std::make_unique<OffsetPlot>(); },
            {schedule::Measured::Layers},
            noOffsetsReason};
}

OffsetPlot::OffsetPlot() : DistributionPlot(telemetry::tags::offset, tr("b"), tr("offset b"), View::Stages) {}

double OffsetPlot::reference() const {
    return data() && data()->config() ? data()->config()->model.offset : -1.0;
}

QString OffsetPlot::emptyText(const RunData* data) const {
    if (!data)
        return PlotContent::emptyText(data);
    if (!data->config())
        return tr("No values yet: this run has recorded no SReLU offsets.");
    if (const QString never = noOffsetsReason(*data->config()); !never.isEmpty())
        return never;
    const int every = data->config()->telemetry.spectrumSteps;
    return every > 0 ? tr("No values yet: b is measured at step 0, then every %1 steps.").arg(every)
                     : tr("No values yet: b is measured at the end of every epoch.");
}

}  // namespace isonet::widgets
