#include "widgets/design/StageTableView.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <algorithm>

#include "widgets/design/StageDelegate.h"
#include "widgets/design/StageTableModel.h"

namespace isonet::widgets {

StageTableView::StageTableView(StageTableModel* model, QWidget* parent) : QTableView(parent) {
    setObjectName(QStringLiteral("stageTable"));
    setAccessibleName(tr("Stages"));
    setModel(model);
    setItemDelegate(new StageDelegate(*selectionModel(), this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                    QAbstractItemView::AnyKeyPressed);
    setTabKeyNavigation(false);  // Tab leaves the table
    setDragDropMode(QAbstractItemView::InternalMove);
    setDragDropOverwriteMode(false);
    setDropIndicatorShown(true);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    setFrameShape(QFrame::NoFrame);
    setAlternatingRowColors(true);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 9);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
}

QSize StageTableView::sizeHint() const {
    const int rows = std::clamp(model()->rowCount(), 5, 8);
    return {QTableView::sizeHint().width(),
            horizontalHeader()->sizeHint().height() + rows * verticalHeader()->defaultSectionSize() + 2};
}

void StageTableView::selectStages(int first, int count) {
    if (count < 1 || first < 0)
        return;
    const int column = std::max(currentIndex().column(), 0);
    const QModelIndex top = model()->index(first + 1, column), bottom = model()->index(first + count, column);
    selectionModel()->setCurrentIndex(top, QItemSelectionModel::NoUpdate);
    selectionModel()->select(QItemSelection(top, bottom),
                             QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(top);
}

bool StageTableView::edit(const QModelIndex& index, EditTrigger trigger, QEvent* event) {
    const bool started = QTableView::edit(index, trigger, event);
    const auto* stages = static_cast<const StageTableModel*>(model());
    bool attempt = trigger == DoubleClicked || trigger == EditKeyPressed;
    if (const auto* key = dynamic_cast<QKeyEvent*>(event); key && trigger == AnyKeyPressed)
        attempt = !key->text().isEmpty() && key->text().at(0).isPrint();
    if (attempt && !started && stages->key(index) && !stages->isEditable())
        Q_EMIT editRefused();
    return started;
}

// Return opens the editor, as F2 does.
void StageTableView::keyPressEvent(QKeyEvent* event) {
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && state() != EditingState &&
        currentIndex().isValid()) {
        edit(currentIndex(), EditKeyPressed, event);
        event->accept();
        return;
    }
    QTableView::keyPressEvent(event);
}

}  // namespace isonet::widgets
