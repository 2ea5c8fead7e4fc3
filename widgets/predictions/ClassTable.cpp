#include "widgets/predictions/ClassTable.h"

#include <QHeaderView>

#include "widgets/common/FlatTable.h"
#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"

namespace isonet::widgets {

ClassTable::ClassTable(QWidget* parent) : QTableWidget(parent) {
    setObjectName(QStringLiteral("classTable"));
    setAccessibleName(tr("Accuracy by class"));
    setColumnCount(4);
    setHorizontalHeaderLabels({tr("Class"), tr("Correct %"), tr("Images"), tr("Mistaken for")});
    horizontalHeaderItem(1)->setToolTip(tr("Images of the class that are predicted as this class, in percent"));
    horizontalHeaderItem(3)->setToolTip(tr("The class predicted in most of the mistakes, and in how many"));
    makeFlat(this);
    alignTitles(this, {0, 3});
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setSortIndicator(1, Qt::AscendingOrder);  // the worst class on top
    connect(this, &QTableWidget::itemClicked, this, [this](const QTableWidgetItem* cell) {
        Q_EMIT classClicked(item(cell->row(), 0)->data(Qt::UserRole).toInt());
    });
}

void ClassTable::setResults(const ClassifierResults& results, const QStringList& classes) {
    setSortingEnabled(false);
    setRowCount(results.classes);
    for (int label = 0; label < results.classes; ++label) {
        const qint64 images = results.imagesOf(label);
        auto* name = new QTableWidgetItem(classes.value(label));
        name->setData(Qt::UserRole, label);
        name->setToolTip(plainTip(classes.value(label)));
        auto *share = new QTableWidgetItem, *count = new QTableWidgetItem;
        // Numbers, so that they are sorted as such.
        if (images > 0)
            share->setData(Qt::DisplayRole,
                           qRound(1000.0 * double(results.count(label, label)) / double(images)) / 10.0);
        count->setData(Qt::DisplayRole, images);
        const int other = results.mostConfusedWith(label);
        auto* taken = new QTableWidgetItem(
            other < 0 ? QStringLiteral("–")
                      : tr("%1 (%2)").arg(classes.value(other), formatCount(results.count(label, other))));
        int column = 0;
        for (auto* cell : {name, share, count, taken}) {
            cell->setTextAlignment((column == 1 || column == 2 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
            setItem(label, column++, cell);
        }
    }
    setSortingEnabled(true);
    resizeColumnsToContents();
}

}  // namespace isonet::widgets
