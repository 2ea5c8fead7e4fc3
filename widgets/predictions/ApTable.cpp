#include "widgets/predictions/ApTable.h"

#include <QHeaderView>
#include <QLabel>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include "widgets/common/FlatTable.h"

namespace isonet::widgets {

ApTable::ApTable(QWidget* parent)
    : QWidget(parent), summary_(new QLabel), table_(new QTableView), rows_(new QStandardItemModel(0, 3, this)) {
    summary_->setObjectName(QStringLiteral("apSummary"));
    summary_->setWordWrap(true);
    summary_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    rows_->setSortRole(sortRole);
    table_->setObjectName(QStringLiteral("apTable"));
    table_->setAccessibleName(tr("Average precision by class"));
    table_->setModel(rows_);
    table_->setSortingEnabled(true);
    table_->horizontalHeader()->setSortIndicator(0, Qt::AscendingOrder);
    makeFlat(table_);
    table_->setToolTip(
        tr("<b>Average precision</b><br>In percent, from the latest evaluation: mean over IoU thresholds 0.50 to 0.95, "
           "as in COCO. Click a class to show only its objects."));
    auto* title = new QLabel(tr("AP by class"));
    title->setObjectName(QStringLiteral("summaryTitle"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 4, 4);
    layout->setSpacing(4);
    layout->addWidget(title);
    layout->addWidget(summary_);
    layout->addWidget(table_, 1);
    connect(table_, &QTableView::clicked, this,
            [this](const QModelIndex& index) { Q_EMIT classClicked(rows_->index(index.row(), 0).data().toString()); });
}

void ApTable::setMetrics(const ApMetrics& metrics) {
    if (metrics_ == metrics)
        return;  // called often during training
    metrics_ = metrics;
    summary_->setText(metrics.summary.isEmpty() ? tr("Not evaluated yet. AP is measured after each epoch.")
                                                : metrics.summary);
    table_->setVisible(!metrics.categories.isEmpty());
    rows_->setRowCount(0);
    rows_->setHorizontalHeaderLabels({tr("Class"), tr("Box"), tr("Mask")});
    alignTitles(table_);
    for (const auto& each : metrics.categories) {
        auto* name = new QStandardItem(each.name);
        name->setData(each.name.toLower(), sortRole);
        QList<QStandardItem*> row{name};
        for (const double value : {each.box, each.mask}) {
            auto* item = new QStandardItem(value < 0 ? QStringLiteral("–") : QString::number(value, 'f', 1));
            item->setData(value, sortRole);
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            row.append(item);
        }
        rows_->appendRow(row);
    }
    table_->setColumnHidden(2, !metrics.masks);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    const auto* header = table_->horizontalHeader();
    table_->sortByColumn(header->sortIndicatorSection(), header->sortIndicatorOrder());
}

}  // namespace isonet::widgets
