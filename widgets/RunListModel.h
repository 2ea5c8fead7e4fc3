// The runs of a folder as a list model, newest first. GUI thread only; reading the folder is the app's.
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

    void setRuns(std::vector<telemetry::RunSummary> runs);  // keeps rows that stay, so that selections do too
    void setStatus(const QString& path, const telemetry::RunStatus& status);  // of a run being trained, between scans
    const telemetry::RunSummary* find(const QString& path) const;
    QModelIndex indexOf(const QString& path) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<telemetry::RunSummary> runs_;
};

}  // namespace isonet::widgets
