#include "widgets/jobs/JobsView.h"

#include <QDataStream>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/common/FontScale.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"
#include "widgets/jobs/DeviceMap.h"
#include "widgets/jobs/JobLog.h"
#include "widgets/jobs/JobText.h"
#include "widgets/jobs/JobsDelegate.h"
#include "widgets/jobs/JobsModel.h"

namespace isonet::widgets {

namespace {
constexpr int jobColumnWidths[JobsModel::ColumnCount] = {156, 104, 58, 98, 106, 86, 58, 68};
}

JobsView::JobsView(QWidget* parent)
    : QWidget(parent),
      model_(new JobsModel(this)),
      table_(new QTableView),
      actions_(new JobActions(table_)),
      log_(new JobLog),
      devices_(new DeviceMap),
      summary_(new PlainLabel),
      empty_(new PlainLabel),
      stack_(new QStackedWidget),
      split_(new QSplitter) {
    setObjectName(QStringLiteral("jobsStrip"));
    makeTable();
    empty_->setObjectName(QStringLiteral("emptyState"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setMargin(12);
    stack_->addWidget(table_);
    stack_->addWidget(empty_);
    auto* scroll = new QScrollArea;
    scroll->setWidget(devices_);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setMinimumWidth(fontScaled(160));
    scroll->setFocusPolicy(Qt::TabFocus);
    scroll->setAccessibleName(tr("Devices"));
    split_->addWidget(stack_);
    split_->addWidget(log_);
    split_->addWidget(scroll);
    split_->setStretchFactor(0, 3);
    split_->setStretchFactor(1, 2);
    split_->setStretchFactor(2, 0);
    split_->setHandleWidth(1);
    split_->setSizes({fontScaled(736), fontScaled(314), fontScaled(230)});
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(makeHeader());
    all->addWidget(split_, 1);
    auto* escape = new QShortcut(Qt::Key_Escape, this);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &JobsView::hideRequested);
    connect(model_, &QAbstractItemModel::dataChanged, this, &JobsView::showChosen);
    setJobs({});
}

void JobsView::makeTable() {
    table_->setObjectName(QStringLiteral("jobsTable"));
    table_->setAccessibleName(tr("Jobs"));
    table_->setModel(model_);
    table_->setItemDelegate(new JobsDelegate(table_));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setAlternatingRowColors(true);
    table_->setShowGrid(false);
    table_->setFrameShape(QFrame::NoFrame);
    table_->setWordWrap(false);
    table_->setTextElideMode(Qt::ElideMiddle);  // rows of a queue differ at the end of their names
    table_->setTabKeyNavigation(false);
    table_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table_->setContextMenuPolicy(Qt::CustomContextMenu);
    table_->verticalHeader()->setVisible(false);
    table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 9);
    auto* header = table_->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    for (int column = 0; column < JobsModel::ColumnCount; ++column)
        header->resizeSection(column, fontScaled(jobColumnWidths[column]));
    header->setMinimumSectionSize(fontScaled(40));
    header->setSectionResizeMode(0, QHeaderView::Stretch);  // names
    connect(table_, &QTableView::doubleClicked, actions_->open(), &QAction::trigger);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        showChosen();
        if (chosen() != chosen_) {
            chosen_ = chosen();
            log_->setLog(chosen_, {});
            Q_EMIT chosenChanged(chosen_);
        }
    });
    connect(table_, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        if (chosen().isEmpty())
            return;
        QMenu menu(this);
        actions_->fillMenu(menu);
        menu.exec(table_->viewport()->mapToGlobal(at));
    });
}

QWidget* JobsView::makeHeader() {
    auto* header = new QWidget;
    header->setObjectName(QStringLiteral("jobsHeader"));
    header->setAttribute(Qt::WA_StyledBackground);
    auto* title = new QLabel(tr("Jobs"));
    title->setObjectName(QStringLiteral("summaryTitle"));
    summary_->setObjectName(QStringLiteral("progressText"));
    summary_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* line = new QHBoxLayout(header);
    line->setContentsMargins(12, 2, 6, 2);
    line->setSpacing(4);
    line->addWidget(title);
    line->addSpacing(8);
    line->addWidget(summary_, 1);
    for (auto* action :
         {actions_->pause(), actions_->resume(), actions_->stop(), actions_->open(), actions_->dismiss()}) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        line->addWidget(button);
    }
    hide_ = new QToolButton;
    hide_->setObjectName(QStringLiteral("hideJobs"));
    hide_->setIcon(themedIcon(QStringLiteral("down")));
    hide_->setAutoRaise(true);
    hide_->setFocusPolicy(Qt::TabFocus);
    hide_->setToolTip(tr("Hide the jobs (Esc)"));
    hide_->setAccessibleName(tr("Hide the jobs"));
    connect(hide_, &QToolButton::clicked, this, &JobsView::hideRequested);
    line->addWidget(hide_);
    return header;
}

void JobsView::setJobs(const std::vector<JobRow>& jobs) {
    model_->setJobs(jobs);
    if (!jobs.empty() && chosen().isEmpty())
        choose(model_->job(0).run);
    showTexts();
    showChosen();
}

void JobsView::setDevices(const std::vector<DeviceSlot>& devices) {
    devices_->setDevices(devices);
}

void JobsView::setLog(const QString& run, const QString& text) {
    if (!run.isEmpty() && run == chosen())
        log_->setLog(run, text);
}

void JobsView::setEmptyText(const QString& why) {
    empty_->setText(why);
}

QString JobsView::chosen() const {
    const QModelIndex current = table_->currentIndex();
    return current.isValid() ? model_->job(current.row()).run : QString();
}

void JobsView::choose(const QString& run) {
    if (const int row = model_->rowOf(run); row >= 0)
        table_->setCurrentIndex(model_->index(row, 0));
}

void JobsView::takeFocus() {
    if (model_->rowCount() > 0)
        table_->setFocus(Qt::ShortcutFocusReason);
    else
        hide_->setFocus(Qt::ShortcutFocusReason);
}

void JobsView::showChosen() {
    const QModelIndex current = table_->currentIndex();
    actions_->setJob(current.isValid() ? std::optional(model_->job(current.row())) : std::nullopt);
    log_->setPlaceholder(current.isValid() ? tr("The log of this job is empty.") : tr("Select a job to read its log."));
}

void JobsView::showTexts() {
    stack_->setCurrentIndex(model_->rowCount() > 0 ? 0 : 1);
    const QString summary = jobsSummary(model_->jobs());
    summary_->setText(summary.isEmpty() ? tr("nothing is training") : summary);
}

QByteArray JobsView::state() const {
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << table_->horizontalHeader()->saveState() << split_->saveState();
    return bytes;
}

void JobsView::setState(const QByteArray& state) {
    QByteArray columns, split;
    QDataStream stream(state);
    stream >> columns >> split;
    table_->horizontalHeader()->restoreState(columns);
    split_->restoreState(split);
}

}  // namespace isonet::widgets
