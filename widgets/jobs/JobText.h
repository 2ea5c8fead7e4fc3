// How phases of jobs are written and colored. GUI thread only.
#pragma once

#include <QColor>
#include <QString>
#include <vector>

#include "widgets/jobs/JobRow.h"

namespace isonet::widgets {

QString phaseTitle(JobPhase phase);  // "Running"
QColor phaseColor(JobPhase phase);   // readable on the window background

// "2 running, 1 paused, 1 ended"; empty without jobs.
QString jobsSummary(const std::vector<JobRow>& jobs);

}  // namespace isonet::widgets
