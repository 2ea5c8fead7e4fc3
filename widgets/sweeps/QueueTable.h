// The table view of a queue: column widths by number of columns, selection by row id. GUI thread only.
#pragma once

#include <QHash>
#include <QTableView>

namespace isonet::widgets {

class QueueModel;

class QueueTable : public QTableView {
    Q_OBJECT
public:
    explicit QueueTable(QueueModel* model, QWidget* parent = nullptr);

    QList<int> selectedRows() const;  // from top to bottom
    QStringList selectedIds() const;
    void selectIds(const QStringList& ids);

    void rememberColumns();
    void restoreColumns();  // or default widths
    QByteArray columnState();
    void setColumnState(const QByteArray& state);

private:
    void setDefaultWidths();

    QueueModel* model_;
    QHash<int, QByteArray> states_;  // of the header, by number of columns
};

}  // namespace isonet::widgets
