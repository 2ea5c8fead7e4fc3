#include "app/workbench/pages/QueuePlanEdits.h"

#include <algorithm>

#include "app/workbench/pages/SerialWork.h"
#include "app/workbench/session/Notices.h"
#include "model/base/Cores.h"
#include "training/scheduler/QueueState.h"
#include "training/scheduler/Slots.h"
#include "widgets/common/PathText.h"
#include "widgets/sweeps/QueueModel.h"
#include "widgets/sweeps/QueuePlanBar.h"
#include "widgets/sweeps/QueueView.h"

namespace isonet::workbench {

using scheduler::QueueState;
using widgets::QueueActions;
using widgets::QueuePlanBar;

QueuePlanEdits::QueuePlanEdits(widgets::QueueView& view, SerialWork& work, Notices& notices, QObject* parent)
    : QObject(parent), view_(view), work_(work), notices_(notices) {
    const int cores = base::availableCores();
    std::vector<std::pair<QString, QString>> choices{{QString(), tr("one, in this window")},
                                                     {QStringLiteral("cpu:1"), tr("one, as a process")}};
    for (const int rows : {2, 4, 8})
        if (rows <= cores)
            choices.emplace_back(QStringLiteral("cpu:%1").arg(rows), tr("%1 on the CPU, as processes").arg(rows));
    choices.emplace_back(QStringLiteral("auto"), tr("automatic: one on each GPU, else by cores"));
    auto* bar = view_.planBar();
    bar->setSlotChoices(choices);
    connect(bar, &QueuePlanBar::slotsChosen, this, &QueuePlanEdits::setSlots);
    connect(bar, &QueuePlanBar::retriesChosen, this,
            [this](int retries) { change([retries](QueueState& state) { state.retries = retries; }); });
    connect(bar, &QueuePlanBar::stopOnFailureChosen, this, [this](bool on) {
        change([on](QueueState& state) {
            state.onFailure = on ? scheduler::OnFailure::Stop : scheduler::OnFailure::Continue;
        });
    });
    const auto* actions = view_.actions();
    connect(actions, &QueueActions::priorityRequested, this, [this](const QStringList& ids, int by) {
        change([ids, by](QueueState& state) {
            for (const QString& id : ids) {
                int& priority = state.priorities[id.toStdString()];
                priority = std::clamp(priority + by, -scheduler::kHighestPriority, scheduler::kHighestPriority);
            }
        });
    });
    connect(actions, &QueueActions::retryRequested, this, [this](const QStringList& ids) {
        change([ids](QueueState& state) {
            for (const QString& id : ids)
                state.allowRetry(id.toStdString());
        });
    });
}

// Only the syntax is checked here. The devices are checked when the queue runs, perhaps on another machine.
void QueuePlanEdits::setSlots(const QString& text) {
    try {
        scheduler::Capacity any;
        any.cores = base::availableCores();
        for (int i = 0; i < 64; ++i)
            any.gpus.push_back({"cuda:" + std::to_string(i), 1});
        scheduler::parseSlots(text.toStdString(), any);
    } catch (const std::exception& e) {
        view_.planBar()->setProblem(QString::fromUtf8(e.what()));
        return;
    }
    view_.planBar()->setProblem({});
    change([text](QueueState& state) { state.slots = text.toStdString(); });
}

void QueuePlanEdits::change(const std::function<void(QueueState&)>& edit) {
    const QString folder = view_.model()->queue().folder;
    if (folder.isEmpty())
        return;
    work_.run([folder = widgets::pathBytes(folder), edit] { scheduler::changeQueueState(folder, edit); },
              [this](const QString& problem) {
                  if (!problem.isEmpty())
                      notices_.error(tr("The queue was not changed"), problem);
                  Q_EMIT written();
              });
}

}  // namespace isonet::workbench
