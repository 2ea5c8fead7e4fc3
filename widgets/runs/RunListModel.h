// List model of the runs of a folder, newest first. GUI thread only; the application reads the folder.
#pragma once

#include <QAbstractListModel>
#include <vector>

#include "training/telemetry/RunDirectory.h"

namespace isonet::widgets {

class RunListModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { PathRole = Qt::UserRole + 1, NameRole, NetworkRole, StateRole, BestRole, WhenRole, SearchRole };
    using QAbstractListModel::QAbstractListModel;

    void setRuns(std::vector<telemetry::RunSummary> runs);  // keeps the selection if a run is added at the top
    void setStatus(const QString& path, const telemetry::RunStatus& status);  // of the run being trained, between scans
    const telemetry::RunSummary* find(const QString& path) const;
    QModelIndex indexOf(const QString& path) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<telemetry::RunSummary> runs_;
};

}  // namespace isonet::widgets
