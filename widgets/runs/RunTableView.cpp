#include "widgets/runs/RunTableView.h"

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <algorithm>
#include <numeric>

#include "training/config/RunLabels.h"
#include "widgets/common/FontScale.h"
#include "widgets/common/Theme.h"
#include "widgets/runs/PinnedColumn.h"
#include "widgets/runs/RunColumns.h"
#include "widgets/runs/RunFilter.h"
#include "widgets/runs/RunTableModel.h"

namespace isonet::widgets {
namespace {

// Draws a line above the first row of each group.
class GroupDelegate : public QStyledItemDelegate {
public:
    GroupDelegate(RunFilter* filter, QObject* parent) : QStyledItemDelegate(parent), filter_(filter) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index);
        if (index.row() > 0 && filter_->startsGroup(index.row())) {
            painter->setPen(QPen(themeColors().secondaryText, 1));
            painter->drawLine(option.rect.topLeft(), option.rect.topRight());
        }
    }

private:
    RunFilter* filter_;
};

}  // namespace

RunTableView::RunTableView(RunTableModel* model, RunFilter* filter, QWidget* parent)
    : QTableView(parent), model_(model), filter_(filter) {
    setObjectName(QStringLiteral("runTable"));
    setAccessibleName(tr("Runs"));
    setModel(filter_);
    setItemDelegate(new GroupDelegate(filter_, this));
    setSortingEnabled(true);
    sortByColumn(RunTableModel::When, Qt::DescendingOrder);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setTabKeyNavigation(false);  // Tab leaves the table
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::SelectedClicked);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setWordWrap(false);
    setIconSize({12, 12});
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
    verticalHeader()->setVisible(false);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 9);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    horizontalHeader()->setDefaultSectionSize(fontScaled(90));
    const auto& columns = RunColumns::all();
    for (std::size_t column = 0; column < columns.size(); ++column)
        setColumnWidth(int(column), fontScaled(columns[column].width));

    pinned_ = new PinnedColumn(this);
    connectMouse(this);
    connectMouse(pinned_);
    connect(filter_, &QAbstractItemModel::modelReset, this, &RunTableView::applyColumns);
    connect(filter_, &QAbstractItemModel::headerDataChanged, this, &RunTableView::widenFor);
    connect(horizontalHeader(), &QHeaderView::sectionMoved, this, &RunTableView::keepOrder);
    applyColumns();
    addKey(Qt::Key_Return, [this] { Q_EMIT openPressed(); });
    addKey(Qt::Key_Enter, [this] { Q_EMIT openPressed(); });
    addKey(Qt::Key_Delete, [this] { Q_EMIT deletePressed(); });
    addKey(Qt::Key_Space, [this] { toggleChecked(); });
}

void RunTableView::widenFor(Qt::Orientation direction, int first, int last) {
    if (direction != Qt::Horizontal)
        return;
    for (int column = first; column <= last; ++column)
        setColumnWidth(column, std::max(columnWidth(column), horizontalHeader()->sectionSizeHint(column)));
}

void RunTableView::connectMouse(QTableView* view) {
    connect(view, &QTableView::doubleClicked, this, [this](const QModelIndex& at) {
        if (!(at.flags() & Qt::ItemIsEditable))
            Q_EMIT opened(at.data(RunTableModel::PathRole).toString());
    });
    connect(view, &QWidget::customContextMenuRequested, this, [this, view](const QPoint& at) {
        if (!selectedPaths().isEmpty())
            Q_EMIT menuRequested(view->viewport()->mapToGlobal(at));
    });
    auto* header = view->horizontalHeader();
    connect(header, &QWidget::customContextMenuRequested, this, [this, header](const QPoint& at) {
        QMenu menu(this);
        fillColumnMenu(menu);
        menu.exec(header->mapToGlobal(at));
    });
}

void RunTableView::updateGeometries() {
    QTableView::updateGeometries();
    if (pinned_)
        pinned_->place();
}

