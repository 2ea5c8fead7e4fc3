#include "app/workbench/pages/SweepsPage.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include "app/workbench/pages/QueueCreator.h"
#include "app/workbench/pages/QueueEdits.h"
#include "app/workbench/pages/QueueExport.h"
#include "app/workbench/pages/QueuePlanEdits.h"
#include "app/workbench/pages/SerialWork.h"
#include "app/workbench/runs/QueueIndex.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/QueueController.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/session/RunSession.h"
#include "training/sweeps/Queue.h"
#include "widgets/common/FontScale.h"
#include "widgets/common/PathText.h"
#include "widgets/sweeps/QueueList.h"
#include "widgets/sweeps/QueueModel.h"

namespace isonet::workbench {

using widgets::QueueActions;
using widgets::QueueActivity;
using widgets::QueueList;
using widgets::QueueView;

namespace {
constexpr int emptyWidth = 560;
}

SweepsPage::SweepsPage(QueueController& queues, RunSession& session, RunFolders& folders, const DraftDocument& draft,
                       Notices& notices, QWidget* parent)
    : QWidget(parent),
      controller_(queues),
      session_(session),
      folders_(folders),
      notices_(notices),
      index_(new QueueIndex(this)),
      work_(new SerialWork(this)),
      creator_(new QueueCreator(draft, folders, *work_, notices, this)),
      list_(new QueueList),
      view_(new QueueView),
      stack_(new QStackedWidget),
      split_(new QSplitter) {
    setObjectName(QStringLiteral("experimentsPage"));
    stack_->addWidget(makeEmptyState());
    stack_->addWidget(view_);
    split_->addWidget(list_);
    split_->addWidget(stack_);
    split_->setStretchFactor(1, 1);
    split_->setSizes({250, 1030});
    split_->setChildrenCollapsible(false);
    split_->setHandleWidth(1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(split_);

    connect(index_, &QueueIndex::indexed, this, &SweepsPage::setQueues);
    connect(&folders_, &RunFolders::changed, this, &SweepsPage::showFolders);
    connect(&session_, &RunSession::runsChanged, index_, &QueueIndex::refresh);
    connect(&session_, &RunSession::trainingStatusChanged, view_, &QueueView::setStatus);
    connect(&controller_, &QueueController::activityChanged, this, &SweepsPage::showActivity);
    connect(creator_, &QueueCreator::created, this, [this](const QString& folder, bool run) {
        showQueue(folder);
        Q_EMIT created();
        if (run)
            controller_.run(folder);
    });
    connectList();
    connectView();
}

SweepsPage::~SweepsPage() {
    // Their last signals must not reach a half-destroyed page.
    delete index_;
    delete creator_;
    delete work_;
}

QWidget* SweepsPage::makeEmptyState() {
    auto* empty = new QWidget;
    auto* text = new QLabel(
        tr("A queue trains several runs, one or more at a time, and collects their results in a table.\n\nRun a table "
           "from the paper to compare each number with the published one, or sweep settings of your own experiment. "
           "A queue can be paused, reordered and resumed later; every row is an ordinary run. Queues started by "
           "isonet reproduce are listed here, too."));
    text->setObjectName(QStringLiteral("emptyState"));
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignCenter);
    auto* middle = new QWidget;
    middle->setMaximumWidth(widgets::fontScaled(emptyWidth));
    auto* line = new QHBoxLayout(empty);
    line->addStretch(1);
    line->addWidget(middle, 1000);
    line->addStretch(1);
    auto* column = new QVBoxLayout(middle);
    column->addStretch(2);
    column->addWidget(text);
    column->addSpacing(12);
    auto* buttons = new QWidget;  // of equal widths
    column->addWidget(buttons, 0, Qt::AlignHCenter);
    auto* ways = new QVBoxLayout(buttons);
    ways->setContentsMargins(0, 0, 0, 0);
    const auto button = [&](const QString& label, auto slot) {
        auto* made = new QPushButton(label);
        connect(made, &QPushButton::clicked, creator_, slot);
        ways->addWidget(made);
    };
    button(tr("Run a table from the paper or a comparison…"), [this] { creator_->newFromTable(); });
    button(tr("Sweep the experiment in the form…"), [this] { creator_->newSweep(); });
    button(tr("Open a sweep file…"), [this] { creator_->chooseFile(); });
    column->addStretch(3);
    return empty;
}

void SweepsPage::connectList() {
    connect(list_, &QueueList::chosen, this, &SweepsPage::showSelected);
    connect(list_, &QueueList::tableRequested, creator_, [this] { creator_->newFromTable(); });
    connect(list_, &QueueList::sweepRequested, creator_, &QueueCreator::newSweep);
    connect(list_, &QueueList::fileRequested, creator_, &QueueCreator::chooseFile);
    connect(list_, &QueueList::openRequested, this, &SweepsPage::chooseQueue);
    connect(list_, &QueueList::forgetRequested, this, [this](const QString& folder) {
        if (named_.removeAll(folder) == 0)
            notices_.showStatus(tr("%1 is in a folder of runs and stays in the list.").arg(folder), 5000);
        showFolders();
    });
}

void SweepsPage::connectView() {
    auto* edits = new QueueEdits(*view_, *work_, session_, notices_, this);
    connect(edits, &QueueEdits::written, index_, &QueueIndex::refresh);
    connect(edits, &QueueEdits::failed, this, &SweepsPage::showSelected);
    auto* plans = new QueuePlanEdits(*view_, *work_, notices_, this);
    connect(plans, &QueuePlanEdits::written, index_, &QueueIndex::refresh);
    const auto* actions = view_->actions();
    connect(actions, &QueueActions::runRequested, &controller_, [this] { controller_.run(selected()); });
    connect(actions, &QueueActions::pauseRequested, &controller_,
            [this](bool afterRow) { controller_.pause(selected(), afterRow); });
    connect(actions, &QueueActions::stopRequested, &controller_, [this] { controller_.stop(selected()); });
    connect(actions, &QueueActions::openRequested, this, [this](const QString& run) {
        session_.show(run);
        Q_EMIT opened();
    });
    connect(actions, &QueueActions::cloneRequested, this, [this](int index) {
        const auto& row = view_->model()->row(index);
        Q_EMIT cloneRequested(row.config, QString::fromStdString(row.id));
    });
    connect(actions, &QueueActions::saveRequested, this,
            [this] { QueueExport::askAndSave(view_->model()->queue(), notices_, this); });
    connect(actions, &QueueActions::copyRequested, this,
            [this] { QueueExport::copy(view_->model()->queue(), notices_); });
    connect(actions, &QueueActions::folderRequested, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(selected())); });
}

