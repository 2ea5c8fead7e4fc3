#include "widgets/common/FlatTable.h"

#include <QHeaderView>
#include <QTableView>

namespace isonet::widgets {

void makeFlat(QTableView* table) {
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->horizontalHeader()->setHighlightSections(false);
    table->verticalHeader()->setVisible(false);
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 7);
}

void alignTitles(QTableView* table, const QList<int>& textColumns) {
    auto* model = table->model();
    for (int column = 0; column < model->columnCount(); ++column) {
        const auto side = textColumns.contains(column) ? Qt::AlignLeft : Qt::AlignRight;
        model->setHeaderData(column, Qt::Horizontal, int(side | Qt::AlignVCenter), Qt::TextAlignmentRole);
    }
}

}  // namespace isonet::widgets