// The pinned column covers the left of the view.
void RunTableView::scrollTo(const QModelIndex& index, ScrollHint hint) {
    QTableView::scrollTo(index, hint);
    if (!pinned_ || !index.isValid() || index.column() == 0)
        return;
    if (const int hidden = columnWidth(0) - visualRect(index).left(); hidden > 0)
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - hidden);
}

void RunTableView::addKey(const QKeySequence& keys, const std::function<void()>& action) {
    auto* made = new QAction(this);
    made->setShortcut(keys);
    made->setShortcutContext(Qt::WidgetShortcut);
    addAction(made);
    connect(made, &QAction::triggered, this, action);
}

void RunTableView::toggleChecked() {
    const auto paths = selectedPaths();
    const auto now = model_->checked();
    QSet<QString> checked(now.begin(), now.end());
    const bool on = std::ranges::any_of(paths, [&](const QString& path) { return !checked.contains(path); });
    for (const auto& path : paths)
        if (on)
            checked.insert(path);
        else
            checked.remove(path);
    model_->setAllChecked(checked.values());  // one change, so one comparison
}

QStringList RunTableView::selectedPaths() const {
    QStringList paths;
    auto rows = selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    for (const auto& row : rows)
        paths.append(row.data(RunTableModel::PathRole).toString());
    return paths;
}

void RunTableView::selectPaths(const QStringList& paths) {
    QItemSelection selection;
    for (const auto& path : paths)
        if (const int row = model_->rowOf(path); row >= 0) {
            const auto at = filter_->mapFromSource(model_->index(row, 0));
            selection.select(at, at);
        }
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void RunTableView::fillColumnMenu(QMenu& menu) {
    for (int column = 1; column < model_->columnCount(); ++column) {
        if (column == RunTableModel::Fixed)
            menu.addSection(tr("Settings that differ"));
        const QString title = model_->columnTitle(column);
        auto* action = menu.addAction(title, this, [this, title](bool on) { showColumn(title, on); });
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
    }
    menu.addSeparator();
    menu.addAction(tr("Default columns"), this, [this] { setColumns({}); });
}

void RunTableView::showColumn(const QString& title, bool on) {
    columns_.show(title, on);
    applyColumns();
}

void RunTableView::setColumns(const ColumnChoice& columns) {
    columns_ = columns;
    applyColumns();
}

QStringList RunTableView::titles() const {
    QStringList all;
    for (int column = 0; column < model_->columnCount(); ++column)
        all.append(model_->columnTitle(column));
    return all;
}

// The settings that are asked about most come first.
QVector<bool> RunTableView::usualColumns() const {
    QVector<bool> usual(model_->columnCount(), false);
    const auto& fixed = RunColumns::all();
    for (std::size_t column = 0; column < fixed.size(); ++column)
        usual[qsizetype(column)] = fixed[column].isUsual;
    const auto& settings = model_->settingColumns();
    std::vector<std::size_t> order(settings.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return config::labelRank(settings[i]); });
    order.resize(std::min(order.size(), std::size_t(ColumnChoice::mostSettings)));
    for (const std::size_t setting : order)
        usual[qsizetype(RunTableModel::Fixed + setting)] = true;
    return usual;
}

void RunTableView::applyColumns() {
    applying_ = true;
    const QStringList all = titles();
    const auto shown = columns_.shown(all, usualColumns());
    for (int column = 0; column < all.size(); ++column)
        setColumnHidden(column, !shown[column]);
    const auto order = columns_.order(all);
    for (int place = 0; place < order.size(); ++place)
        horizontalHeader()->moveSection(horizontalHeader()->visualIndex(order[place]), place);
    applying_ = false;
}

void RunTableView::keepOrder() {
    if (applying_)
        return;
    applying_ = true;
    if (auto* header = horizontalHeader(); header->visualIndex(0) != 0)
        header->moveSection(header->visualIndex(0), 0);
    QStringList order;
    for (int place = 0; place < model_->columnCount(); ++place)
        order.append(model_->columnTitle(horizontalHeader()->logicalIndex(place)));
    columns_.setOrder(order);
    applying_ = false;
}

}  // namespace isonet::widgets
