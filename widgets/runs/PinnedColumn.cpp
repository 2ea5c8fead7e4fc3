#include "widgets/runs/PinnedColumn.h"

#include <QAbstractItemModel>
#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QSignalBlocker>

#include "widgets/common/Theme.h"

namespace isonet::widgets {

PinnedColumn::PinnedColumn(QTableView* table) : QTableView(table), table_(table) {
    setObjectName(QStringLiteral("pinnedColumn"));
    setAccessibleName(tr("%1, first column").arg(table->accessibleName()));
    setModel(table->model());
    auto* unused = selectionModel();
    setSelectionModel(table->selectionModel());
    delete unused;
    setItemDelegate(table->itemDelegate());
    setFocusPolicy(Qt::NoFocus);
    setSelectionBehavior(table->selectionBehavior());
    setSelectionMode(table->selectionMode());
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAlternatingRowColors(table->alternatingRowColors());
    setShowGrid(table->showGrid());
    setWordWrap(false);
    setFrameShape(QFrame::NoFrame);
    setIconSize(table->iconSize());
    setContextMenuPolicy(Qt::CustomContextMenu);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(table->verticalScrollMode());
    verticalHeader()->setVisible(false);
    viewport()->installEventFilter(this);
    joinHeaders();
    connect(model(), &QAbstractItemModel::modelReset, this, &PinnedColumn::showOnlyFirst);
    connect(model(), &QAbstractItemModel::columnsInserted, this, &PinnedColumn::showOnlyFirst);
    const auto follow = [](QScrollBar* from, QScrollBar* to) {
        connect(from, &QScrollBar::valueChanged, to, &QScrollBar::setValue);
    };
    follow(table->verticalScrollBar(), verticalScrollBar());
    follow(verticalScrollBar(), table->verticalScrollBar());
    showOnlyFirst();
    show();
}

void PinnedColumn::joinHeaders() {
    auto *here = horizontalHeader(), *there = table_->horizontalHeader();
    here->setHighlightSections(false);
    here->setDefaultAlignment(there->defaultAlignment());
    here->setSectionsClickable(true);
    here->setSortIndicatorShown(true);
    here->setSortIndicator(there->sortIndicatorSection(), there->sortIndicatorOrder());
    here->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(here, &QHeaderView::sortIndicatorChanged, table_, [this](int section, Qt::SortOrder order) {
        if (section == 0)
            table_->sortByColumn(0, order);
    });
    connect(there, &QHeaderView::sortIndicatorChanged, here, [here](int section, Qt::SortOrder order) {
        const QSignalBlocker guard(here);
        here->setSortIndicator(section, order);
        here->viewport()->update();
    });
    connect(here, &QHeaderView::sectionResized, table_, [this](int section, int, int width) {
        if (section == 0 && width > 0)
            table_->setColumnWidth(0, width);
    });
    connect(there, &QHeaderView::sectionResized, this, [this](int section) {
        if (section == 0)
            place();
    });
}

void PinnedColumn::showOnlyFirst() {
    for (int column = 1; column < model()->columnCount(); ++column)
        setColumnHidden(column, true);
    place();
}

void PinnedColumn::place() {
    const int width = table_->columnWidth(0);
    if (columnWidth(0) != width)
        setColumnWidth(0, width);
    auto *here = verticalHeader(), *there = table_->verticalHeader();
    if (here->defaultSectionSize() != there->defaultSectionSize())
        here->setDefaultSectionSize(there->defaultSectionSize());
    horizontalHeader()->setFixedHeight(table_->horizontalHeader()->height());
    const int left = table_->frameWidth() + (there->isVisible() ? there->width() : 0);
    setGeometry(left, table_->frameWidth(), width, table_->viewport()->height() + table_->horizontalHeader()->height());
    verticalScrollBar()->setValue(table_->verticalScrollBar()->value());
}

bool PinnedColumn::eventFilter(QObject* watched, QEvent* event) {
    if (watched == viewport() && event->type() == QEvent::MouseButtonPress)
        table_->setFocus(Qt::MouseFocusReason);
    return QTableView::eventFilter(watched, event);
}

void PinnedColumn::paintEvent(QPaintEvent* event) {
    QTableView::paintEvent(event);
    if (table_->horizontalScrollBar()->value() == 0)
        return;
    QPainter painter(viewport());  // what is behind it scrolls
    painter.setPen(QPen(themeColors().secondaryText, 1));
    painter.drawLine(viewport()->width() - 1, 0, viewport()->width() - 1, viewport()->height());
}

}  // namespace isonet::widgets
