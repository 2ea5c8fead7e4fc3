#include "app/workbench/ExperimentsPage.h"

#include <QApplication>
#include <QClipboard>
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

#include "app/workbench/Background.h"
#include "app/workbench/QueueIndex.h"
#include "training/experiments/Results.h"
#include "widgets/PlotExport.h"
#include "widgets/QueueList.h"
#include "widgets/QueueModel.h"

namespace isonet::workbench {

using widgets::QueueActivity;

namespace {
constexpr int emptyWidth = 560;
}

ExperimentsPage::ExperimentsPage(QWidget* parent)
    : QWidget(parent),
      index_(new QueueIndex(this)),
      background_(new Background(this)),
      list_(new widgets::QueueList),
      view_(new widgets::QueueView),
      stack_(new QStackedWidget),
      split_(new QSplitter) {
    setObjectName(QStringLiteral("experimentsPage"));
    pool_.setMaxThreadCount(1);
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
    connectParts();
}

ExperimentsPage::~ExperimentsPage() {
    // Their last signals must not find half a page.
    delete index_;
    delete background_;
    pool_.waitForDone();
}

QWidget* ExperimentsPage::makeEmptyState() {
    auto* empty = new QWidget;
    auto* words = new QLabel(QStringLiteral(
        "A queue trains several runs one after another and fills a table with what they reach.\n\nTake a "
        "table of the paper and see each number beside the paper's, or vary some settings of your own "
        "experiment. A queue can be paused, put in another order and gone on with later; every row is an "
        "ordinary run. Queues that isonet reproduce began are listed here, too."));
    words->setObjectName(QStringLiteral("emptyState"));
    words->setWordWrap(true);
    words->setAlignment(Qt::AlignCenter);
    auto* middle = new QWidget;
    middle->setFixedWidth(emptyWidth);
    auto* line = new QHBoxLayout(empty);
    line->addStretch(1);
    line->addWidget(middle);
    line->addStretch(1);
    auto* column = new QVBoxLayout(middle);
    column->addStretch(2);
    column->addWidget(words);
    column->addSpacing(12);
    const auto button = [&](const QString& text, auto slot) {
        auto* made = new QPushButton(text);
        made->setMinimumWidth(260);
        connect(made, &QPushButton::clicked, this, slot);
        column->addWidget(made, 0, Qt::AlignHCenter);
    };
    button(QStringLiteral("A table of the paper…"), [this] { newFromTable(); });
    button(QStringLiteral("A sweep of the form's experiment…"), [this] { newSweep(); });
    button(QStringLiteral("An experiment file…"), [this] { chooseFile(); });
    column->addStretch(3);
    return empty;
}

void ExperimentsPage::connectParts() {
    connect(index_, &QueueIndex::indexed, this, &ExperimentsPage::takeQueues);
    connect(list_, &widgets::QueueList::chosen, this, &ExperimentsPage::showSelected);
    connect(list_, &widgets::QueueList::tableRequested, this, [this] { newFromTable(); });
    connect(list_, &widgets::QueueList::sweepRequested, this, &ExperimentsPage::newSweep);
    connect(list_, &widgets::QueueList::fileRequested, this, &ExperimentsPage::chooseFile);
    connect(list_, &widgets::QueueList::openRequested, this, &ExperimentsPage::chooseQueue);
    connect(list_, &widgets::QueueList::forgetRequested, this, [this](const QString& folder) {
        if (named_.removeAll(folder) == 0)
            Q_EMIT told(QStringLiteral("%1 is in a folder of runs and stays on the list.").arg(folder));
        setFolders(first_, others_);
    });
    connect(view_, &widgets::QueueView::runRequested, this, [this] { Q_EMIT runRequested(selected()); });
    connect(view_, &widgets::QueueView::pauseRequested, this, &ExperimentsPage::pauseRequested);
    connect(view_, &widgets::QueueView::stopRequested, this, &ExperimentsPage::stopRequested);
    connect(view_, &widgets::QueueView::openRequested, this, &ExperimentsPage::opened);
    connect(view_, &widgets::QueueView::cloneRequested, this, [this](int row) {
        const auto& shown = view_->model()->row(row);
        Q_EMIT cloneRequested(shown.config, QString::fromStdString(shown.id));
    });
    connect(view_, &widgets::QueueView::moveRequested, this, &ExperimentsPage::moveRow);
    connect(view_, &widgets::QueueView::removeRequested, this, &ExperimentsPage::removeRows);
    connect(view_, &widgets::QueueView::againRequested, this, &ExperimentsPage::runAgain);
    connect(view_, &widgets::QueueView::saveRequested, this, &ExperimentsPage::chooseTableFile);
    connect(view_, &widgets::QueueView::copyRequested, this, [this] {
        QApplication::clipboard()->setText(markdown());
        Q_EMIT told(QStringLiteral("The table is on the clipboard, as Markdown."));
    });
    connect(view_, &widgets::QueueView::folderRequested, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(selected())); });
}

void ExperimentsPage::setFolders(const QString& first, const QStringList& others) {
    first_ = first;
    others_ = others;
    QStringList roots{first};
    roots += others;
    roots.removeDuplicates();
    index_->setFolders(roots, named_);
}

