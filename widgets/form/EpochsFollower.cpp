#include "widgets/form/EpochsFollower.h"

#include <QStringList>

#include "widgets/common/Format.h"

namespace isonet::widgets {

void EpochsFollower::setConfig(const config::RunConfig& config) {
    origin_ = last_ = config;
    given_ = {};
}

void EpochsFollower::edited(const std::string& key, config::RunConfig& config) {
    given_.add(key);
    if (key != "run.epochs") {
        // Another task has another schedule.
        const bool ofSchedule = key.starts_with("schedule.");
        if (!ofSchedule && (config.schedule != last_.schedule || config.run.epochs != last_.run.epochs))
            setConfig(config);
        last_ = config;
        return;
    }
    const config::ScheduleConfig now = config.schedule;
    config.schedule.milestones = origin_.schedule.milestones;
    config.schedule.warmupEpochs = origin_.schedule.warmupEpochs;
    config::scaleSchedule(config, origin_.run.epochs);
    if (given_.milestones)
        config.schedule.milestones = now.milestones;
    if (given_.warmup)
        config.schedule.warmupEpochs = now.warmupEpochs;
    last_ = config;
}

QString EpochsFollower::note(const std::string& key, const config::RunConfig& config) const {
    QStringList before;
    if (key == "schedule.milestones" && !given_.milestones && config.schedule.milestones != origin_.schedule.milestones)
        for (const double milestone : origin_.schedule.milestones)
            before.append(formatNumber(milestone));
    else if (key == "schedule.warmup_epochs" && !given_.warmup &&
             config.schedule.warmupEpochs != origin_.schedule.warmupEpochs)
        before.append(formatNumber(origin_.schedule.warmupEpochs));
    if (before.isEmpty())
        return {};
    return tr("Scaled with the epochs; %1 of %2 before.")
        .arg(before.join(QStringLiteral(", ")))
        .arg(origin_.run.epochs);
}

}  // namespace isonet::widgets
