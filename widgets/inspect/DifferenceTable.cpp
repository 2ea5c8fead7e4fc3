#include "widgets/inspect/DifferenceTable.h"

#include <QHeaderView>
#include <algorithm>
#include <cmath>

#include "widgets/common/FlatTable.h"
#include "widgets/common/FontScale.h"
#include "widgets/common/Format.h"

namespace isonet::widgets {
namespace {

QString difference(double a, double b) {
    const double value = a - b;
    if (std::isnan(value))
        return QStringLiteral("–");
    const QString text = formatIsometry(value, 3);
    return value > 0 && text != QLatin1String("0") ? QLatin1Char('+') + text : text;
}

double meanOffset(const LayerRow& row) {
    return row.b ? row.b->mean : std::nan("");
}

}  // namespace

DifferenceTable::DifferenceTable(QWidget* parent) : QTableWidget(parent) {
    setObjectName(QStringLiteral("differenceTable"));
    setAccessibleName(tr("Differences of the layers"));
    setColumnCount(7);
    setHorizontalHeaderLabels({tr("Layer"), tr("d"), tr("W"), tr("σ min"), tr("mean"), tr("max"), tr("b")});
    for (int column = 1; column < columnCount(); ++column)
        horizontalHeaderItem(column)->setToolTip(tr("Value of A minus value of B"));
    makeFlat(this);
    alignTitles(this);
    horizontalHeader()->setMinimumSectionSize(fontScaled(36));
}

void DifferenceTable::setRows(const std::vector<LayerRow>& a, const std::vector<LayerRow>& b) {
    std::vector<std::pair<const LayerRow*, const LayerRow*>> rows;
    for (const auto& left : a) {
        const auto right = std::ranges::find(b, left.name, &LayerRow::name);
        rows.emplace_back(&left, right == b.end() ? nullptr : &*right);
    }
    for (const auto& right : b)
        if (std::ranges::find(a, right.name, &LayerRow::name) == a.end())
            rows.emplace_back(nullptr, &right);
    setRowCount(int(rows.size()));
    for (int at = 0; at < int(rows.size()); ++at) {
        const auto [left, right] = rows[std::size_t(at)];
        QStringList texts{QString::fromStdString((left ? left : right)->name)};
        if (left && right)
            texts << difference(left->deviation, right->deviation)
                  << difference(left->weightDeviation, right->weightDeviation)
                  << difference(left->sigmaMin, right->sigmaMin) << difference(left->sigmaMean, right->sigmaMean)
                  << difference(left->sigmaMax, right->sigmaMax) << difference(meanOffset(*left), meanOffset(*right));
        while (texts.size() < columnCount())
            texts.append(QStringLiteral("–"));
        for (int column = 0; column < columnCount(); ++column) {
            auto* cell = new QTableWidgetItem(texts[column]);
            cell->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
            if (column == 0 && !(left && right))
                cell->setToolTip(left ? tr("Only A has this layer") : tr("Only B has this layer"));
            setItem(at, column, cell);
        }
    }
    resizeColumnsToContents();
}

}  // namespace isonet::widgets
