#include "widgets/sweeps/QueueView.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QShortcut>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include "training/sweeps/ResultsTable.h"
#include "widgets/common/ElidedLabel.h"
#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/sweeps/QueueModel.h"
#include "widgets/sweeps/QueuePlanBar.h"
#include "widgets/sweeps/QueueTable.h"
#include "widgets/sweeps/SweepPlotView.h"

namespace isonet::widgets {

QueueView::QueueView(QWidget* parent)
    : QWidget(parent),
      model_(new QueueModel(this)),
      table_(new QueueTable(model_)),
      actions_(new QueueActions(model_, table_, this)),
      title_(new ElidedLabel),
      summary_(new PlainLabel),
      notes_(new PlainLabel),
      problem_(new PlainLabel),
      progress_(new QProgressBar),
      planBar_(new QueuePlanBar),
      plot_(new SweepPlotView),
      split_(new QSplitter(Qt::Vertical)),
      showPlot_(new QAction(themedIcon(QStringLiteral("plot-lines")), tr("Plot"), this)),
      restore_(new QShortcut(Qt::Key_Escape, this)) {
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
    all->addWidget(makeHeader());
    split_->addWidget(table_);
    split_->addWidget(plot_);
    split_->setCollapsible(0, false);
    split_->setStretchFactor(0, 1);
    split_->setStretchFactor(1, 1);
    all->addWidget(split_, 1);
    all->addWidget(problem_, 1);
    all->addWidget(notes_);
    connectActions();
    connectPlot();
    setQueue({});
}

void QueueView::connectActions() {
    connect(model_, &QueueModel::moveRequested, actions_, &QueueActions::moveRequested);
    connect(table_, &QTableView::doubleClicked, actions_->open(), &QAction::trigger);
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &QueueView::refreshActions);
    connect(table_, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        if (selectedRows().isEmpty())
            return;
        QMenu menu(this);
        actions_->fillRowMenu(menu);
        menu.exec(table_->viewport()->mapToGlobal(at));
    });
}

void QueueView::connectPlot() {
    showPlot_->setObjectName(QStringLiteral("queuePlot"));
    showPlot_->setCheckable(true);
    showPlot_->setChecked(true);
    showPlot_->setToolTip(tr("Show the results against a varied setting"));
    restore_->setContext(Qt::WidgetWithChildrenShortcut);
    connect(showPlot_, &QAction::toggled, this, &QueueView::showParts);
    const auto fill = [this](bool on) {
        plotFills_ = on;
        showParts();
    };
    connect(plot_, &SweepPlotView::maximizeRequested, this, [this, fill] { fill(!plotFills_); });
    connect(restore_, &QShortcut::activated, this, [fill] { fill(false); });
}

void QueueView::showParts() {
    const bool readable = model_->queue().problem.isEmpty();
    plotFills_ = plotFills_ && showPlot_->isChecked();
    split_->setVisible(readable);
    table_->setVisible(readable && !plotFills_);
    plot_->setVisible(readable && showPlot_->isChecked());
    plot_->panel()->setMaximized(plotFills_);
    restore_->setEnabled(plotFills_);
}

QWidget* QueueView::makeHeader() {
    auto* header = new QWidget;
    header->setObjectName(QStringLiteral("queueHeader"));
    header->setAttribute(Qt::WA_StyledBackground);
    title_->setObjectName(QStringLiteral("queueName"));
    summary_->setObjectName(QStringLiteral("progressText"));
    summary_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    progress_->setObjectName(QStringLiteral("runProgress"));
    progress_->setTextVisible(false);
    progress_->setMaximum(1000);
    progress_->setAccessibleName(tr("Queue progress"));
    auto* line = new QHBoxLayout;
    line->setSpacing(4);
    line->addWidget(title_, 1);
    const auto addButton = [line](QAction* action) {
        auto* button = new QToolButton;
        if (action)
            button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        line->addWidget(button);
        return button;
    };
    addButton(actions_->run());
    auto* pause = addButton(actions_->pause());
    pause->setPopupMode(QToolButton::MenuButtonPopup);
    auto* pauseMenu = new QMenu(pause);
    pauseMenu->addActions({actions_->pause(), actions_->pauseAfterRow()});
    pauseMenu->setToolTipsVisible(true);
    pause->setMenu(pauseMenu);
    addButton(actions_->stop());
    addButton(actions_->watch());
    auto* table = addButton(nullptr);
    table->setText(tr("Table"));
    table->setObjectName(QStringLiteral("queueTableMenu"));
    table->setIcon(themedIcon(QStringLiteral("page-runs")));
    table->setPopupMode(QToolButton::InstantPopup);
    table->setToolTip(tr("Save or copy the current results"));
    auto* tableMenu = new QMenu(table);
    tableMenu->addActions({actions_->save(), actions_->copy()});
    tableMenu->addSeparator();
    tableMenu->addAction(actions_->showFolder());
    tableMenu->setToolTipsVisible(true);
    table->setMenu(tableMenu);
    addButton(showPlot_);
    auto* all = new QVBoxLayout(header);
    all->setContentsMargins(12, 8, 8, 8);
    all->setSpacing(5);
    all->addLayout(line);
    all->addWidget(progress_);
    all->addWidget(summary_);
    all->addWidget(planBar_);
    return header;
}