void SweepsPage::showFolders() {
    index_->setFolders(folders_.all(), named_);
}

void SweepsPage::refresh() {
    index_->refresh();
}

QString SweepsPage::selected() const {
    return list_->selected();
}

void SweepsPage::setQueues(const std::vector<widgets::QueueEntry>& queues) {
    queues_ = queues;
    list_->setQueues(queues_);
    for (const auto& queue : queues_)
        if (queue.folder == toBeSelected_) {
            list_->select(toBeSelected_);
            toBeSelected_.clear();
            break;
        }
    if (selected().isEmpty() && !queues_.empty())
        list_->select(queues_.front().folder);
    showSelected();
}

void SweepsPage::showSelected() {
    const QString folder = selected();
    widgets::QueueEntry shown;
    for (const auto& queue : queues_)
        if (queue.folder == folder)
            shown = queue;
    stack_->setCurrentIndex(shown.folder.isEmpty() ? 0 : 1);
    view_->setQueue(shown);
    showActivity();
}

void SweepsPage::showActivity() {
    view_->setActivity(controller_.activity(selected(), view_->model()->queue().plan));
}

void SweepsPage::showQueue(const QString& folder) {
    const QString path = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    const QString above = QFileInfo(path).absolutePath();
    if (above != QDir::cleanPath(folders_.primary()) && !folders_.others().contains(above) && !named_.contains(path))
        named_.append(path);
    toBeSelected_ = path;
    list_->select(path);
    if (selected() == path)
        toBeSelected_.clear();
    showFolders();
}

void SweepsPage::chooseQueue() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open queue"), folders_.primary());
    if (folder.isEmpty())
        return;
    if (sweeps::isQueue(widgets::pathBytes(folder)))
        showQueue(folder);
    else
        notices_.error(tr("%1 is not a queue").arg(QFileInfo(folder).fileName()),
                       tr("%1 contains no experiment.yaml. Choose a folder created by isonet reproduce or New queue.")
                           .arg(folder));
}

void SweepsPage::showEvent(QShowEvent* event) {
    index_->setWatching(true);
    controller_.setPageVisible(true);
    QWidget::showEvent(event);
}

void SweepsPage::hideEvent(QHideEvent* event) {
    index_->setWatching(false);
    controller_.setPageVisible(false);
    QWidget::hideEvent(event);
}

void SweepsPage::restoreSettings() {
    const QSettings settings;
    named_ = settings.value(QStringLiteral("experiments/queues")).toStringList();
    toBeSelected_ = settings.value(QStringLiteral("experiments/selected")).toString();
    split_->restoreState(settings.value(QStringLiteral("experiments/split")).toByteArray());
    view_->setState(settings.value(QStringLiteral("experiments/columns")).toByteArray());
    view_->setPlotState(settings.value(QStringLiteral("experiments/plot")).toMap());
    showFolders();
}

void SweepsPage::saveSettings() {
    QSettings settings;
    settings.setValue(QStringLiteral("experiments/queues"), named_);
    settings.setValue(QStringLiteral("experiments/selected"), selected());
    settings.setValue(QStringLiteral("experiments/split"), split_->saveState());
    settings.setValue(QStringLiteral("experiments/columns"), view_->state());
    settings.setValue(QStringLiteral("experiments/plot"), view_->plotState());
}

}  // namespace isonet::workbench
