#include "app/workbench/window/JobsStrip.h"

#include <QAction>
#include <QSettings>
#include <algorithm>
#include <utility>

#include "app/workbench/session/JobsController.h"
#include "widgets/common/FontScale.h"
#include "widgets/jobs/JobText.h"

namespace isonet::workbench {

namespace {
const QString shownKey = QStringLiteral("jobs/shown"), splitKey = QStringLiteral("jobs/split"),
              jobsViewKey = QStringLiteral("jobs/view");
constexpr int leastHeight = 110, mostHeight = 190;
}  // namespace

JobsStrip::JobsStrip(QWidget* pages, JobsController& jobs, QAction* toggle, QWidget* parent)
    : QSplitter(Qt::Vertical, parent),
      jobs_(jobs),
      toggle_(toggle),
      view_(new widgets::JobsView),
      status_(new QToolButton) {
    addWidget(pages);
    addWidget(view_);
    setStretchFactor(0, 1);
    setStretchFactor(1, 0);
    setChildrenCollapsible(false);
    setHandleWidth(1);
    view_->setVisible(false);
    view_->setMinimumHeight(widgets::fontScaled(leastHeight));
    status_->setObjectName(QStringLiteral("statusJobs"));
    status_->setAutoRaise(true);
    status_->setVisible(false);
    connect(status_, &QToolButton::clicked, toggle_, &QAction::trigger);
    connect(toggle_, &QAction::toggled, this, &JobsStrip::setShown);
    connect(toggle_, &QAction::triggered, this, [this](bool on) {
        if (on)
            view_->takeFocus();
    });
    connectView();
    showJobs();
}

void JobsStrip::connectView() {
    connect(view_, &widgets::JobsView::hideRequested, this, [this] { toggle_->setChecked(false); });
    connect(view_, &widgets::JobsView::chosenChanged, this,
            [this](const QString& run) { jobs_.setShown(toggle_->isChecked(), run); });
    connect(&jobs_, &JobsController::changed, this, &JobsStrip::showJobs);
    connect(&jobs_, &JobsController::devicesChanged, view_, &widgets::JobsView::setDevices);
    connect(&jobs_, &JobsController::logRead, view_, &widgets::JobsView::setLog);
    connect(&jobs_, &JobsController::found, this, [this](int alive) {
        if (alive > 0)
            toggle_->setChecked(true);  // runs that have continued without this window
    });
    auto* actions = view_->actions();
    connect(actions, &widgets::JobActions::pauseRequested, &jobs_, &JobsController::pause);
    connect(actions, &widgets::JobActions::resumeRequested, &jobs_, &JobsController::resume);
    connect(actions, &widgets::JobActions::stopRequested, &jobs_, &JobsController::stop);
    connect(actions, &widgets::JobActions::dismissRequested, &jobs_, &JobsController::dismiss);
    connect(actions, &widgets::JobActions::openRequested, this, &JobsStrip::openRequested);
}

void JobsStrip::setShown(bool on) {
    if (on && !std::exchange(sized_, true)) {  // a fifth of the window
        const int most = widgets::fontScaled(mostHeight);
        const int strip = std::clamp(height() / 5, std::min(widgets::fontScaled(leastHeight), most), most);
        setSizes({std::max(height() - strip, 1), strip});
    }
    view_->setVisible(on);
    jobs_.setShown(on, view_->chosen());
    showJobs();
}

void JobsStrip::showJobs() {
    view_->setEmptyText(jobs_.emptyText());
    view_->setJobs(jobs_.rows());
    const QString summary = widgets::jobsSummary(jobs_.rows());
    status_->setVisible(!summary.isEmpty());
    status_->setText(tr("Jobs: %1").arg(summary));
    status_->setToolTip(toggle_->isChecked() ? tr("Hide the jobs (Ctrl+J)") : tr("Show the jobs (Ctrl+J)"));
}

void JobsStrip::restoreSettings() {
    const QSettings settings;
    sized_ = restoreState(settings.value(splitKey).toByteArray());
    view_->setState(settings.value(jobsViewKey).toByteArray());
    toggle_->setChecked(settings.value(shownKey, false).toBool());
}

void JobsStrip::saveSettings() const {
    QSettings settings;
    settings.setValue(splitKey, saveState());
    settings.setValue(jobsViewKey, view_->state());
    settings.setValue(shownKey, toggle_->isChecked());
}

}  // namespace isonet::workbench
