// A queue as shown on the Sweeps page: its rows and their results. Plain values.
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

#include "training/sweeps/Queue.h"

namespace isonet::widgets {

// How a row is to be run, in addition to its experiment.
struct RowPlan {
    int priority = 0;         // rows with higher ones start first
    QStringList failures;     // why its tries have failed, the last one at the end
    bool exhausted = false;   // has failed too often, or was stopped: not started until it is retried
    double secondsLeft = -1;  // estimate; -1: unknown
    QString basis;            // what it is made of: "2,000 steps of 0.12 s, as measured in the row a"; empty: unknown
    bool operator==(const RowPlan&) const = default;
};

// How a queue is to be run: what a scheduler does with it.
struct QueuePlan {
    QString slots;        // rows at a time and their devices, "cpu:2"; empty: one at a time, in this window
    bool paused = false;  // no waiting row is started
    int retries = 0;      // of a failed row
    bool stopOnFailure = false;
    std::vector<RowPlan> rows;  // one per row, or empty
    double secondsLeft = -1;    // estimate until all rows are done; -1: unknown
    QString problem;            // why the plan cannot be read; empty: none
    bool operator==(const QueuePlan&) const = default;
};

struct QueueEntry {
    QString folder;                          // absolute
    sweeps::Sweep sweep;                     // empty if it cannot be read
    std::vector<sweeps::RowResult> results;  // one per row
    bool inUse = false;                      // a process is running it
    double changed = 0;                      // last change of its file or runs, seconds since 1970
    QString problem;                         // why it cannot be read and the remedy; empty: none
    QueuePlan plan;
};

struct QueueProgress {
    int rows = 0, done = 0, failed = 0, interrupted = 0;  // failed: by an error; can be retried
    int running = -1;                                     // the last row being trained, -1: none
    double finishedPart = 0;                              // 0 to 1, of all steps of all rows
    double secondsLeft = -1;                              // the plan's estimate; -1: unknown, or all are done
};
QueueProgress progressOf(const QueueEntry& queue);

QString queueTitle(const QueueEntry& queue);    // "table1"; the folder name if it cannot be read
QString queueSummary(const QueueEntry& queue);  // "3 of 7 runs done, 1 failed"

}  // namespace isonet::widgets
