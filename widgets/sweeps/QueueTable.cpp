#include "widgets/sweeps/QueueTable.h"

#include <QDataStream>
#include <QHeaderView>
#include <QIODevice>
#include <algorithm>

#include "widgets/common/FontScale.h"
#include "widgets/sweeps/QueueDelegate.h"
#include "widgets/sweeps/QueueModel.h"

namespace isonet::widgets {

QueueTable::QueueTable(QueueModel* model, QWidget* parent) : QTableView(parent), model_(model) {
    setObjectName(QStringLiteral("queueTable"));
    setAccessibleName(tr("Rows of the queue"));
    setModel(model_);
    setItemDelegate(new QueueDelegate(this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setDragEnabled(true);
    setAcceptDrops(true);
    setDropIndicatorShown(true);
    setDragDropMode(QAbstractItemView::InternalMove);
    setDragDropOverwriteMode(false);
    setDefaultDropAction(Qt::MoveAction);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
    verticalHeader()->setVisible(false);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 11);
    auto* columns = horizontalHeader();
    columns->setHighlightSections(false);
    columns->setSectionsMovable(true);
    columns->setStretchLastSection(true);
    columns->setDefaultSectionSize(84);
    columns->setMinimumSectionSize(40);
    connect(model_, &QAbstractItemModel::modelReset, this, &QueueTable::restoreColumns);
}

QList<int> QueueTable::selectedRows() const {
    QList<int> rows;
    for (const auto& index : selectionModel()->selectedRows())
        rows.append(index.row());
    std::ranges::sort(rows);
    return rows;
}

QStringList QueueTable::selectedIds() const {
    QStringList ids;
    for (const int row : selectedRows())
        ids.append(QString::fromStdString(model_->row(row).id));
    return ids;
}

void QueueTable::selectIds(const QStringList& ids) {
    QItemSelection selection;
    for (const auto& id : ids)
        if (const int row = model_->rowOf(id); row >= 0)
            selection.select(model_->index(row, 0), model_->index(row, 0));
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void QueueTable::rememberColumns() {
    if (model_->rowCount() > 0)
        states_[model_->columnCount()] = horizontalHeader()->saveState();
}

void QueueTable::restoreColumns() {
    const QByteArray state = states_.value(model_->columnCount());
    if (model_->rowCount() == 0 || (!state.isEmpty() && horizontalHeader()->restoreState(state)))
        return;
    setDefaultWidths();
}

void QueueTable::setDefaultWidths() {
    const auto widthOf = [this](int column, int least, int most) {
        int longest = 0;
        for (int row = 0; row < model_->rowCount(); ++row)
            longest = std::max(longest, fontMetrics().horizontalAdvance(model_->index(row, column).data().toString()));
        return std::clamp(longest + 16, fontScaled(least), fontScaled(most));
    };
    const int time = fontMetrics().horizontalAdvance(tr("about %1").arg(QStringLiteral("00 min 00 s"))) + 16;
    const std::pair<int, int> widths[] = {{QueueModel::Row, widthOf(QueueModel::Row, 44, 120)},
                                          {QueueModel::Method, widthOf(QueueModel::Method, 110, 240)},
                                          {QueueModel::Depth, widthOf(QueueModel::Depth, 52, 80)},
                                          {QueueModel::Rate, widthOf(QueueModel::Rate, 56, 90)},
                                          {QueueModel::State, fontScaled(104)},
                                          {QueueModel::Progress, fontScaled(110)},
                                          {QueueModel::Time, time}};
    for (const auto& [column, width] : widths)
        setColumnWidth(column, width);
    for (int column = QueueModel::Fixed; column < model_->outcomeColumn(); ++column) {
        const QString title = model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        setColumnWidth(column, std::max(horizontalHeader()->fontMetrics().horizontalAdvance(title) + 16,
                                        fontMetrics().horizontalAdvance(QStringLiteral("00.00 N/A")) + 24));
    }
}

QByteArray QueueTable::columnState() {
    rememberColumns();
    QByteArray all;
    QDataStream stream(&all, QIODevice::WriteOnly);
    stream << states_;
    return all;
}

void QueueTable::setColumnState(const QByteArray& state) {
    QDataStream stream(state);
    stream >> states_;
    restoreColumns();
}

}  // namespace isonet::widgets
