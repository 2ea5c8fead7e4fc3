// Table model of the rows of a queue: configuration, progress, and each metric next to the paper's. Waiting rows can be
// dragged; the model only requests the move. GUI thread only.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

#include "training/sweeps/RowMeasures.h"
#include "training/telemetry/HeadlineMetrics.h"
#include "widgets/sweeps/QueueEntry.h"

namespace isonet::widgets {

class QueueModel : public QAbstractTableModel {
    Q_OBJECT
public:
    // After Fixed: each metric and its value in the paper (if a row has one), sweeps::rowMeasures (those of the test
    // split if a row has one), then the outcome.
    enum Column { Row, Method, Depth, Rate, State, Progress, Time, Fixed };
    // StateRole: sweeps::RowState. PausedRole: whether the running row is paused. ProgressRole: 0 to 1, -1: not
    // started. IdRole: id of the row. MeasuredRole: of a metric's cell of a row that counts as not converged: what was
    // measured.
    enum Role { StateRole = Qt::UserRole + 1, PausedRole, ProgressRole, IdRole, MeasuredRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setQueue(const QueueEntry& queue);
    void clear() { setQueue({}); }
    const QueueEntry& queue() const { return queue_; }
    // Newer than the file. `run`: folder of the run.
    void setStatus(const QString& run, const telemetry::RunStatus& status);

    int rowOf(const QString& id) const;  // -1: not found
    const sweeps::SweepRow& row(int index) const { return queue_.sweep.rows[std::size_t(index)]; }
    const sweeps::RowResult& result(int index) const { return queue_.results[std::size_t(index)]; }
    const RowPlan& plan(int index) const;
    bool isMovable(int index) const;  // it is waiting
    int outcomeColumn() const { return columnCount() - 1; }
    int measureColumn(std::string_view key) const;  // -1: not shown

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
    void moveRequested(int from, int to);  // `to`: its index after the move

private:
    void findDifferences();
    QString text(int row, int column) const;
    QString metricText(int row, std::size_t metric) const;
    const sweeps::RowMeasure* measureOf(int column) const;  // null: another column
    bool isMeasured(int column) const;                      // here, not in the paper
    int columnsPerMetric() const { return hasPaper_ ? 2 : 1; }
    std::size_t metricOf(int column) const { return std::size_t((column - Fixed) / columnsPerMetric()); }
    bool isPaper(int column) const { return hasPaper_ && (column - Fixed) % 2 == 1; }  // of a column of metrics
    QString measuredOfFailed(int row, std::size_t metric) const;  // empty: not measured, or converged
    QString priorityText(int row) const;
    QString outcomeTip(int row) const;
    QString timeTip(int row) const;
    QString tooltip(int row, int column) const;
    std::size_t metricCount() const;
    telemetry::HeadlineMetric metric(std::size_t index) const;

    QueueEntry queue_;
    std::vector<sweeps::RowMeasure> measures_;
    bool hasPaper_ = false;
    QStringList differences_;  // per row: settings that differ between rows, one per line
};

}  // namespace isonet::widgets
