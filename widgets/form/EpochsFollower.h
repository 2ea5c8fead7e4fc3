// Scales the schedule in the form with the number of epochs (training/config/ScheduleScale.h), and says so. What the
// user has typed stays as typed. GUI thread only.
#pragma once

#include <QCoreApplication>
#include <QString>
#include <string>

#include "training/config/RunConfig.h"
#include "training/config/ScheduleScale.h"

namespace isonet::widgets {

class EpochsFollower {
    Q_DECLARE_TR_FUNCTIONS(EpochsFollower)
public:
    // A configuration that was opened, with its own schedule.
    void setConfig(const config::RunConfig& config);
    // The field `key` of `config` was edited; changes the schedule if that is run.epochs.
    void edited(const std::string& key, config::RunConfig& config);
    // What to say under a field of the schedule; empty if it was not scaled.
    QString note(const std::string& key, const config::RunConfig& config) const;

private:
    // The schedule and its number of epochs before any edit of the epochs: scaling starts here, so that the numbers
    // typed on the way to another one leave no trace.
    config::RunConfig origin_;
    config::RunConfig last_;  // as of the last edit
    config::GivenSchedule given_;
};

}  // namespace isonet::widgets
