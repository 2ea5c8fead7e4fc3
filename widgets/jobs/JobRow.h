// What the Jobs strip shows, as plain values: runs that are waiting, in progress or have just ended, wherever they are
// trained, and the devices of this computer with the runs on them.
#pragma once

#include <QString>
#include <QStringList>
#include <cstdint>

namespace isonet::widgets {

enum class JobPhase {
    Waiting,  // for its place: a slot, the SLURM scheduler
    Preparing,
    Running,
    Paused,
    Stopping,
    Silent,   // its process is alive, but has written nothing for long
    Unknown,  // its place cannot be asked now
    Finished,
    Interrupted,
    Diverged,
    Failed,
    Dead  // its process is gone without having ended the run
};
inline bool hasEnded(JobPhase phase) {
    return phase >= JobPhase::Finished;
}

struct JobRow {
    QString run;    // absolute path of its folder; the identity of the row
    QString name;   // as shown
    QString queue;  // name of the queue whose row it is; empty: none
    QString where;  // "this window", "process 4711", "SLURM job 12 on node3"
    QString device;
    JobPhase phase = JobPhase::Unknown;
    QString detail;  // why, with the remedy; empty: nothing to say
    std::int64_t step = 0, steps = 0;
    int epoch = 0, epochs = 0;
    double secondsLeft = -1;  // -1: unknown
    double loss = -1;         // -1: not known
    double top1 = -1;         // percent, validation; -1: not measured
    bool here = false;        // trained by this window
    // Why the command cannot be sent now; empty: it can.
    QString pauseProblem, resumeProblem, stopProblem;
    bool operator==(const JobRow&) const = default;
};

struct DeviceSlot {
    QString id;    // "cuda:0"
    QString name;  // "NVIDIA H200", "CPU, 16 cores"
    int slots = 1;
    QStringList runs;  // names of those on it; more than `slots` are possible
    // Measured; -1: not measured.
    double utilization = -1;                   // percent
    double memoryUsed = -1, memoryTotal = -1;  // bytes
    bool operator==(const DeviceSlot&) const = default;
};

}  // namespace isonet::widgets
