// `isonet train` in several processes of this machine, with the variables that torchrun sets. The target needs
// ISONET_PROGRAM.
#pragma once

#include <QProcess>
#include <QStringList>

#include <signal.h>

#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "model/base/FreePort.h"
#include "training/config/RunConfigYaml.h"

namespace isonet::test {

// `world` processes of `isonet train ARGUMENTS`; world 1: without the variables of a launcher.
struct Ranks {
    std::vector<std::unique_ptr<QProcess>> processes;
    Ranks(int world, const QStringList& arguments, int first = 0, int port = base::freePort()) {
        for (int rank = first; rank < world; ++rank) {
            auto process = std::make_unique<QProcess>();
            auto environment = QProcessEnvironment::systemEnvironment();
            environment.insert("OMP_NUM_THREADS", "1");
            if (world > 1) {
                environment.insert("RANK", QString::number(rank));
                environment.insert("WORLD_SIZE", QString::number(world));
                environment.insert("LOCAL_RANK", QString::number(rank));
                environment.insert("MASTER_ADDR", "127.0.0.1");
                environment.insert("MASTER_PORT", QString::number(port));
            }
            process->setProcessEnvironment(environment);
            process->start(ISONET_PROGRAM, QStringList{"train"} + arguments);
            processes.push_back(std::move(process));
        }
    }
    ~Ranks() {
        for (auto& process : processes)
            if (process->state() != QProcess::NotRunning) {
                process->kill();
                process->waitForFinished();
            }
    }
    int exitOf(std::size_t rank, int milliseconds = 90000) {
        auto& process = *processes[rank];
        if (process.state() != QProcess::NotRunning && !process.waitForFinished(milliseconds))
            return -1;
        return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    }
    std::map<std::size_t, QString> errors;
    QString errorOf(std::size_t rank) {
        return errors[rank] += QString::fromUtf8(processes[rank]->readAllStandardError());
    }
    void signal(int number) {
        for (auto& process : processes)
            ::kill(static_cast<pid_t>(process->processId()), number);
    }
};

// Writes the configuration next to the run's folder.
inline QStringList trainArguments(const config::RunConfig& config, const std::filesystem::path& run) {
    const std::filesystem::path file = run.string() + ".yaml";
    config::saveRunConfig(config, file);
    return {QString::fromStdString(file.string()),
            "--run-dir",
            QString::fromStdString(run.string()),
            "--peer-timeout",
            "3",
            "--rendezvous-timeout",
            "60"};
}

}  // namespace isonet::test
