#include "widgets/inspect/WorstLayers.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "widgets/common/FlatTable.h"
#include "widgets/common/Format.h"

namespace isonet::widgets {
namespace {

double measureOf(const LayerRow& row, WorstLayers::By by) {
    return by == WorstLayers::By::Deviation       ? row.deviation
           : by == WorstLayers::By::SmallestSigma ? row.sigmaMin
                                                  : row.sigmaMax;
}

}  // namespace

WorstLayers::WorstLayers(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("worstLayers"));
    const std::array titles{tr("Largest deviation d"), tr("Smallest σ"), tr("Largest σ")};
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 6);
    column->setSpacing(3);
    for (std::size_t i = 0; i < lists_.size(); ++i) {
        auto* title = new QLabel(titles[i]);
        title->setObjectName(QStringLiteral("summaryTitle"));
        auto* list = lists_[i] = new QTableWidget(0, 2);
        makeFlat(list);
        list->horizontalHeader()->hide();
        list->horizontalHeader()->setStretchLastSection(true);
        list->setTabKeyNavigation(false);
        title->setBuddy(list);
        list->setAccessibleName(titles[i]);
        list->setToolTip(tr("Click to show the layer"));
        list->setMinimumWidth(120);
        list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        column->addWidget(title);
        column->addWidget(list, 1);
        const auto choose = [this, list](const QTableWidgetItem* item) {
            Q_EMIT layerChosen(list->item(item->row(), 1)->text());
        };
        connect(list, &QTableWidget::itemClicked, this, choose);
        connect(list, &QTableWidget::itemActivated, this, choose);
    }
}

std::vector<std::size_t> WorstLayers::worst(const std::vector<LayerRow>& rows, By by, int most) {
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto badness = [&](std::size_t row) {
        const double value = measureOf(rows[row], by);
        return !std::isfinite(value) ? HUGE_VAL : by == By::SmallestSigma ? -value : value;
    };
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return badness(a) > badness(b); });
    order.resize(std::min(order.size(), std::size_t(most)));
    return order;
}

void WorstLayers::setRows(const std::vector<LayerRow>& rows) {
    for (const By by : {By::Deviation, By::SmallestSigma, By::LargestSigma}) {
        const auto order = worst(rows, by);
        list(by)->setRowCount(int(order.size()));
        for (int place = 0; place < int(order.size()); ++place) {
            const auto& row = rows[order[std::size_t(place)]];
            list(by)->setItem(place, 0, new QTableWidgetItem(formatIsometry(measureOf(row, by), 3)));
            list(by)->setItem(place, 1, new QTableWidgetItem(QString::fromStdString(row.name)));
        }
        list(by)->resizeColumnToContents(0);
    }
}

}  // namespace isonet::widgets
