#include "widgets/sweeps/SweepPreview.h"

#include <QHeaderView>

#include "model/spec/Architecture.h"
#include "training/config/DatasetInfo.h"
#include "widgets/common/Format.h"

namespace isonet::widgets {

SweepPreview::SweepPreview(QWidget* parent) : QTableWidget(parent) {
    setObjectName(QStringLiteral("experimentPreview"));
    setAccessibleName(tr("Generated runs"));
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::NoSelection);
    setColumnCount(7);
    setHorizontalHeaderLabels(
        {tr("Run"), tr("Method"), tr("Depth"), tr("Rate"), tr("Batch"), tr("Epochs"), tr("Data")});
    setShowGrid(false);
    setAlternatingRowColors(true);
    verticalHeader()->setVisible(false);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setMinimumHeight(130);
    setTabKeyNavigation(false);
}

void SweepPreview::setRows(const std::vector<sweeps::SweepRow>& rows) {
    setRowCount(int(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& config = rows[i].config;
        const auto* info = config::findDataset(config.data.dataset);
        QString data = QString::fromStdString(info ? info->title : config.data.dataset);
        if (config.data.trainImages > 0)
            data = tr("%1, %2 images").arg(data, formatCount(config.data.trainImages));
        const QStringList cells{QString::fromStdString(rows[i].id),
                                QString::fromStdString(rows[i].method),
                                QString::number(spec::depthOf(config.model)),
                                formatNumber(config.optimizer.learningRate),
                                QString::number(config.run.batchSize),
                                QString::number(config.run.epochs),
                                data};
        for (int column = 0; column < cells.size(); ++column)
            setItem(int(i), column, new QTableWidgetItem(cells[column]));
    }
    resizeColumnsToContents();
}

}  // namespace isonet::widgets
