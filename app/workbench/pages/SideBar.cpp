#include "app/workbench/pages/SideBar.h"

#include <QDesktopServices>
#include <QTimer>
#include <QUrl>

#include "app/workbench/jobs/BackgroundQueries.h"
#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/session/RunSession.h"
#include "widgets/runs/RunList.h"

namespace isonet::workbench {

namespace {
constexpr int listInterval = 2000;  // ms between reads of the folder while the list is visible
}

SideBar::SideBar(ExperimentPage* experiment, RunSession& session, RunFolders& folders, BackgroundQueries& background,
                 QWidget* parent)
    : QTabWidget(parent), folders_(folders), background_(background), list_(new widgets::RunList) {
    setObjectName(QStringLiteral("sideBar"));
    setDocumentMode(true);
    addTab(experiment, tr("Experiment"));
    addTab(list_, tr("Runs"));

    connect(&background, &BackgroundQueries::runsListed, list_, &widgets::RunList::setRuns);
    connect(&session, &RunSession::runsChanged, this, &SideBar::refreshRuns);
    connect(&folders, &RunFolders::changed, this, [this] {
        list_->setFolder(folders_.primary());
        refreshRuns();
    });
    connect(this, &QTabWidget::currentChanged, this, [this](int index) {
        if (index == int(Tab::Runs))
            refreshRuns();
    });
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, [this] {
        if (list_->isVisible())
            refreshRuns();
    });
    timer->start(listInterval);

    const auto* shown = &session.shown();
    connect(list_, &widgets::RunList::opened, &session, &RunSession::show);
    connect(list_, &widgets::RunList::folderRequested, this,
            [](const QString& path) { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); });
    connect(shown, &ShownRun::changed, list_, [this, shown] { list_->select(shown->path()); });
    connect(shown, &ShownRun::statusChanged, list_,
            [this, shown] { list_->setStatus(shown->path(), *shown->status()); });
    connect(&session, &RunSession::trainingStatusChanged, list_, &widgets::RunList::setStatus);
}

SideBar::~SideBar() {
    disconnect(this, nullptr, this, nullptr);  // QTabWidget changes its current tab while it is destroyed
}

void SideBar::refreshRuns() {
    background_.listRuns(folders_.primary());
}

}  // namespace isonet::workbench
