// Jobs as the Jobs strip shows them. Plain functions; GUI thread only, for their texts.
#pragma once

#include <QString>
#include <vector>

#include "training/launch/JobList.h"
#include "widgets/jobs/JobRow.h"

namespace isonet::workbench {

widgets::JobPhase phaseOf(const launch::Job& job);

// Where a job runs, as text: "process 4711", "process 4711 on gpu4", "SLURM job 12", "gpu4 by SSH".
QString whereText(const launch::Job& job);

// As another process trains it: with the commands that it takes.
widgets::JobRow rowOf(const launch::Job& job);

// Why commands cannot be sent to the process that has written `status`; empty: they can.
QString commandProblem(const QString& name, const telemetry::RunStatus& status);

}  // namespace isonet::workbench