void ExperimentsPage::refresh() {
    index_->refresh();
}

QString ExperimentsPage::selected() const {
    return list_->selected();
}

void ExperimentsPage::takeQueues(const std::vector<widgets::QueueEntry>& queues) {
    queues_ = queues;
    list_->setQueues(queues_);
    for (const auto& queue : queues_)
        if (queue.folder == wanted_) {
            list_->select(wanted_);
            wanted_.clear();
            break;
        }
    if (selected().isEmpty() && !queues_.empty())
        list_->select(queues_.front().folder);
    showSelected();
}

void ExperimentsPage::showSelected() {
    const QString folder = selected();
    widgets::QueueEntry shown;
    for (const auto& queue : queues_)
        if (queue.folder == folder)
            shown = queue;
    stack_->setCurrentIndex(shown.folder.isEmpty() ? 0 : 1);
    view_->setQueue(shown);
    showActivity();
    Q_EMIT selectionChanged();
}

void ExperimentsPage::setTraining(const QString& queue, QueueActivity activity) {
    training_ = queue;
    activity_ = std::move(activity);
    showActivity();
}

void ExperimentsPage::showActivity() {
    QueueActivity shown = activity_;
    if (training_.isEmpty() || training_ != selected())
        shown.kind = QueueActivity::Kind::Idle;
    view_->setActivity(shown);
}

void ExperimentsPage::setStatus(const QString& run, const telemetry::RunStatus& status) {
    view_->setStatus(run, status);
}

void ExperimentsPage::showQueue(const QString& folder) {
    const QString path = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    const QString above = QFileInfo(path).absolutePath();
    if (above != QDir::cleanPath(first_) && !others_.contains(above) && !named_.contains(path))
        named_.append(path);
    wanted_ = path;
    list_->select(path);
    if (selected() == path)
        wanted_.clear();
    setFolders(first_, others_);
}

void ExperimentsPage::showEvent(QShowEvent* event) {
    index_->setWatching(true);
    QWidget::showEvent(event);
}

void ExperimentsPage::hideEvent(QHideEvent* event) {
    index_->setWatching(false);
    QWidget::hideEvent(event);
}

QString ExperimentsPage::markdown() const {
    const auto& queue = view_->model()->queue();
    return QString::fromStdString(experiments::toMarkdown(queue.experiment, queue.results));
}

QString ExperimentsPage::saveTable(const QString& file) const {
    const auto& queue = view_->model()->queue();
    const QString ending = QFileInfo(file).suffix().toLower();
    std::string text;
    if (ending == QLatin1String("md"))
        text = experiments::toMarkdown(queue.experiment, queue.results);
    else if (ending == QLatin1String("csv"))
        text = experiments::toCsv(queue.experiment, queue.results);
    else if (ending == QLatin1String("tex"))
        text = experiments::toLatex(queue.experiment, queue.results);
    else
        return QStringLiteral("%1: accepted are the endings .md (Markdown), .csv and .tex (LaTeX).").arg(file);
    return widgets::saveBytes(QByteArray::fromStdString(text), file);
}

void ExperimentsPage::chooseTableFile() {
    const QStringList filters{QStringLiteral("Markdown (*.md)"), QStringLiteral("CSV (*.csv)"),
                              QStringLiteral("LaTeX (*.tex)")};
    QSettings settings;
    const QString folder = settings.value(QStringLiteral("experiments/tables"), QDir::homePath()).toString();
    QString filter = settings.value(QStringLiteral("experiments/tableFilter"), filters.first()).toString();
    QString file = QFileDialog::getSaveFileName(
        this, QStringLiteral("Save the table"),
        QDir(folder).filePath(QString::fromStdString(view_->model()->queue().experiment.name)),
        filters.join(QStringLiteral(";;")), &filter);
    if (file.isEmpty())
        return;
    if (QFileInfo(file).suffix().isEmpty())
        file += filter.mid(filter.indexOf(QLatin1Char('*')) + 1).remove(QLatin1Char(')'));
    settings.setValue(QStringLiteral("experiments/tables"), QFileInfo(file).absolutePath());
    settings.setValue(QStringLiteral("experiments/tableFilter"), filter);
    if (const QString problem = saveTable(file); !problem.isEmpty())
        Q_EMIT failed(QStringLiteral("The table was not saved"), problem);
    else
        Q_EMIT told(QStringLiteral("Saved %1").arg(file));
}

void ExperimentsPage::restoreSettings() {
    QSettings settings;
    named_ = settings.value(QStringLiteral("experiments/queues")).toStringList();
    wanted_ = settings.value(QStringLiteral("experiments/selected")).toString();
    split_->restoreState(settings.value(QStringLiteral("experiments/split")).toByteArray());
    view_->setState(settings.value(QStringLiteral("experiments/columns")).toByteArray());
    setFolders(first_, others_);
}

void ExperimentsPage::saveSettings() {
    QSettings settings;
    settings.setValue(QStringLiteral("experiments/queues"), named_);
    settings.setValue(QStringLiteral("experiments/selected"), selected());
    settings.setValue(QStringLiteral("experiments/split"), split_->saveState());
    settings.setValue(QStringLiteral("experiments/columns"), view_->state());
}

}  // namespace isonet::workbench
