// The list of runs with a filter. A click or Enter opens a run. GUI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "training/telemetry/RunDirectory.h"

class QLabel;
class QLineEdit;
class QListView;
class QSortFilterProxyModel;

namespace isonet::widgets {

class RunListModel;

class RunList : public QWidget {
    Q_OBJECT
public:
    explicit RunList(QWidget* parent = nullptr);

    void setFolder(const QString& folder);  // shown in the empty state
    void setRuns(std::vector<telemetry::RunSummary> runs);
    void setStatus(const QString& path, const telemetry::RunStatus& status);
    const telemetry::RunSummary* find(const QString& path) const;
    void select(const QString& path);  // does not open it; empty: none
    QString selectedPath() const;
    int count() const;

Q_SIGNALS:
    void opened(const QString& path);
    void folderRequested(const QString& path);  // show in the file manager

private:
    void showEmptyState();
    void showMenu(const QPoint& at);

    RunListModel* model_;
    QSortFilterProxyModel* filtered_;
    QLineEdit* filter_;
    QListView* view_;
    QLabel* empty_;
    QString folder_;
    QString selectedPath_;  // selected as soon as it appears
};

}  // namespace isonet::widgets
