// The table view of runs: columns that can be hidden, grouping rules, selection by path. GUI thread only.
#pragma once

#include <QTableView>
#include <functional>

class QMenu;

namespace isonet::widgets {

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

    QStringList hiddenColumns() const { return hidden_; }  // titles
    void setHiddenColumns(const QStringList& titles);
    void applyHiddenColumns();  // after the columns of the model have changed

Q_SIGNALS:
    void opened(const QString& path);
    void menuRequested(const QPoint& globalPosition);
    void openPressed();
    void deletePressed();

private:
    void addKey(const QKeySequence& keys, const std::function<void()>& action);
    void toggleChecked();

    RunTableModel* model_;
    RunFilter* filter_;
    QStringList hidden_;
};

}  // namespace isonet::widgets
