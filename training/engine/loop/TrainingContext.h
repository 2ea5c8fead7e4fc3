// What the parts of one training share.
#pragma once

#include <torch/types.h>

#include <stop_token>

#include "training/engine/distributed/Group.h"
#include "training/engine/loop/StatusReporter.h"
#include "training/engine/loop/TrainingControl.h"
#include "training/engine/tasks/Task.h"
#include "training/measurement/TrainingObserver.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::training {

// References to objects that train() owns or was given; they outlive the loop.
struct TrainingContext {
    const at::Device device;
    Task& task;
    telemetry::RunDirectory& directory;
    StatusReporter& reporter;
    TrainingObserver& observer;
    TrainingControl& control;
    const std::stop_token stop;
    distributed::Group* const group;  // null: single process

    // Whether every rank proceeds: one rank's stop stops all ranks at the same step. Single process: `proceed`.
    bool agreed(bool proceed) const { return group ? !group->any(!proceed) : proceed; }
};

}  // namespace isonet::training
