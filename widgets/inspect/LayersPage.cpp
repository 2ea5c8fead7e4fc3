#include "widgets/inspect/LayersPage.h"

#include <QSplitter>
#include <QVBoxLayout>

#include "widgets/inspect/LayerTable.h"
#include "widgets/inspect/WorstLayers.h"

namespace isonet::widgets {

LayersPage::LayersPage(LayerTable* table, QWidget* parent)
    : QWidget(parent), split_(new QSplitter), worst_(new WorstLayers) {
    split_->addWidget(table);
    split_->addWidget(worst_);
    split_->setStretchFactor(0, 1);
    split_->setHandleWidth(1);
    split_->setChildrenCollapsible(false);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(split_);
    connect(worst_, &WorstLayers::layerChosen, this, &LayersPage::layerChosen);
}

void LayersPage::setRows(const std::vector<LayerRow>& rows) {
    worst_->setRows(rows);
}

void LayersPage::setNarrow(bool narrow) {
    split_->setOrientation(narrow ? Qt::Vertical : Qt::Horizontal);
}

}  // namespace isonet::widgets
