// An experiment's queue as the page of experiments shows it: its rows and what became of them. Plain values.
#pragma once

#include <QString>
#include <vector>

#include "training/experiments/Queue.h"

namespace isonet::widgets {

struct QueueEntry {
    QString folder;                               // absolute
    config::Experiment experiment;                // empty where it cannot be read
    std::vector<experiments::RowResult> results;  // one for each row
    bool inUse = false;                           // a process works on it
    double changed = 0;                           // its file or a run was last written, seconds since 1970
    QString problem;                              // why it cannot be read and what to do; empty: it can
};

struct QueueProgress {
    int rows = 0, done = 0, failed = 0, interrupted = 0;  // failed: by an error, to be tried again
    int running = -1;                                     // the row that is being trained
    // Of all rows together: that of the running one, and for each waiting one what a finished one took on average. -1:
    // nothing to judge by.
    double secondsLeft = -1;
};
QueueProgress progressOf(const QueueEntry& queue);

QString queueTitle(const QueueEntry& queue);  // "table1"; the folder's name where it cannot be read
QString queueWords(const QueueEntry& queue);  // "3 of 7 runs done, 1 failed"

}  // namespace isonet::widgets
