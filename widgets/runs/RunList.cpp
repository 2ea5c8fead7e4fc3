#include "widgets/runs/RunList.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"
#include "widgets/runs/RunListDelegate.h"
#include "widgets/runs/RunListModel.h"

namespace isonet::widgets {

RunList::RunList(QWidget* parent)
    : QWidget(parent),
      model_(new RunListModel(this)),
      filtered_(new QSortFilterProxyModel(this)),
      filter_(new QLineEdit),
      view_(new QListView),
      empty_(new PlainLabel) {
    filtered_->setSourceModel(model_);
    filtered_->setFilterRole(RunListModel::SearchRole);
    filtered_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    filter_->setObjectName(QStringLiteral("runFilter"));
    filter_->setPlaceholderText(tr("Filter by name, network or state"));
    filter_->setAccessibleName(tr("Filter runs"));
    filter_->setClearButtonEnabled(true);
    filter_->addAction(themedIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    view_->setObjectName(QStringLiteral("runList"));
    view_->setAccessibleName(tr("Runs"));
    view_->setModel(filtered_);
    view_->setItemDelegate(new RunListDelegate(view_));
    view_->setUniformItemSizes(true);
    view_->setMouseTracking(true);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setContextMenuPolicy(Qt::CustomContextMenu);
    empty_->setObjectName(QStringLiteral("emptyState"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setMargin(24);

    auto* filterBox = new QVBoxLayout;
    filterBox->setContentsMargins(8, 8, 8, 6);
    filterBox->addWidget(filter_);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(filterBox);
    all->addWidget(view_, 1);
    all->addWidget(empty_, 1);

    connect(filter_, &QLineEdit::textChanged, this, [this](const QString& text) {
        filtered_->setFilterFixedString(text);
        showEmptyState();
    });
    const auto open = [this](const QModelIndex& at) {
        selectedPath_ = at.data(RunListModel::PathRole).toString();
        Q_EMIT opened(selectedPath_);
    };
    connect(view_, &QListView::clicked, this, open);
    // Enter. Not activated(), which some styles emit by double click after the click has opened the run.
    auto* enter = new QAction(view_);
    enter->setShortcuts({QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)});
    enter->setShortcutContext(Qt::WidgetShortcut);
    view_->addAction(enter);
    connect(enter, &QAction::triggered, this, [this, open] {
        if (view_->currentIndex().isValid())
            open(view_->currentIndex());
    });
    connect(view_, &QListView::customContextMenuRequested, this, &RunList::showMenu);
    connect(model_, &QAbstractItemModel::modelReset, this, [this] { select(selectedPath_); });
    showEmptyState();
}

void RunList::setFolder(const QString& folder) {
    folder_ = folder;
    showEmptyState();
}

void RunList::setRuns(std::vector<telemetry::RunSummary> runs) {
    model_->setRuns(std::move(runs));
    if (selectedPath() != selectedPath_)
        select(selectedPath_);
    showEmptyState();
}

void RunList::setStatus(const QString& path, const telemetry::RunStatus& status) {
    model_->setStatus(path, status);
}

const telemetry::RunSummary* RunList::find(const QString& path) const {
    return model_->find(path);
}

void RunList::select(const QString& path) {
    selectedPath_ = path;
    const QModelIndex at = filtered_->mapFromSource(model_->indexOf(path));
    if (at.isValid()) {
        view_->setCurrentIndex(at);
        view_->scrollTo(at);
    } else {
        view_->clearSelection();
        view_->setCurrentIndex({});
    }
}

QString RunList::selectedPath() const {
    return view_->currentIndex().data(RunListModel::PathRole).toString();
}

int RunList::count() const {
    return model_->rowCount();
}

void RunList::showEmptyState() {
    const bool isEmpty = filtered_->rowCount() == 0;
    view_->setVisible(!isEmpty);
    empty_->setVisible(isEmpty);
    if (!isEmpty)
        return;
    empty_->setText(model_->rowCount() > 0
                        ? tr("No run matches \"%1\".").arg(filter_->text())
                        : tr("No runs yet.\n\nRuns started here or by isonet train are listed.\n\n%1").arg(folder_));
}

void RunList::showMenu(const QPoint& at) {
    const QModelIndex index = view_->indexAt(at);
    if (!index.isValid())
        return;
    const QString path = index.data(RunListModel::PathRole).toString();
    QMenu menu;
    menu.addAction(tr("Open"), this, [this, path] { Q_EMIT opened(path); });
    menu.addAction(themedIcon(QStringLiteral("folder")), tr("Show in folder"), this,
                   [this, path] { Q_EMIT folderRequested(path); });
    menu.addAction(themedIcon(QStringLiteral("copy")), tr("Copy path"), this,
                   [path] { QGuiApplication::clipboard()->setText(path); });
    menu.exec(view_->viewport()->mapToGlobal(at));
}

}  // namespace isonet::widgets
