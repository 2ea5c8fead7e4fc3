#include "widgets/QueueView.h"

#include <QAction>
#include <QDataStream>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "training/experiments/Results.h"
#include "widgets/ElidedLabel.h"
#include "widgets/Format.h"
#include "widgets/QueueDelegate.h"
#include "widgets/QueueModel.h"
#include "widgets/Theme.h"

namespace isonet::widgets {

using Kind = QueueActivity::Kind;

QueueView::QueueView(QWidget* parent)
    : QWidget(parent),
      model_(new QueueModel(this)),
      table_(new QTableView),
      title_(new ElidedLabel),
      words_(new QLabel),
      notes_(new QLabel),
      problem_(new QLabel),
      progress_(new QProgressBar) {
    makeActions();
    header_ = makeHeader();
    makeTable();
    notes_->setObjectName(QStringLiteral("queueNotes"));
    notes_->setWordWrap(true);
    notes_->setMargin(8);
    notes_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    problem_->setObjectName(QStringLiteral("queueProblem"));
    problem_->setWordWrap(true);
    problem_->setAlignment(Qt::AlignCenter);
    problem_->setMargin(24);
    problem_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(header_);
    all->addWidget(table_, 1);
    all->addWidget(problem_, 1);
    all->addWidget(notes_);
    connect(model_, &QueueModel::moveRequested, this, &QueueView::moveRequested);
    connect(model_, &QAbstractItemModel::modelReset, this, &QueueView::showColumns);
    setQueue({});
}

QWidget* QueueView::makeHeader() {
    auto* header = new QWidget;
    header->setObjectName(QStringLiteral("queueHeader"));
    header->setAttribute(Qt::WA_StyledBackground);
    title_->setObjectName(QStringLiteral("queueName"));
    words_->setObjectName(QStringLiteral("progressText"));
    words_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    progress_->setObjectName(QStringLiteral("runProgress"));
    progress_->setTextVisible(false);
    progress_->setMaximum(1000);
    progress_->setAccessibleName(tr("Progress of the queue"));
    auto* line = new QHBoxLayout;
    line->setSpacing(4);
    line->addWidget(title_, 1);
    const auto button = [line](QAction* action) {
        auto* made = new QToolButton;
        made->setDefaultAction(action);
        made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        made->setAutoRaise(true);
        line->addWidget(made);
        return made;
    };
    button(run_);
    pauseButton_ = button(pause_);
    pauseButton_->setPopupMode(QToolButton::MenuButtonPopup);
    auto* ways = new QMenu(pauseButton_);
    ways->addActions({pause_, pauseAfter_});
    ways->setToolTipsVisible(true);
    pauseButton_->setMenu(ways);
    button(stop_);
    button(watch_);
    auto* table = new QToolButton;
    table->setText(tr("Table"));
    table->setObjectName(QStringLiteral("queueTableMenu"));
    table->setIcon(themedIcon(QStringLiteral("page-runs")));
    table->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    table->setAutoRaise(true);
    table->setPopupMode(QToolButton::InstantPopup);
    table->setToolTip(tr("Save or copy the table as far as it is filled"));
    auto* menu = new QMenu(table);
    menu->addActions({save_, copy_});
    menu->addSeparator();
    menu->addAction(folder_);
    menu->setToolTipsVisible(true);
    table->setMenu(menu);
    line->addWidget(table);
    auto* all = new QVBoxLayout(header);
    all->setContentsMargins(12, 8, 8, 8);
    all->setSpacing(5);
    all->addLayout(line);
    all->addWidget(progress_);
    all->addWidget(words_);
    return header;
}

void QueueView::makeTable() {
    table_->setObjectName(QStringLiteral("queueTable"));
    table_->setAccessibleName(tr("Rows of the queue"));
    table_->setModel(model_);
    table_->setItemDelegate(new QueueDelegate(table_));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setAlternatingRowColors(true);
    table_->setShowGrid(false);
    table_->setFrameShape(QFrame::NoFrame);
    table_->setWordWrap(false);
    table_->setTabKeyNavigation(false);
    table_->setDragEnabled(true);
    table_->setAcceptDrops(true);
    table_->setDropIndicatorShown(true);
    table_->setDragDropMode(QAbstractItemView::InternalMove);
    table_->setDragDropOverwriteMode(false);
    table_->setDefaultDropAction(Qt::MoveAction);
    table_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table_->setContextMenuPolicy(Qt::CustomContextMenu);
    table_->verticalHeader()->setVisible(false);
    table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 11);
    auto* columns = table_->horizontalHeader();
    columns->setHighlightSections(false);
    columns->setSectionsMovable(true);
    columns->setStretchLastSection(true);
    columns->setDefaultSectionSize(84);
    columns->setMinimumSectionSize(40);
    connect(table_, &QTableView::doubleClicked, open_, &QAction::trigger);
    connect(table_, &QWidget::customContextMenuRequested, this, &QueueView::showRowMenu);
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &QueueView::refreshActions);
}

