#include "app/workbench/session/WaitingRuns.h"

#include <QSettings>
#include <algorithm>

#include "app/workbench/session/Notices.h"
#include "app/workbench/session/QueueController.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/session/RunSession.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Queue.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace fs = std::filesystem;

namespace {

const QString waitingKey = QStringLiteral("runs/waiting");  // folders of queues with waiting runs

// A damaged queue must not keep the others waiting; the Sweeps page says what is wrong with it.
bool isReadableQueue(const fs::path& folder) {
    try {
        return sweeps::isQueue(folder) && !sweeps::Queue::open(folder).results().empty();
    } catch (const std::exception&) {
        return false;
    }
}

bool hasWaitingRows(const fs::path& folder) {
    if (!isReadableQueue(folder) || telemetry::isInUse(folder))
        return false;
    const auto results = sweeps::Queue::open(folder).results();
    return std::ranges::any_of(results, [](const auto& result) { return result.state == sweeps::RowState::Waiting; });
}

sweeps::SweepRow rowOf(const config::RunConfig& config) {
    sweeps::Sweep one;
    one.rows.resize(1);
    one.rows[0].config = config;
    one.rows[0].name = config.run.name;
    one.rows[0].method = config::runTitle(config);
    sweeps::nameRows(one);
    return one.rows[0];
}

// Adds the row to the queue. False: the folder is no queue that takes it.
bool append(const fs::path& folder, sweeps::SweepRow row) {
    if (!isReadableQueue(folder))
        return false;
    auto queue = sweeps::Queue::open(folder);
    auto sweep = queue.sweep();
    const auto results = queue.results();
    if (std::ranges::all_of(results, [](const auto& result) { return sweeps::isDone(result.state); }))
        return false;
    const std::string id = row.id;
    for (int i = 2; std::ranges::find(sweep.rows, row.id, &sweeps::SweepRow::id) != sweep.rows.end(); ++i)
        row.id = id + "-" + std::to_string(i);
    sweep.rows.push_back(row);
    if (!sweeps::validate(sweep).empty())
        return false;
    queue.change(sweep);
    return true;
}

}  // namespace

WaitingRuns::WaitingRuns(RunSession& session, QueueController& queues, RunFolders& folders, Notices& notices,
                         QObject* parent)
    : QObject(parent),
      session_(session),
      queues_(queues),
      folders_(folders),
      notices_(notices),
      jobs_([this](const QString& problem) { notices_.error(tr("The run cannot wait in a queue"), problem); }, [] {}) {
    connect(session_.worker(), &TrainingWorker::ended, this, [this] { next({}); });
    connect(session_.worker(), &TrainingWorker::queueEnded, this, [this](const QString& folder, const auto& outcome) {
        next(outcome.state == telemetry::RunState::Interrupted ? folder : QString());
    });
}

void WaitingRuns::add(const config::RunConfig& config) {
    jobs_.submit(QStringLiteral("add%1").arg(++number_),
                 [this, config, known = QSettings().value(waitingKey).toStringList(),
                  runs = widgets::pathBytes(folders_.primary())](const std::stop_token&) {
                     const auto row = rowOf(config);
                     fs::path folder;
                     for (const QString& each : known)
                         if (fs::path(widgets::pathBytes(each)).parent_path() == fs::path(runs) &&
                             append(widgets::pathBytes(each), row)) {
                             folder = widgets::pathBytes(each);
                             break;
                         }
                     if (folder.empty()) {
                         sweeps::Sweep sweep;
                         sweep.name = "waiting";
                         sweep.title = tr("Runs that waited for the window").toStdString();
                         sweep.rows = {row};
                         folder = telemetry::RunDirectory::freshPath(runs, "waiting");
                         sweeps::Queue::create(folder, sweep);
                     }
                     jobs_.post([this, path = widgets::pathText(folder.string()), name = row.method] {
                         QStringList all = QSettings().value(waitingKey).toStringList();
                         if (!all.contains(path))
                             QSettings().setValue(waitingKey, all << path);
                         notices_.showStatus(
                             tr("%1 starts when this window is free. It waits in the queue %2 on the Sweeps page.")
                                 .arg(QString::fromStdString(name), runName(path)),
                             10000);
                         Q_EMIT added(path);
                         if (!session_.worker()->isBusy())
                             next({});
                     });
                 });
}

// `ended`: the queue that the user has just stopped; it is not started again.
void WaitingRuns::next(const QString& ended) {
    const QStringList known = QSettings().value(waitingKey).toStringList();
    if (held_ || known.isEmpty())
        return;
    jobs_.submit(QStringLiteral("next"), [this, known, ended](const std::stop_token&) {
        QStringList left;
        for (const QString& folder : known)
            if (hasWaitingRows(widgets::pathBytes(folder)))
                left += folder;
        jobs_.post([this, known, left, ended] {
            QStringList all = QSettings().value(waitingKey).toStringList();
            for (const QString& folder : known)
                if (!left.contains(folder) && folder != ended)
                    all.removeAll(folder);
            QSettings().setValue(waitingKey, all);
            QStringList startable = left;
            startable.removeAll(ended);
            if (!startable.isEmpty() && !held_ && !session_.worker()->isBusy())
                queues_.run(startable.first());
        });
    });
}

}  // namespace isonet::workbench
