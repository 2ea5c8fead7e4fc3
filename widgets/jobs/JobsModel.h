// Table model of the jobs: what runs where, how far it is, and what it has measured. Rows keep their place while their
// run stays in the list. GUI thread only.
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "widgets/jobs/JobRow.h"

namespace isonet::widgets {

class JobsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Run, Where, Device, State, Progress, TimeLeft, Loss, Top1, ColumnCount };
    // PhaseRole: JobPhase. ProgressRole: 0 to 1, -1: not started. RunRole: folder of the run.
    enum Role { PhaseRole = Qt::UserRole + 1, ProgressRole, RunRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setJobs(const std::vector<JobRow>& jobs);  // changes only what differs
    const std::vector<JobRow>& jobs() const { return jobs_; }
    const JobRow& job(int row) const { return jobs_[std::size_t(row)]; }
    int rowOf(const QString& run) const;  // -1: not in the list

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString text(const JobRow& job, int column);
    static QString tooltip(const JobRow& job, int column);

    std::vector<JobRow> jobs_;
};

}  // namespace isonet::widgets
