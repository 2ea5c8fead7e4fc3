// The rows of one queue as a table: what is trained, how far it is, and each figure beside the paper's. Rows that have
// not begun can be dragged; the model only asks for the move. GUI thread only; knows no file.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

#include "training/config/Figures.h"
#include "widgets/QueueEntry.h"

namespace isonet::widgets {

class QueueModel : public QAbstractTableModel {
    Q_OBJECT
public:
    // After Fixed: each figure and the paper's, then what happened.
    enum Column { Row, Method, Depth, Rate, State, Progress, Time, Fixed };
    // StateRole: experiments::RowState; ProgressRole: 0 to 1, -1 where there is none; IdRole: the row's id.
    enum Role { StateRole = Qt::UserRole + 1, ProgressRole, IdRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setQueue(const QueueEntry& queue);
    void clear() { setQueue({}); }
    const QueueEntry& queue() const { return queue_; }
    // Fresher than the file; `run`: the row's folder.
    void setStatus(const QString& run, const telemetry::RunStatus& status);

    int rowOf(const QString& id) const;  // -1: not here
    const config::ExperimentRow& row(int index) const { return queue_.experiment.rows[std::size_t(index)]; }
    const experiments::RowResult& result(int index) const { return queue_.results[std::size_t(index)]; }
    bool isMovable(int index) const;  // it has not begun
    int happenedColumn() const { return columnCount() - 1; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

Q_SIGNALS:
    void moveRequested(int from, int to);  // `to`: its place afterwards

private:
    void findDifferences();
    QString text(int row, int column) const;
    QString figureText(int row, std::size_t figure) const;
    QString tooltip(int row, int column) const;
    std::size_t figureCount() const;
    config::Figure figure(std::size_t index) const;

    QueueEntry queue_;
    QStringList differences_;  // of each row: the settings in which rows differ, a line each
};

}  // namespace isonet::widgets
