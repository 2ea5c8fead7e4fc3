#include "widgets/jobs/JobActions.h"

#include <QMenu>
#include <QWidget>

#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"

namespace isonet::widgets {

JobActions::JobActions(QWidget* keys)
    : QObject(keys),
      keys_(keys),
      pause_(make("jobPause", tr("&Pause"), "pause", Qt::Key_P, &JobActions::pauseRequested)),
      resume_(make("jobResume", tr("&Resume"), "resume", Qt::Key_R, &JobActions::resumeRequested)),
      stop_(make("jobStop", tr("&Stop"), "stop", Qt::Key_S, &JobActions::stopRequested)),
      open_(make("jobOpen", tr("&Open"), "open", Qt::Key_Return, &JobActions::openRequested)),
      dismiss_(make("jobDismiss", tr("&Dismiss"), "close", Qt::Key_Delete, &JobActions::dismissRequested)) {
    setJob({});
}

QAction* JobActions::make(const char* name, const QString& text, const char* icon, const QKeySequence& keys,
                          void (JobActions::*signal)(const QString&)) {
    auto* action = new QAction(themedIcon(QString::fromLatin1(icon)), text, this);
    action->setObjectName(QString::fromLatin1(name));
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    keys_->addAction(action);
    connect(action, &QAction::triggered, this, [this, signal] {
        if (job_)
            Q_EMIT(this->*signal)(job_->run);
    });
    return action;
}

void JobActions::set(QAction* action, const QString& problem, const QString& description) {
    const QString why = job_ ? problem : tr("Select a job in the table.");
    action->setEnabled(why.isEmpty());
    const QString tip = QStringLiteral("%1 (%2)").arg(description, action->shortcut().toString());
    action->setToolTip(plainTip(why.isEmpty() ? tip : tip + QLatin1Char('\n') + why));
}

void JobActions::setJob(const std::optional<JobRow>& job) {
    job_ = job;
    const JobRow shown = job.value_or(JobRow());
    const QString name = job ? shown.name : tr("the job");
    set(pause_, shown.pauseProblem, tr("Pause %1 after the current step").arg(name));
    set(resume_, shown.resumeProblem, tr("Resume %1").arg(name));
    set(stop_, shown.stopProblem, tr("Stop %1 after the current step and write a checkpoint").arg(name));
    set(open_, {}, tr("Show %1 on the Train page").arg(name));
    set(dismiss_, hasEnded(shown.phase) ? QString() : tr("The run has not ended. Stop it first."),
        tr("Remove %1 from this list; the run stays in its folder").arg(name));
}

void JobActions::fillMenu(QMenu& menu) const {
    menu.setToolTipsVisible(true);
    menu.addActions({open_, pause_, resume_, stop_});
    menu.addSeparator();
    menu.addAction(dismiss_);
}

}  // namespace isonet::widgets
