#include "app/workbench/jobs/RunCommander.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>
#include <chrono>
#include <thread>
#include <utility>

#include "model/base/AtomicFile.h"
#include "training/config/RunConfigYaml.h"
#include "training/launch/RunControl.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace fs = std::filesystem;

namespace {
constexpr std::chrono::milliseconds replyTime{4000}, replyInterval{50};
}

RunCommander::RunCommander(QObject* parent) : QObject(parent), jobs_([](const QString&) {}, [] {}) {}

// Every command has its own kind: none replaces another.
void RunCommander::submit(std::function<void(std::stop_token)> work) {
    ++pending_;
    jobs_.submit(QString::number(++number_), [this, work = std::move(work)](std::stop_token stop) {
        work(stop);
        jobs_.post([this] {
            if (--pending_ == 0)
                Q_EMIT idle();
        });
    });
}

int RunCommander::launch(const launch::Place& place, launch::Order order,
                         const std::optional<config::RunConfig>& config) {
    order.program = widgets::pathBytes(program_);
    const int number = ++launches_;
    submit([this, number, place, order = std::move(order), config](const std::stop_token&) mutable {
        const QString run = widgets::pathText(order.run.string());
        try {
            if (config) {
                order.run = telemetry::RunDirectory::freshPath(order.run, config::runTitle(*config));
                fs::create_directories(order.run.parent_path());
                order.config = fs::path(order.run.string() + ".yaml");
                base::replaceFile(*order.config, config::toYaml(*config));
            }
            launch::makeLauncher(place)->launch(order);
            jobs_.post([this, number, path = widgets::pathText(order.run.string())] { Q_EMIT launched(path, number); });
        } catch (const std::exception& e) {
            jobs_.post([this, number, run = config ? QString() : run, problem = QString::fromUtf8(e.what())] {
                Q_EMIT launchFailed(run, problem, number);
            });
        }
        if (order.config) {
            std::error_code ignored;
            fs::remove(*order.config, ignored);  // the launcher has its own copy
        }
    });
    return number;
}

int RunCommander::start(const launch::Place& place, const config::RunConfig& config, const QString& runsFolder) {
    return launch(place, {.run = fs::path(widgets::pathBytes(runsFolder))}, config);
}

void RunCommander::startQueue(const QString& folder, const QStringList& options, const QString& run) {
    const QString program =
        program_.isEmpty() ? QCoreApplication::applicationDirPath() + QStringLiteral("/isonet") : program_;
    submit([this, folder, options, run, program](const std::stop_token&) {
        QProcess process;
        process.setProgram(program);
        process.setArguments(QStringList{QStringLiteral("queue"), QStringLiteral("run"), folder} + options +
                             QStringList{QStringLiteral("--quiet")});
        process.setStandardInputFile(QProcess::nullDevice());
        process.setStandardOutputFile(QProcess::nullDevice());
        process.setStandardErrorFile(QProcess::nullDevice());
        const bool started = process.startDetached();
        jobs_.post([this, run, started, program] {
            if (started)
                Q_EMIT launched(run, 0);
            else
                Q_EMIT launchFailed(run, tr("%1 cannot be executed. Install isonet beside this program.").arg(program),
                                    0);
        });
    });
}

void RunCommander::continueQueue(const QString& folder) {
    startQueue(folder, {QStringLiteral("--jobs"), QStringLiteral("1")}, folder);
}

void RunCommander::resumeRow(const QString& run) {
    const QFileInfo row(run);
    startQueue(row.path(), {QStringLiteral("--row"), row.fileName()}, run);
}

int RunCommander::resume(const launch::Place& place, const QString& run) {
    return launch(place, {.run = fs::path(widgets::pathBytes(run))}, {});
}

void RunCommander::send(const QString& run, const launch::Command& command) {
    submit([this, run, command](const std::stop_token& stop) {
        const fs::path folder = widgets::pathBytes(run);
        try {
            std::optional<launch::Reply> reply;
            const auto ticket = launch::readTicket(folder);
            if (ticket &&
                !ticket->remoteFolder.empty()) {  // a copy of a run on another computer, which gets the command there
                reply =
                    launch::controlRun(folder, command, std::chrono::duration_cast<std::chrono::seconds>(replyTime));
            } else {
                const std::string id = launch::sendCommand(folder, command);
                const auto until = std::chrono::steady_clock::now() + replyTime;
                while (!(reply = launch::takeReply(folder, id)) && !stop.stop_requested() &&
                       std::chrono::steady_clock::now() < until)
                    std::this_thread::sleep_for(replyInterval);
            }
            if (reply && !reply->done)
                throw telemetry::StorageError(reply->message);
            const QString message = reply ? QString::fromStdString(reply->message)
                                          : tr("It has not answered yet. The command stays in its folder.");
            jobs_.post([this, run, message] { Q_EMIT answered(run, message); });
        } catch (const std::exception& e) {
            jobs_.post([this, run, problem = QString::fromUtf8(e.what())] { Q_EMIT refused(run, problem); });
        }
    });
}

void RunCommander::cancel(const QString& run) {
    submit([this, run](const std::stop_token&) {
        try {
            const fs::path folder = widgets::pathBytes(run);
            if (const auto ticket = launch::readTicket(folder))
                launch::makeLauncher(launch::parsePlace(ticket->place))->cancel(*ticket, folder);
            jobs_.post([this, run] { Q_EMIT answered(run, tr("Asked to stop.")); });
        } catch (const std::exception& e) {
            jobs_.post([this, run, problem = QString::fromUtf8(e.what())] { Q_EMIT refused(run, problem); });
        }
    });
}

void RunCommander::cancel(const QString& run, const launch::Ticket& ticket) {
    submit([this, run, ticket](const std::stop_token&) {
        try {
            launch::makeLauncher(launch::parsePlace(ticket.place))->cancel(ticket, widgets::pathBytes(run));
            jobs_.post([this, run] { Q_EMIT answered(run, tr("Asked to stop.")); });
        } catch (const std::exception& e) {
            jobs_.post([this, run, problem = QString::fromUtf8(e.what())] { Q_EMIT refused(run, problem); });
        }
    });
}

}  // namespace isonet::workbench
