#include "widgets/live/SpectrumPlot.h"

#include "widgets/live/LivePlots.h"

namespace isonet::widgets {

LivePlot spectrumPlot() {
    return {{"spectrumPanel", SpectrumPlot::tr("Singular values"),
             SpectrumPlot::tr(
                 "<p>All <b>singular values σ</b> of every convolution as an operator on its input (circular "
                 "boundary). An isometry has every σ = 1, the dashed line.</p>"
                 "<p>Good: narrow shapes on the line. Values below 1 attenuate a signal, values above amplify it; both "
                 "compound with depth. A layer with a stride or with fewer outputs than inputs has singular values of "
                 "0 only where it must discard information.</p><p>Bar: the middle half; dot: the median.</p>")},
            [] { return std::make_unique<SpectrumPlot>(); },
            {schedule::Measured::Layers},
            spectraOffReason};
}

QString spectraOffText() {
    return SpectrumPlot::tr(
        "Spectra are off: this run does not measure singular values (telemetry.spectra, section "
        "Measurement).");
}

QString spectraOffReason(const config::RunConfig& config) {
    return config.telemetry.spectra ? QString() : spectraOffText();
}

SpectrumPlot::SpectrumPlot()
    : DistributionPlot(telemetry::tags::spectrum, tr("σ"), tr("singular value σ"), View::Layers) {}

QString SpectrumPlot::emptyText(const RunData* data) const {
    if (!data)
        return PlotContent::emptyText(data);
    if (!data->config())
        return tr("No values yet: this run has recorded no spectra.");
    if (!data->config()->telemetry.spectra)
        return spectraOffText();
    const int every = data->config()->telemetry.spectrumSteps;
    return every > 0
               ? tr("No values yet: the first spectrum is measured at step 0, then one every %1 steps.").arg(every)
               : tr("No values yet: spectra are measured at the end of every epoch.");
}

}  // namespace isonet::widgets
