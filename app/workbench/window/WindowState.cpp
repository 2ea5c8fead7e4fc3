#include "app/workbench/window/WindowState.h"

#include <QFileDialog>
#include <QStatusBar>
#include <QWidget>

#include "app/workbench/jobs/BackgroundQueries.h"
#include "app/workbench/session/AlertWatch.h"
#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/EndWatch.h"
#include "app/workbench/session/JobsController.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/Notifier.h"
#include "app/workbench/session/QueueController.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/session/RunPlaces.h"
#include "app/workbench/session/RunRequests.h"
#include "app/workbench/session/RunResumer.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/session/RunStarter.h"
#include "app/workbench/session/WaitingRuns.h"
#include "app/workbench/session/WeightsRescue.h"
#include "app/workbench/window/RunQuestions.h"
#include "app/workbench/window/StartQuestion.h"

namespace isonet::workbench {

WindowState::WindowState(QWidget* window, widgets::MessageBar* bar, QStatusBar* status)
    : QObject(window),
      notices(new Notices(bar, status)),
      draft(new DraftDocument(this)),
      folders(new RunFolders(this)),
      session(new RunSession(*draft, *notices, this)),
      requests(new RunRequests(*session, *notices, this)),
      queues(new QueueController(*session, *notices, this)),
      background(new BackgroundQueries(this)),
      places(new RunPlaces(this)),
      waiting(new WaitingRuns(*session, *queues, *folders, *notices, this)),
      starter(new RunStarter(*session, *waiting, *draft, *folders, *places, *notices, this)),
      rescue(new WeightsRescue(*session, *notices, this)),
      jobs(new JobsController(*session, session->commander(), *folders, *places, *notices, this)),
      notifier(new Notifier(this)),
      alerts(new AlertWatch(*session, *notifier, this)) {
    new EndWatch(*session, *queues, *jobs, *notifier, *notices, this);
    session->resumer().setDivergedPrompt([window](const auto&... about) { return askHowToResume(window, about...); });
    session->resumer().setResumePointPrompt(
        [window](const auto&... about) { return askWhereToResume(window, about...); });
    rescue->setFilePrompt([window](const QString& proposal) {
        return QFileDialog::getSaveFileName(window, WeightsRescue::tr("Save the weights elsewhere"), proposal,
                                            WeightsRescue::tr("Checkpoints (*.pt)"));
    });
    starter->setAsk([window](const auto&... about) { return askHowToStart(window, about...); });
}

// In the reverse order: the last signals of one must not reach another that is half destroyed.
WindowState::~WindowState() {
    delete alerts;
    delete jobs;
    session->resumer().setPlaced({});
    delete rescue;
    delete starter;
    delete waiting;
    delete queues;
    delete requests;
    delete session;
    delete background;
    delete notices;
}

}  // namespace isonet::workbench
