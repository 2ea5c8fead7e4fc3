// The table view of runs: the name stays at the left, columns can be hidden and moved; grouping rules, selection by
// path. GUI thread only.
#pragma once

#include <QTableView>
#include <functional>

#include "widgets/runs/ColumnChoice.h"

class QMenu;

namespace isonet::widgets {

class PinnedColumn;
class RunFilter;
class RunTableModel;

class RunTableView : public QTableView {
    Q_OBJECT
public:
    // Both must outlive the view.
    RunTableView(RunTableModel* model, RunFilter* filter, QWidget* parent = nullptr);

    QStringList selectedPaths() const;  // from top to bottom
    void selectPaths(const QStringList& paths);
    void fillColumnMenu(QMenu& menu);

    const ColumnChoice& columns() const { return columns_; }
    void setColumns(const ColumnChoice& columns);
    void showColumn(const QString& title, bool on);  // as the user does in the menu

    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;

Q_SIGNALS:
    void opened(const QString& path);
    void menuRequested(const QPoint& globalPosition);
    void openPressed();
    void deletePressed();

protected:
    void updateGeometries() override;

private:
    void connectMouse(QTableView* view);
    void applyColumns();
    void widenFor(Qt::Orientation direction, int first, int last);  // longer titles
    void keepOrder();
    QStringList titles() const;
    QVector<bool> usualColumns() const;

    void addKey(const QKeySequence& keys, const std::function<void()>& action);
    void toggleChecked();

    RunTableModel* model_;
    RunFilter* filter_;
    ColumnChoice columns_;
    bool applying_ = false;  // the columns' places, not the user
    PinnedColumn* pinned_ = nullptr;
};

}  // namespace isonet::widgets
