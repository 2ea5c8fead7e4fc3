#include "widgets/QueueEntry.h"

#include <QFileInfo>

namespace isonet::widgets {

using experiments::RowState;

QueueProgress progressOf(const QueueEntry& queue) {
    QueueProgress p;
    p.rows = int(queue.results.size());
    int finished = 0, waiting = 0;
    double took = 0, left = 0;
    bool known = true;
    for (int i = 0; i < p.rows; ++i) {
        const auto& result = queue.results[std::size_t(i)];
        p.done += experiments::isDone(result.state) ? 1 : 0;
        switch (result.state) {
            case RowState::Finished:
                ++finished;
                took += result.seconds;
                break;
            case RowState::Waiting:
                ++waiting;
                break;
            case RowState::Running:
                p.running = i;
                known = result.secondsLeft >= 0;
                left += result.secondsLeft;
                break;
            case RowState::Interrupted:
                ++p.interrupted;
                if (result.step > 0)
                    left += result.seconds * double(result.steps - result.step) / double(result.step);
                break;
            case RowState::Failed:
                ++p.failed;
                break;
            default:
                break;
        }
    }
    if (waiting > 0) {
        known = known && finished > 0;
        left += finished > 0 ? waiting * took / finished : 0;
    }
    if (known && p.done < p.rows)
        p.secondsLeft = left;
    return p;
}

QString queueTitle(const QueueEntry& queue) {
    return queue.experiment.name.empty() ? QFileInfo(queue.folder).fileName()
                                         : QString::fromStdString(queue.experiment.name);
}

QString queueWords(const QueueEntry& queue) {
    if (!queue.problem.isEmpty())
        return QStringLiteral("cannot be read");
    const auto p = progressOf(queue);
    QString words = p.done == p.rows
                        ? (p.rows == 1 ? QStringLiteral("1 run, done") : QStringLiteral("all %1 runs done").arg(p.rows))
                        : QStringLiteral("%1 of %2 runs done").arg(p.done).arg(p.rows);
    if (p.failed > 0)
        words += QStringLiteral(", %1 failed").arg(p.failed);
    return words;
}

}  // namespace isonet::widgets
