#include "widgets/inspect/WorstLayers.h"

#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <numeric>

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
        auto* list = lists_[i] = new QListWidget;
        title->setBuddy(list);
        list->setAccessibleName(titles[i]);
        list->setToolTip(tr("Click to show the layer"));
        list->setMinimumWidth(120);
        list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        column->addWidget(title);
        column->addWidget(list, 1);
        const auto choose = [this](const QListWidgetItem* item) {
            Q_EMIT layerChosen(item->data(Qt::UserRole).toString());
        };
        connect(list, &QListWidget::itemClicked, this, choose);
        connect(list, &QListWidget::itemActivated, this, choose);
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
        list(by)->clear();
        for (const std::size_t row : worst(rows, by)) {
            const QString name = QString::fromStdString(rows[row].name);
            auto* item = new QListWidgetItem(
                QStringLiteral("%1  %2").arg(formatIsometry(measureOf(rows[row], by), 3).leftJustified(8), name),
                list(by));
            item->setData(Qt::UserRole, name);
        }
    }
}

}  // namespace isonet::widgets
