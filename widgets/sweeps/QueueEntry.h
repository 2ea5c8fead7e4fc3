// A queue as shown on the Sweeps page: its rows and their results. Plain values.
#pragma once

#include <QString>
#include <vector>

#include "training/sweeps/Queue.h"

namespace isonet::widgets {

struct QueueEntry {
    QString folder;                          // absolute
    sweeps::Sweep sweep;                     // empty if it cannot be read
    std::vector<sweeps::RowResult> results;  // one per row
    bool inUse = false;                      // a process is running it
    double changed = 0;                      // last change of its file or runs, seconds since 1970
    QString problem;                         // why it cannot be read and the remedy; empty: none
};

struct QueueProgress {
    int rows = 0, done = 0, failed = 0, interrupted = 0;  // failed: by an error; can be retried
    int running = -1;                                     // the row being trained, -1: none
    // Estimate for all rows: the remaining time of the running row, and the mean time of finished rows for each waiting
    // row. -1: unknown.
    double secondsLeft = -1;
};
QueueProgress progressOf(const QueueEntry& queue);

QString queueTitle(const QueueEntry& queue);    // "table1"; the folder name if it cannot be read
QString queueSummary(const QueueEntry& queue);  // "3 of 7 runs done, 1 failed"

}  // namespace isonet::widgets
