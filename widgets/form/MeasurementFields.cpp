#include "widgets/form/MeasurementFields.h"

namespace isonet::widgets {

using config::RunConfig;

void MeasurementFields::add(FormFieldMaker& m) {
    m.integer("telemetry.scalar_steps", tr("Losses every"),
              [](RunConfig & c) -> auto& { return c.telemetry.scalarSteps; }, 1, 1000000,
              tr("<b>Losses and deviations</b><br>Recording interval. The deviation of each layer is free: the penalty "
                 "computes it."),
              {tr(" step"), tr(" steps")});
    m.integer(
        "telemetry.spectrum_steps", tr("Spectra every"),
        [](RunConfig & c) -> auto& { return c.telemetry.spectrumSteps; }, 0, 10000000,
        tr("<b>Spectra and b</b><br>All singular values of every convolution and histograms of b, measured on a copy "
           "of the weights in parallel with training."),
        {tr(" step"), tr(" steps")}, tr("each epoch"));
    m.check(
        "telemetry.spectra", tr("Singular values"), tr("measured"),
        [](RunConfig & c) -> auto& { return c.telemetry.spectra; },
        tr("<b>Singular values</b><br>Off: only b, signals and deviations are recorded, and the plots of singular "
           "values "
           "stay empty. Large networks take minutes of a core per measurement."));
    m.check(
         "telemetry.final_spectra", tr("… at the end"), tr("wait for them"),
         [](RunConfig & c) -> auto& { return c.telemetry.finalSpectra; },
         tr("<b>Final singular values</b><br>They are measured during the last evaluation. Off: the run then waits for "
            "no "
            "longer than a step, and the log says if layers are left out. On: it ends when all are measured."))
        .unusedReason = [](const RunConfig& c) {
        return c.telemetry.spectra ? QString() : tr("singular values are not measured.");
    };
    m.check(
         "telemetry.certified", tr("Certified accuracy"), tr("at each validation"),
         [](RunConfig & c) -> auto& { return c.telemetry.certified; },
         tr("<b>Certified accuracy</b> (Tsuzuku et al., 2018)<br>The share of validation images whose prediction no "
            "perturbation of Euclidean norm 36/255, 72/255, 108/255 or 1 changes, from their margins and a bound on "
            "the "
            "network's Lipschitz constant. Drawn with the accuracy. Adds milliseconds per layer."))
        .unusedReason = [](const RunConfig& c) {
        return config::isDetection(c) ? tr("only classifiers have margins.") : QString();
    };
    m.number(
        "telemetry.checkpoint_minutes", tr("Checkpoint every"),
        [](RunConfig & c) -> auto& { return c.telemetry.checkpointMinutes; },
        tr("<b>Checkpoints</b><br>Written after every epoch and at least this often; limits the work lost in a power "
           "failure."),
        tr("min"));
    m.integer(
        "telemetry.keep_every_epochs", tr("Keep every"),
        [](RunConfig & c) -> auto& { return c.telemetry.keepEveryEpochs; }, 0, 100000,
        tr("<b>Kept checkpoints</b><br>In addition to the latest and the best, keep one checkpoint at this interval."),
        {tr(" epoch"), tr(" epochs")}, tr("none"));
}

}  // namespace isonet::widgets
