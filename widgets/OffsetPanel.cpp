#include "widgets/OffsetPanel.h"

#include <algorithm>

#include "widgets/RunData.h"

namespace isonet::widgets {
namespace {

PanelText offsetPanelText() {
    return {"offsetPanel", QObject::tr("SReLU offsets b"),
            QObject::tr("<p><b>SReLU(y) = max(y, b)</b>, one b for each channel, starting at the dashed line. b = 0 is "
                        "ReLU; the lower b, the closer to the identity, which keeps norms.</p>"
                        "<p>Good: bell shapes that stay near the start (the paper's Figure 3: near −1). Stages that "
                        "drift towards 0 give up isometry for nonlinearity.</p>"
                        "<p>Thin outlines: earlier steps, the fainter the earlier.</p>")};
}

}  // namespace

OffsetPanel::OffsetPanel(QWidget* parent)
    : DistributionPanel(offsetPanelText(), telemetry::tags::offset, QObject::tr("b"), QObject::tr("offset b"),
                        View::Stages, parent) {}

double OffsetPanel::reference() const {
    return data() && data()->config() ? data()->config()->model.offset : -1.0;
}

QString OffsetPanel::whyEmpty(const RunData* data) const {
    if (!data)
        return tr("No run is open. Start one, or choose one from the list of runs.");
    if (!data->config())
        return tr("No values yet: this run has recorded no SReLU offsets.");
    const auto& model = data->config()->model;
    const auto isSReLU = [](const spec::BlockOverride& block) { return block.activation == spec::Activation::SReLU; };
    if (model.activation != spec::Activation::SReLU && std::ranges::none_of(model.blocks, isSReLU))
        return tr("This network has no SReLU, so there is no b to show.");
    const int every = data->config()->telemetry.spectrumSteps;
    return every > 0 ? tr("No values yet: b is measured at step 0, then every %1 steps.").arg(every)
                     : tr("No values yet: b is measured at the end of every epoch.");
}

}  // namespace isonet::widgets
