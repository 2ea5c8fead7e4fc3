#include "widgets/sweeps/SweepPreview.h"

#include <QHeaderView>
#include <algorithm>

#include "model/spec/Architecture.h"
#include "training/config/DatasetInfo.h"
#include "widgets/common/Format.h"

namespace isonet::widgets {
namespace {

constexpr std::size_t mostShown = 100;

}  // namespace

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
    const std::size_t shown = std::min(rows.size(), mostShown);
    setRowCount(0);
    setRowCount(int(shown + (rows.size() > shown ? 1 : 0)));
    for (std::size_t i = 0; i < shown; ++i) {
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
    if (rows.size() > shown)
        setItem(int(shown), 0, new QTableWidgetItem(tr("… and %1 more").arg(rows.size() - shown)));
    resizeColumnsToContents();
}

}  // namespace isonet::widgets
