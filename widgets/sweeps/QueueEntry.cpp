#include "widgets/sweeps/QueueEntry.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>

namespace isonet::widgets {

using sweeps::RowState;

namespace {

class QueueText {
    Q_DECLARE_TR_FUNCTIONS(QueueEntry)
};

}  // namespace

QueueProgress progressOf(const QueueEntry& queue) {
    QueueProgress p;
    p.rows = int(queue.results.size());
    for (int i = 0; i < p.rows; ++i) {
        const auto& result = queue.results[std::size_t(i)];
        p.done += sweeps::isDone(result.state) ? 1 : 0;
        p.finishedPart += sweeps::isDone(result.state) ? 1
                          : result.state == RowState::Running && result.steps > 0
                              ? double(result.step) / double(result.steps)
                              : 0;
        p.failed += result.state == RowState::Failed ? 1 : 0;
        p.interrupted += result.state == RowState::Interrupted ? 1 : 0;
        if (result.state == RowState::Running)
            p.running = i;
    }
    p.finishedPart /= std::max(p.rows, 1);
    if (queue.plan.secondsLeft >= 0 && p.done < p.rows)
        p.secondsLeft = queue.plan.secondsLeft;
    return p;
}

QString queueTitle(const QueueEntry& queue) {
    return queue.sweep.name.empty() ? QFileInfo(queue.folder).fileName() : QString::fromStdString(queue.sweep.name);
}

QString queueSummary(const QueueEntry& queue) {
    if (!queue.problem.isEmpty())
        return QueueText::tr("unreadable");
    const auto p = progressOf(queue);
    QString text = p.done == p.rows
                       ? (p.rows == 1 ? QueueText::tr("1 run, done") : QueueText::tr("all %1 runs done").arg(p.rows))
                       : QueueText::tr("%1 of %2 runs done").arg(p.done).arg(p.rows);
    if (p.failed > 0)
        text += QueueText::tr(", %1 failed").arg(p.failed);
    return text;
}

}  // namespace isonet::widgets
