#include "widgets/runs/RunTableView.h"

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

#include "widgets/common/FontScale.h"
#include "widgets/common/Theme.h"
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

    connect(this, &QTableView::doubleClicked, this, [this](const QModelIndex& at) {
        if (!(at.flags() & Qt::ItemIsEditable))
            Q_EMIT opened(at.data(RunTableModel::PathRole).toString());
    });
    connect(this, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        if (!selectedPaths().isEmpty())
            Q_EMIT menuRequested(viewport()->mapToGlobal(at));
    });
    connect(horizontalHeader(), &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu(this);
        fillColumnMenu(menu);
        menu.exec(horizontalHeader()->mapToGlobal(at));
    });
    addKey(Qt::Key_Return, [this] { Q_EMIT openPressed(); });
    addKey(Qt::Key_Enter, [this] { Q_EMIT openPressed(); });
    addKey(Qt::Key_Delete, [this] { Q_EMIT deletePressed(); });
    addKey(Qt::Key_Space, [this] { toggleChecked(); });
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
        const QString title = model_->columnTitle(column);
        auto* action = menu.addAction(title, this, [this, column, title](bool on) {
            hidden_.removeAll(title);
            if (!on)
                hidden_.append(title);
            setColumnHidden(column, !on);
        });
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
    }
}

void RunTableView::setHiddenColumns(const QStringList& titles) {
    hidden_ = titles;
    applyHiddenColumns();
}

void RunTableView::applyHiddenColumns() {
    for (int column = 0; column < model_->columnCount(); ++column)
        setColumnHidden(column, hidden_.contains(model_->columnTitle(column)));
}

}  // namespace isonet::widgets
