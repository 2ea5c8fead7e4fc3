// A queue of six rows in different states, with which the queue's views are tested, and what they show.
#pragma once

#include <QAction>

#include "training/sweeps/PaperTables.h"
#include "widgets/sweeps/QueueEntry.h"
#include "widgets/sweeps/QueueModel.h"
#include "widgets/sweeps/QueueView.h"

// Finished, not converged, running, failed, waiting, waiting.
inline isonet::widgets::QueueEntry queueTable() {
    isonet::widgets::QueueEntry queue;
    queue.folder = QStringLiteral("/runs/table1-x");
    queue.sweep = *isonet::sweeps::findPaperTable("table1");
    queue.sweep.rows.resize(6);
    queue.results.resize(6);
    using isonet::sweeps::RowState;
    const RowState states[] = {RowState::Finished, RowState::Finished, RowState::Running,
                               RowState::Failed,   RowState::Waiting,  RowState::Waiting};
    const double top1[] = {81.25, 12.5, 40.5, -1, -1, -1};
    for (std::size_t i = 0; i < 6; ++i) {
        auto& result = queue.results[i];
        result.state = states[i];
        result.run = "/runs/table1-x/" + queue.sweep.rows[i].id;
        result.metrics = {top1[i]};
        result.best = top1[i];
        result.steps = i < 4 ? 200 : 0;
        result.step = i < 2 ? 200 : i == 2 ? 50 : 10;
        result.seconds = 60;
        result.secondsLeft = i == 2 ? 30 : -1;
    }
    queue.results[1].failed = true;
    queue.results[3].message = "out of memory\nmore";
    return queue;
}

inline QString cell(const isonet::widgets::QueueModel& model, int row, int column) {
    return model.index(row, column).data().toString();
}

inline QAction* action(isonet::widgets::QueueView& view, const char* name) {
    auto* found = view.findChild<QAction*>(QString::fromLatin1(name));
    if (!found)
        qFatal("no action %s", name);
    return found;
}
