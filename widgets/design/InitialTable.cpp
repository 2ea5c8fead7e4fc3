#include "widgets/design/InitialTable.h"

#include <QHeaderView>

#include "widgets/common/FlatTable.h"
#include "widgets/common/Format.h"

namespace isonet::widgets {

InitialTable::InitialTable(QWidget* parent) : QTableWidget(parent) {
    setObjectName(QStringLiteral("initialTable"));
    setAccessibleName(tr("Isometry of each layer at initialization"));
    setColumnCount(5);
    setHorizontalHeaderLabels({tr("Layer"), tr("d"), tr("d / √min"), tr("σ min"), tr("σ max")});
    makeFlat(this);
    alignTitles(this);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
}

void InitialTable::setRows(const std::vector<LayerRow>& rows) {
    setVisible(!rows.empty());
    setRowCount(int(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = rows[i];
        const double values[] = {row.deviation, row.deviationNormalized, row.sigmaMin, row.sigmaMax};
        for (int column = 0; column < 5; ++column) {
            auto* item = new QTableWidgetItem(column == 0 ? QString::fromStdString(row.name)
                                                          : formatIsometry(values[column - 1], 3));
            item->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
            setItem(int(i), column, item);
        }
    }
}

void InitialTable::selectLayer(const QString& name) {
    for (int row = 0; row < rowCount(); ++row)
        if (item(row, 0)->text() == name && !item(row, 0)->isSelected()) {
            selectRow(row);
            scrollToItem(item(row, 0));
        }
}

QString InitialTable::selectedLayer() const {
    const auto selected = selectedItems();
    return selected.isEmpty() ? QString() : item(selected.first()->row(), 0)->text();
}

}  // namespace isonet::widgets
