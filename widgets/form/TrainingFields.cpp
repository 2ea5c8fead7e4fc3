#include "widgets/form/TrainingFields.h"

#include "widgets/form/ListFields.h"
#include "widgets/form/OptimizerFields.h"
#include "widgets/form/Shorthand.h"

namespace isonet::widgets {

using config::RunConfig;

void TrainingFields::add(FormFieldMaker& m) {
    OptimizerFields::addKind(m);
    m.number(
        "optimizer.learning_rate", tr("Learning rate"), [](RunConfig & c) -> auto& { return c.optimizer.learningRate; },
        tr("<b>Learning rate</b><br>Base rate of the optimizer, scaled by the schedule. The paper uses "
           "0.02 for ISONet and 0.1 for R-ISONet at batch size 256. Scientific notation is accepted."));
    m.integer("run.batch_size", tr("Batch size"), [](RunConfig & c) -> auto& { return c.run.batchSize; }, 1, 65536,
              tr("<b>Batch size</b><br>Images per step. Scale the learning rate in proportion."),
              {tr(" image"), tr(" images")});
    m.integer(
        "run.epochs", tr("Epochs"), [](RunConfig & c) -> auto& { return c.run.epochs; }, 1, 100000,
        tr("<b>Epochs</b><br>Passes over the training images. Validation follows each epoch."));
    m.number(
        "run.time_limit", tr("Time limit"), [](RunConfig & c) -> auto& { return c.run.timeLimit; },
        tr("<b>Time limit</b><br>Minutes of training after which the run ends, even if epochs are left; 0: none. "
           "Validation, checkpoints and pauses do not count, and a resumed run gets the remaining time. The learning "
           "rate follows the steps or the time, whichever is further. How far the run gets depends on the machine."),
        tr("min"));
    addSchedule(m);
    OptimizerFields::add(m);
    m.number(
         "optimizer.multiplier_learning_rate_factor", tr("Multiplier rate"),
         [](RunConfig & c) -> auto& { return c.optimizer.multiplierLearningRateFactor; },
         tr("<b>Learning rate of the multiplier</b><br>Relative to the learning rate; 0.1 as published."),
         tr("× learning rate"))
        .unusedReason = [](const RunConfig& c) {
        return hasMultiplier(c) || c.model.fixup ? QString() : tr("the network has no residual multiplier.");
    };
    m.integer(
        "optimizer.accumulate_batches", tr("Accumulate"),
        [](RunConfig & c) -> auto& { return c.optimizer.accumulateBatches; }, 1, 4096,
        tr("<b>Gradient accumulation</b><br>Averages the gradients of this many batches for each update. Simulates a "
           "batch larger than memory allows."),
        {tr(" batch"), tr(" batches")});
    m.number(
        "optimizer.clip_norm", tr("Clip gradients"), [](RunConfig & c) -> auto& { return c.optimizer.clipNorm; },
        tr("<b>Gradient clipping</b><br>Scales the gradient down where its global norm exceeds this value. 0: off."));
    m.number(
        "optimizer.label_smoothing", tr("Label smoothing"),
        [](RunConfig & c) -> auto& { return c.optimizer.labelSmoothing; },
        tr("<b>Label smoothing</b><br>Probability spread evenly over all classes, from 0 up to 1."));
    m.number(
        "data.mixup", tr("Mixup α"), [](RunConfig & c) -> auto& { return c.data.mixup; },
        tr("<b>Mixup</b> (Zhang et al., 2018)<br>Blends pairs of images with a weight drawn from Beta(α, α). 0: off; "
           "typical values are 0.2 to 1."));
    m.integer(
        "run.chance_epochs", tr("Stop after"), [](RunConfig & c) -> auto& { return c.run.chanceEpochs; }, 0, 100000,
        tr("<b>Stuck at chance</b><br>After this many consecutive epochs at chance accuracy, the run stops as "
           "diverged."),
        tr(" epochs at chance"), tr("never"));
}

void TrainingFields::addSchedule(FormFieldMaker& m) {
    m.choice<config::ScheduleKind>(
        "schedule.kind", tr("Schedule"), [](RunConfig & c) -> auto& { return c.schedule.kind; },
        tr("<b>Schedule</b><br>Steps: the learning rate drops by a factor at each milestone. Cosine: it decays "
           "smoothly to 0 at the end."));
    const auto needsSteps = [](const RunConfig& c) {
        return c.schedule.kind == config::ScheduleKind::Step ? QString() : tr("a cosine schedule has no milestones.");
    };
    ListFields::addMilestones(m).unusedReason = needsSteps;
    m.number(
         "schedule.factor", tr("Drop factor"), [](RunConfig & c) -> auto& { return c.schedule.factor; },
         tr("<b>Drop factor</b><br>The learning rate is multiplied by this factor at each milestone; typically 0.1."))
        .unusedReason = needsSteps;
    m.number(
        "schedule.warmup_epochs", tr("Warmup"), [](RunConfig & c) -> auto& { return c.schedule.warmupEpochs; },
        tr("<b>Warmup</b><br>Epochs over which the learning rate rises linearly from 0. Helps with large learning "
           "rates. 0: off."),
        tr("epochs"));
    m.choice<config::WarmupUnit>(
         "schedule.warmup_unit", tr("… updated per"), [](RunConfig & c) -> auto& { return c.schedule.warmupUnit; },
         tr("<b>Warmup update</b><br>Step: the rate rises every step. Epoch: it rises at the start of each epoch, as "
            "in the published code."))
        .unusedReason = [](const RunConfig& c) {
        return c.schedule.warmupEpochs > 0 ? QString() : tr("warmup is off.");
    };
}

}  // namespace isonet::widgets