void QueueView::setQueue(const QueueEntry& queue) {
    const bool same = queue.folder == model_->queue().folder;
    const QStringList selected = same ? table_->selectedIds() : QStringList();
    table_->rememberColumns();
    model_->setQueue(queue);
    plot_->setQueue(model_->queue());
    bool labels = false;
    for (int row = 0; row < model_->rowCount(); ++row)
        labels = labels || !model_->row(row).label.empty();
    table_->setColumnHidden(QueueModel::Row, !labels);
    if (table_->selectedIds() != selected)
        table_->selectIds(selected);
    planBar_->setPlan(queue.folder, queue.plan);
    planBar_->setVisible(!queue.folder.isEmpty() && queue.problem.isEmpty());
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
    plot_->setResults(model_->queue().results);
    showTexts();
}

QString QueueView::activityText(const QueueProgress& progress) const {
    using Kind = QueueActivity::Kind;
    const bool inUse = model_->queue().inUse;
    switch (activity_.kind) {
        case Kind::Paused:
            return tr(" · paused");
        case Kind::PausesAfterRow:
            return tr(" · pausing after the running row");
        case Kind::Holding:
            return tr(" · waiting rows are held back");
        case Kind::Stopping:
            return tr(" · stopping: writing a checkpoint");
        default:
            QString text;
            if ((inUse || activity_.kind == Kind::Running) && progress.secondsLeft >= 0)
                text += tr(" · about %1 left").arg(formatDuration(progress.secondsLeft));
            else if (progress.done > 0 && progress.done < progress.rows && progress.secondsLeft > 0)
                text += tr(" · about %1 for the rest").arg(formatDuration(progress.secondsLeft));
            if (inUse && activity_.kind == Kind::Idle)
                text += tr(" · run by another process, shown live");
            return text;
    }
}

void QueueView::showTexts() {
    const auto& queue = model_->queue();
    const auto progress = progressOf(queue);
    title_->setText(queueTitle(queue));
    title_->setToolTip(plainTip(title_->text() + QLatin1Char('\n') + queue.folder));
    progress_->setValue(int(1000 * progress.finishedPart));
    const QString summary = queueSummary(queue) + activityText(progress);
    const QString title = QString::fromStdString(queue.sweep.title);
    summary_->setText(title.isEmpty() ? summary : title + QStringLiteral(" · ") + summary);
    summary_->setToolTip(plainTip(summary_->text()));
    QStringList notes;
    if (!queue.sweep.rows.empty())
        for (const auto& note : sweeps::resultNotes(queue.sweep))
            notes += QString::fromStdString(note);
    notes_->setText(notes.join(QLatin1Char(' ')));
    notes_->setVisible(!notes.isEmpty());
    problem_->setText(queue.problem);
    problem_->setVisible(!queue.problem.isEmpty());
    showParts();
}

void QueueView::refreshActions() {
    actions_->refresh(activity_, selectedRows());
}

QTableView* QueueView::table() const {
    return table_;
}

QList<int> QueueView::selectedRows() const {
    return table_->selectedRows();
}

void QueueView::selectRow(int row) {
    table_->selectRow(row);
    table_->setCurrentIndex(model_->index(row, 0));
}

QByteArray QueueView::state() {
    return table_->columnState();
}

void QueueView::setState(const QByteArray& state) {
    table_->setColumnState(state);
}

QVariantMap QueueView::plotState() const {
    return {{QStringLiteral("shown"), showPlot_->isChecked()}, {QStringLiteral("split"), split_->saveState()}};
}

void QueueView::setPlotState(const QVariantMap& state) {
    showPlot_->setChecked(state.value(QStringLiteral("shown"), true).toBool());
    split_->restoreState(state.value(QStringLiteral("split")).toByteArray());
}

}  // namespace isonet::widgets
