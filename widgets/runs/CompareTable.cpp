#include "widgets/runs/CompareTable.h"

#include <QHeaderView>

#include "widgets/common/PlainLabel.h"
#include "widgets/runs/TableText.h"

namespace isonet::widgets {

CompareTable::CompareTable(const QString& name, const QString& accessibleName, QWidget* parent) : QTableWidget(parent) {
    setObjectName(name);
    setAccessibleName(accessibleName);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setFrameShape(QFrame::NoFrame);
    setAlternatingRowColors(true);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setTextElideMode(Qt::ElideRight);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 9);
    addCopyMenu(this);
}

QTableWidgetItem* CompareTable::addCell(int row, int column, const QString& text, bool isNumber) {
    auto* cell = new QTableWidgetItem(text);
    cell->setToolTip(plainTip(text));
    cell->setTextAlignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    setItem(row, column, cell);
    return cell;
}

}  // namespace isonet::widgets
