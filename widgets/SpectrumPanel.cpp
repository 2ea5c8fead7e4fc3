#include "widgets/SpectrumPanel.h"

#include "widgets/RunData.h"

namespace isonet::widgets {
namespace {

PanelText spectrumPanelText() {
    return {
        "spectrumPanel", QObject::tr("Singular values"),
        QObject::tr("<p>All <b>singular values σ</b> of every convolution as an operator on its input (circular "
                    "boundary). An isometry has every σ = 1, the dashed line.</p>"
                    "<p>Good: narrow shapes on the line. Values below 1 damp a signal, values above amplify it; both "
                    "multiply with depth. A layer with stride or with fewer outputs than inputs has values of 0 only "
                    "where it must discard.</p><p>Bar: the middle half; dot: the median.</p>")};
}

}  // namespace

SpectrumPanel::SpectrumPanel(QWidget* parent)
    : DistributionPanel(spectrumPanelText(), telemetry::tags::spectrum, QObject::tr("σ"),
                        QObject::tr("singular value σ"), View::Layers, parent) {}

QString SpectrumPanel::whyEmpty(const RunData* data) const {
    if (!data)
        return tr("No run is open. Start one, or choose one from the list of runs.");
    if (!data->config())
        return tr("No values yet: this run has recorded no spectra.");
    const int every = data->config()->telemetry.spectrumSteps;
    return every > 0
               ? tr("No values yet: the first spectrum is measured at step 0, then one every %1 steps.").arg(every)
               : tr("No values yet: spectra are measured at the end of every epoch.");
}

}  // namespace isonet::widgets