void QueueView::showColumns() {
    auto* columns = table_->horizontalHeader();
    const QByteArray kept = states_.value(model_->columnCount());
    if (model_->rowCount() == 0 || (!kept.isEmpty() && columns->restoreState(kept)))
        return;
    int longest = 0;
    for (int row = 0; row < model_->rowCount(); ++row)
        longest = std::max(
            longest, table_->fontMetrics().horizontalAdvance(model_->index(row, QueueModel::Method).data().toString()));
    const int method = std::clamp(longest + 16, 110, 240);
    const std::pair<int, int> widths[] = {
        {QueueModel::Row, 44},    {QueueModel::Method, method}, {QueueModel::Depth, 52}, {QueueModel::Rate, 56},
        {QueueModel::State, 104}, {QueueModel::Progress, 110},  {QueueModel::Time, 92}};
    for (const auto& [column, width] : widths)
        table_->setColumnWidth(column, width);
    for (int column = QueueModel::Fixed; column < model_->happenedColumn(); ++column)
        table_->setColumnWidth(column, columns->fontMetrics().horizontalAdvance(
                                           model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()) +
                                           16);
}

void QueueView::setQueue(const QueueEntry& queue) {
    const bool same = queue.folder == model_->queue().folder;
    const QStringList kept = same ? selectedIds() : QStringList();
    keepColumns();
    model_->setQueue(queue);
    bool labels = false;
    for (int row = 0; row < model_->rowCount(); ++row)
        labels = labels || !model_->row(row).label.empty();
    table_->setColumnHidden(QueueModel::Row, !labels);
    if (selectedIds() != kept) {
        QItemSelection selection;
        for (const auto& id : kept)
            if (const int row = model_->rowOf(id); row >= 0)
                selection.select(model_->index(row, 0), model_->index(row, 0));
        table_->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }
    showTexts();
    refreshActions();
}

void QueueView::setActivity(const QueueActivity& activity) {
    activity_ = activity;
    showTexts();
    refreshActions();
}

void QueueView::setStatus(const QString& run, const telemetry::RunStatus& status) {
    model_->setStatus(run, status);
    showTexts();
}

void QueueView::showTexts() {
    const auto& queue = model_->queue();
    const auto p = progressOf(queue);
    title_->setText(queueTitle(queue));
    title_->setToolTip(title_->text() + QLatin1Char('\n') + queue.folder);
    double done = p.done;
    if (p.running >= 0 && model_->result(p.running).steps > 0)
        done += double(model_->result(p.running).step) / double(model_->result(p.running).steps);
    progress_->setValue(p.rows > 0 ? int(1000 * done / p.rows) : 0);
    QString words = queueWords(queue);
    switch (activity_.kind) {
        case Kind::Paused:
            words += tr(" · paused");
            break;
        case Kind::PausesAfterRow:
            words += tr(" · pauses when the running row is done");
            break;
        case Kind::Stopping:
            words += tr(" · stopping: a checkpoint is written");
            break;
        default:
            if (queue.inUse && p.secondsLeft >= 0)
                words += tr(" · about %1 left").arg(formatDuration(p.secondsLeft));
            if (queue.inUse && activity_.kind == Kind::Idle)
                words += tr(" · another process works on it; it is shown live");
    }
    const QString about = QString::fromStdString(queue.experiment.title);
    words_->setText(about.isEmpty() ? words : about + QStringLiteral(" · ") + words);
    words_->setToolTip(words_->text());
    QStringList notes;
    if (!queue.experiment.rows.empty())
        for (const auto& note : experiments::resultNotes(queue.experiment))
            notes += QString::fromStdString(note);
    notes_->setText(notes.join(QLatin1Char(' ')));
    notes_->setVisible(!notes.isEmpty());
    problem_->setText(queue.problem);
    problem_->setVisible(!queue.problem.isEmpty());
    table_->setVisible(queue.problem.isEmpty());
}

QList<int> QueueView::selectedRows() const {
    QList<int> rows;
    for (const auto& index : table_->selectionModel()->selectedRows())
        rows.append(index.row());
    std::ranges::sort(rows);
    return rows;
}

QStringList QueueView::selectedIds() const {
    QStringList ids;
    for (const int row : selectedRows())
        ids.append(QString::fromStdString(model_->row(row).id));
    return ids;
}

void QueueView::selectRow(int row) {
    table_->selectRow(row);
    table_->setCurrentIndex(model_->index(row, 0));
}

void QueueView::keepColumns() {
    if (model_->rowCount() > 0)
        states_[model_->columnCount()] = table_->horizontalHeader()->saveState();
}

QByteArray QueueView::state() {
    keepColumns();
    QByteArray all;
    QDataStream stream(&all, QIODevice::WriteOnly);
    stream << states_;
    return all;
}

void QueueView::setState(const QByteArray& state) {
    QDataStream stream(state);
    stream >> states_;
    showColumns();
}

}  // namespace isonet::widgets
