#include "widgets/inspect/LayerTable.h"

#include <QHeaderView>
#include <cmath>

#include "widgets/common/FlatTable.h"
#include "widgets/common/FontScale.h"
#include "widgets/common/Format.h"

namespace isonet::widgets {

LayerTable::LayerTable(QWidget* parent) : QTableWidget(parent) {
    setObjectName(QStringLiteral("layerTable"));
    setAccessibleName(tr("Layers"));
    setColumnCount(7);
    setHorizontalHeaderLabels({tr("Layer"), tr("d"), tr("W"), tr("σ min"), tr("mean"), tr("max"), tr("b")});
    const QStringList tips{
        tr("Name of the layer, as published"),
        tr("Isometry deviation ‖Conv(A, A) − δ‖; 0 for an isometry"),
        tr("Weight deviation ‖W Wᵀ − I‖ of the flattened kernel; necessary for A A* = I, not sufficient"),
        tr("Smallest singular value σ"),
        tr("Mean of the singular values σ"),
        tr("Largest singular value σ"),
        tr("Mean b of the SReLU after the layer")};
    for (int column = 0; column < tips.size(); ++column)
        horizontalHeaderItem(column)->setToolTip(tips[column]);
    makeFlat(this);
    alignTitles(this);
    horizontalHeader()->setMinimumSectionSize(fontScaled(36));
    connect(this, &QTableWidget::itemSelectionChanged, this, [this] {
        if (!filling_ && !layer().isEmpty())
            Q_EMIT layerChosen(layer());
    });
}

void LayerTable::setRows(const std::vector<LayerRow>& rows) {
    filling_ = true;
    setRowCount(int(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = rows[i];
        const double values[] = {row.deviation, row.weightDeviation, row.sigmaMin,
                                 row.sigmaMean, row.sigmaMax,        row.b ? row.b->mean : std::nan("")};
        for (int column = 0; column < columnCount(); ++column) {
            const QString text = column == 0             ? QString::fromStdString(row.name)
                                 : column == 6 && !row.b ? QStringLiteral("–")
                                                         : formatIsometry(values[column - 1], 3);
            auto* cell = new QTableWidgetItem(text);
            cell->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
            if (column == 0) {
                QStringList shape;
                for (const auto size : row.shape)
                    shape.append(QString::number(size));
                cell->setToolTip(tr("kernel %1, stride %2%3, grid %4 × %5%6")
                                     .arg(shape.join(QStringLiteral(" × ")))
                                     .arg(row.stride)
                                     .arg(row.dilation > 1 ? tr(", dilation %1").arg(row.dilation) : QString())
                                     .arg(row.gridHeight)
                                     .arg(row.gridWidth)
                                     .arg(row.penalized ? tr(", penalized") : QString()));
            } else if (column == 1 || column == 3)
                cell->setToolTip(explanation(row));
            setItem(int(i), column, cell);
        }
    }
    resizeColumnsToContents();
    filling_ = false;
}

QString LayerTable::explanation(const LayerRow& row) {
    constexpr double none = 1e-6;
    if (row.stride == 1 || !(row.deviation < none) || !(row.sigmaMin < none))
        return {};
    return tr("d = 0 although σ min = 0: d compares the channels of the smaller side at shifts that are multiples of "
              "the stride. It is 0 for a kernel that passes each input channel on in one place. With stride %1 such a "
              "kernel does not read the input positions in between, and signals that lie only there have σ = 0.")
        .arg(row.stride);
}

QString LayerTable::layer() const {
    const auto selected = selectionModel()->selectedRows();
    const auto* cell = selected.isEmpty() ? nullptr : item(selected.first().row(), 0);
    return cell ? cell->text() : QString();
}

void LayerTable::chooseLayer(const QString& name) {
    for (int row = 0; row < rowCount(); ++row)
        if (item(row, 0)->text() == name) {
            selectRow(row);
            scrollToItem(item(row, 0));
        }
}

}  // namespace isonet::widgets
