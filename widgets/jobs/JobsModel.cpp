#include "widgets/jobs/JobsModel.h"

#include <algorithm>

#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"
#include "widgets/jobs/JobText.h"

namespace isonet::widgets {

void JobsModel::setJobs(const std::vector<JobRow>& jobs) {
    for (int row = rowCount() - 1; row >= 0; --row)
        if (std::ranges::find(jobs, jobs_[std::size_t(row)].run, &JobRow::run) == jobs.end()) {
            beginRemoveRows({}, row, row);
            jobs_.erase(jobs_.begin() + row);
            endRemoveRows();
        }
    for (const JobRow& job : jobs) {
        const int row = rowOf(job.run);
        if (row < 0) {
            beginInsertRows({}, rowCount(), rowCount());
            jobs_.push_back(job);
            endInsertRows();
        } else if (jobs_[std::size_t(row)] != job) {
            jobs_[std::size_t(row)] = job;
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
    }
}

int JobsModel::rowOf(const QString& run) const {
    const auto at = std::ranges::find(jobs_, run, &JobRow::run);
    return at == jobs_.end() ? -1 : int(at - jobs_.begin());
}

int JobsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(jobs_.size());
}

int JobsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString JobsModel::text(const JobRow& job, int column) {
    switch (column) {
        case Run:
            return job.queue.isEmpty() ? job.name : tr("%1 (%2)").arg(job.name, job.queue);
        case Where:
            return job.where;
        case Device:
            return job.device;
        case State:
            return phaseTitle(job.phase);
        case Progress:
            return job.steps > 0 ? tr("%1 %").arg(100 * job.step / job.steps) : QString();
        case TimeLeft:
            return hasEnded(job.phase) || job.secondsLeft < 0 ? QString() : formatDuration(job.secondsLeft);
        case Loss:
            return job.loss < 0 ? QString() : formatMeasured(job.loss);
        case Top1:
            return job.top1 < 0 ? QString() : formatPercent(job.top1);
        default:
            return {};
    }
}

QString JobsModel::tooltip(const JobRow& job, int column) {
    if (column == Run)
        return job.run;
    if (column == Progress && job.steps > 0)
        return tr("Step %1 of %2, epoch %3 of %4")
            .arg(formatCount(job.step), formatCount(job.steps))
            .arg(job.epoch)
            .arg(job.epochs);
    if (column == State && !job.detail.isEmpty())
        return job.detail;
    return text(job, column);
}

QVariant JobsModel::data(const QModelIndex& at, int role) const {
    if (!at.isValid() || at.row() >= rowCount())
        return {};
    const JobRow& job = this->job(at.row());
    switch (role) {
        case Qt::DisplayRole:
            return text(job, at.column());
        case Qt::ToolTipRole:
            return plainTip(tooltip(job, at.column()));
        case Qt::TextAlignmentRole:
            return int((at.column() == Loss || at.column() == Top1 ? Qt::AlignRight : Qt::AlignLeft) |
                       Qt::AlignVCenter);
        case Qt::ForegroundRole:
            return hasEnded(job.phase) ? QVariant(themeColors().secondaryText) : QVariant();
        case Qt::AccessibleDescriptionRole:
            return job.detail;
        case PhaseRole:
            return int(job.phase);
        case ProgressRole:
            return job.steps > 0 ? double(job.step) / double(job.steps) : -1.0;
        case RunRole:
            return job.run;
        default:
            return {};
    }
}

QVariant JobsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    if (section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Loss || section == Top1 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const bool tip = role == Qt::ToolTipRole;
    if (role != Qt::DisplayRole && !tip)
        return {};
    switch (section) {
        case Run:
            return tip ? tr("Name of the run, and the queue it belongs to") : tr("Run");
        case Where:
            return tip ? tr("What trains the run: this window, a process, a SLURM job, another computer") : tr("Where");
        case Device:
            return tip ? tr("The devices the run trains on") : tr("Device");
        case State:
            return tip ? tr("Silent: alive, but nothing was written for a long time. Gone: ended without saying why; "
                            "Resume continues from the last checkpoint")
                       : tr("State");
        case Progress:
            return tip ? tr("Steps completed") : tr("Progress");
        case TimeLeft:
            return tip ? tr("Estimated from the speed of the run") : tr("Left");
        case Loss:
            return tip ? tr("Total loss of the last steps") : tr("Loss");
        default:
            return tip ? tr("Top-1 on the validation images after the last epoch") : tr("Top-1");
    }
}

}  // namespace isonet::widgets
