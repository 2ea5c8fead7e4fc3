// Writing run directories: creation, lock, atomic files, errors.
#include <QTemporaryDir>
#include <QtTest>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <thread>

#include "EventBytes.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"
#include "training/telemetry/FreshFolder.h"
#include "training/telemetry/RunDirectory.h"

using namespace isonet::telemetry;
using isonet::sweeps::defaultPreset;
namespace fs = std::filesystem;

namespace {

QString storageMessage(const std::function<void()>& action) {
    try {
        action();
    } catch (const StorageError& error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

// A child process that is killed with this object, and with this process.
class Child {
public:
    // Returns once `body`, run in the child, has called ready().
    explicit Child(const std::function<void(const std::function<void()>& ready)>& body) {
        int pipe[2];
        if (::pipe(pipe) != 0)
            return;
        process_ = ::fork();
        if (process_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            body([&] { [[maybe_unused]] const auto written = ::write(pipe[1], "x", 1); });
            ::_exit(0);
        }
        ::close(pipe[1]);
        char byte = 0;
        ready_ = ::read(pipe[0], &byte, 1) == 1;
        ::close(pipe[0]);
    }
    ~Child() { kill(); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    void kill() {
        if (process_ <= 0)
            return;
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = 0;
    }
    pid_t process() const { return process_; }
    bool isReady() const { return ready_; }
    bool isRunning() const { return process_ > 0 && ::waitpid(process_, nullptr, WNOHANG) == 0; }

private:
    pid_t process_ = 0;
    bool ready_ = false;
};

}  // namespace

class TestRunDirectory : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;
    fs::path path(const char* name) const { return folder_->filePath(name).toStdString(); }

private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void newRunIsCompleteImmediately() {
        auto run = RunDirectory::create(path("runs/deep/a"), defaultPreset().config);
        QVERIFY(isRun(run.path()));
        QVERIFY(readConfig(run.path()) == defaultPreset().config);
        QCOMPARE(readStatus(run.path())->state, RunState::Preparing);
        QCOMPARE(readStatus(run.path())->process, std::int64_t(::getpid()));
        QVERIFY(fs::is_directory(path("runs/deep/a/checkpoints")));
        QCOMPARE(run.checkpoint("latest"), path("runs/deep/a/checkpoints/latest.pt"));
        run.writeEnvironment({{"device", "cpu"}, {"torch", "2.11.0"}});
        QCOMPARE(readEnvironment(run.path()).at("torch"), std::string("2.11.0"));
    }

    void changesLeaveWhatTheRunWasStartedWith() {
        const auto started = defaultPreset().config;
        auto first = started, second = started;
        first.optimizer.learningRate = 0.25;
        second.penalty.coefficient = 0.5;
        {
            auto run = RunDirectory::create(path("a"), started);
            run.addChange(3, started);  // nothing new
            QVERIFY(!fs::exists(path("a/changes.yaml")));
            run.addChange(7, first);
        }
        const std::string config = bytes::read(path("a/config.yaml"));
        {
            auto run = RunDirectory::resume(path("a"));
            QVERIFY(run.history().inForce() == first);
            run.addChange(9, second);
        }
        QCOMPARE(bytes::read(path("a/config.yaml")), config);
        QVERIFY(readConfig(path("a")) == started);
        QVERIFY(readConfigInForce(path("a")) == second);
        const auto history = readHistory(path("a"));
        QCOMPARE(history.changes.size(), std::size_t{2});
        QCOMPARE(history.changes[0].step, 7);
        QVERIFY(history.changes[0].now == first);
    }

    void runsOfEarlierVersionsHaveNeitherMarksNorChanges() {
        { auto run = RunDirectory::create(path("a"), defaultPreset().config); }
        bytes::write(path("a/config.yaml"), isonet::config::sectionsYaml(defaultPreset().config));
        auto run = RunDirectory::resume(path("a"));
        QVERIFY(run.history().inForce() == defaultPreset().config && run.history().changes.empty());
        auto changed = defaultPreset().config;
        changed.optimizer.learningRate = 0.5;
        run.addChange(1, changed);
        QVERIFY(readConfigInForce(path("a")) == changed);
    }

    void cutFilesAreNamedOnResuming() {
        { RunDirectory::create(path("a"), defaultPreset().config).addChange(3, isonet::config::RunConfig()); }
        for (const char* file : {"a/changes.yaml", "a/config.yaml"}) {
            const std::string whole = bytes::read(path(file));
            bytes::write(path(file), whole.substr(0, whole.size() / 2));
            const QString message = storageMessage([&] { RunDirectory::resume(path("a")); });
            QVERIFY2(message.contains(file) && message.contains("the file is truncated"), qPrintable(message));
            bytes::write(path(file), whole);
        }
        bytes::write(path("a/config.yaml"), "");
        const QString message = storageMessage([&] { RunDirectory::resume(path("a")); });
        QVERIFY2(message.contains("the file is empty"), qPrintable(message));
    }

    void nonEmptyFolderIsRejectedAndUnchanged() {
        fs::create_directory(path("full"));
        bytes::write(path("full/thesis.txt"), "precious");
        const QString message = storageMessage([&] { RunDirectory::create(path("full"), defaultPreset().config); });
        QVERIFY2(message.contains("full") && message.contains("not empty"), qPrintable(message));
        QCOMPARE(bytes::read(path("full/thesis.txt")), std::string("precious"));
        QCOMPARE(std::distance(fs::directory_iterator(path("full")), {}), std::ptrdiff_t(1));
    }

    void linksAreNotFollowedWhenWriting() {
        bytes::write(path("thesis.txt"), "precious");
        {
            auto run = RunDirectory::create(path("a"), defaultPreset().config);
            fs::create_symlink(path("thesis.txt"), path("a/log.txt"));
            QVERIFY(storageMessage([&] { run.log("a line"); }).contains("log.txt"));
            fs::remove(path("a/status.json"));
            fs::create_symlink(path("thesis.txt"), path("a/status.json"));
            run.writeStatus({});
            QVERIFY(!fs::is_symlink(path("a/status.json")));
        }
        fs::remove(path("a/.lock"));
        fs::create_symlink(path("thesis.txt"), path("a/.lock"));
        const QString message = storageMessage([&] { RunDirectory::resume(path("a")); });
        QVERIFY2(message.contains(".lock") && message.contains("symbolic link"), qPrintable(message));
        QCOMPARE(bytes::read(path("thesis.txt")), std::string("precious"));
    }

    void pipesInARunAreNotWaitedFor() {
        for (const char* name : {"config.yaml", "status.json", ".lock", "log.txt"}) {
            const fs::path folder = path("piped") / name;
            { auto run = RunDirectory::create(folder, defaultPreset().config); }
            fs::remove(folder / name);
            QCOMPARE(::mkfifo((folder / name).c_str(), 0600), 0);
            readStatus(folder);
            isInUse(folder);
            storageMessage([&] { RunDirectory::resume(folder).log("a line"); });
            listRuns(path("piped"));
            fs::remove_all(folder);
        }
    }

    void filesOfRunsAreRefusedAsOutput() {
        { auto run = RunDirectory::create(path("a"), defaultPreset().config); }
        for (const char* name : {"a/checkpoints/best.pt", "a/checkpoints/../config.yaml", "a/status.json"})
            QVERIFY2(storageMessage([&] { refuseFilesOfRuns(path(name)); }).contains("belongs to the run"), name);
        refuseFilesOfRuns(path("a/weights.pt"));
        refuseFilesOfRuns(path("elsewhere/best.pt"));
        bytes::write(path("a/checkpoints/best.pt"), "weights");
        fs::create_symlink(path("a/checkpoints/best.pt"), path("link.pt"));
        QVERIFY(!storageMessage([&] { refuseFilesOfRuns(path("link.pt")); }).isEmpty());
    }

    void existingRunIsRejectedWithAHintToResume() {
        { auto run = RunDirectory::create(path("a"), defaultPreset().config); }
        const QString message = storageMessage([&] { RunDirectory::create(path("a"), defaultPreset().config); });
        QVERIFY2(message.contains("not empty") && message.contains("--resume"), qPrintable(message));
        auto resumed = RunDirectory::resume(path("a"));
        QCOMPARE(resumed.path(), path("a"));
    }

    void emptyFolderIsAccepted() {
        fs::create_directory(path("empty"));
        QVERIFY(isRun(RunDirectory::create(path("empty"), defaultPreset().config).path()));
    }

    void removingARunKeepsOtherFiles() {
        {
            const FreshFolder fresh(path("new/run/"));
            auto run = RunDirectory::create(path("new/run/"), defaultPreset().config);
            run.log("hello");
            bytes::write(run.checkpoint("latest"), "weights");
            fresh.removeRun();
        }
        QVERIFY(!fs::exists(path("new")));
        fs::create_directory(path("there"));
        const FreshFolder fresh(path("there"));
        RunDirectory::create(path("there"), defaultPreset().config);
        bytes::write(path("there/thesis.txt"), "precious");
        fresh.removeRun();
        QCOMPARE(std::distance(fs::directory_iterator(path("there")), {}), std::ptrdiff_t(1));
        QCOMPARE(bytes::read(path("there/thesis.txt")), std::string("precious"));
    }

    void fileInPlaceOfAFolderIsNamed() {
        bytes::write(path("file"), "x");
        QVERIFY(storageMessage([&] {
                    RunDirectory::create(path("file"), defaultPreset().config);
                }).contains("not a folder"));
        const QString below = storageMessage([&] { RunDirectory::create(path("file/run"), defaultPreset().config); });
        QVERIFY2(below.contains("file/run") && below.contains("choose another folder"), qPrintable(below));
    }

    void missingPermissionIsNamed() {
        if (::geteuid() == 0)
            QSKIP("root can write everywhere");
        fs::create_directory(path("closed"));
        fs::permissions(path("closed"), fs::perms::owner_read | fs::perms::owner_exec);
        const QString message = storageMessage([&] { RunDirectory::create(path("closed/a"), defaultPreset().config); });
        QVERIFY2(message.contains("closed/a") && message.contains("permission"), qPrintable(message));
    }

    void runInUseByAnotherProcessIsRejectedUntilItExits() {
        Child holder([run = path("a")](const auto& ready) {
            auto held = RunDirectory::create(run, defaultPreset().config);
            RunStatus status;
            status.state = RunState::Running;
            held.writeStatus(status);
            ready();
            for (;;)
                ::pause();
        });
        QVERIFY(holder.isReady());
        QVERIFY(isInUse(path("a")));
        QCOMPARE(readStatus(path("a"))->state, RunState::Running);
        const QString process = QString("process %1 on ").arg(holder.process());
        const QString resume = storageMessage([&] { RunDirectory::resume(path("a")); });
        QVERIFY2(resume.contains("in use by " + process), qPrintable(resume));
        const QString create = storageMessage([&] { RunDirectory::create(path("a"), defaultPreset().config); });
        QVERIFY2(create.contains("in use by " + process), qPrintable(create));

        holder.kill();
        QVERIFY(!isInUse(path("a")));
        const auto status = readStatus(path("a"));
        QCOMPARE(status->state, RunState::Interrupted);
        QVERIFY2(QString::fromStdString(status->message).contains(process), status->message.c_str());
        auto resumed = RunDirectory::resume(path("a"));
        QVERIFY(isInUse(path("a")));
    }

    void runInUseByThisProcessIsRejected() {
        auto run = RunDirectory::create(path("a"), defaultPreset().config);
        QVERIFY(storageMessage([&] { RunDirectory::resume(path("a")); }).contains("in use by this program"));
        RunDirectory moved = std::move(run);
        QVERIFY(isInUse(path("a")));
        moved = RunDirectory::create(path("b"), defaultPreset().config);
        QVERIFY(isInUse(path("b")));
    }

    void readersDoNotBlockResuming() {
        { auto run = RunDirectory::create(path("a"), defaultPreset().config); }
        const Child reader([run = path("a")](const auto& ready) {
            isInUse(run);
            ready();
            for (;;)
                isInUse(run);
        });
        QVERIFY(reader.isReady());
        for (int i = 0; i < 50; ++i) {
            const QString error = storageMessage([&] { RunDirectory::resume(path("a")); });
            QVERIFY2(error.isEmpty(), qPrintable(error));
        }
        QVERIFY(reader.isRunning());
        QVERIFY(!isInUse(path("a")));
    }

    void resumeNeedsARun() {
        QVERIFY(storageMessage([&] { RunDirectory::resume(path("absent")); }).contains("absent: no such folder"));
        fs::create_directory(path("empty"));
        QVERIFY(storageMessage([&] { RunDirectory::resume(path("empty")); }).contains("is not a run"));
        { auto run = RunDirectory::create(path("a"), defaultPreset().config); }
        bytes::write(path("a/config.yaml"), "model:\n  depth: 21\n");
        const QString message = storageMessage([&] { RunDirectory::resume(path("a")); });
        QVERIFY2(message.contains("invalid") && message.contains("config.yaml:2: model.depth"), qPrintable(message));
    }

    void resumeRemovesTemporaryFilesOfAKilledProcess() {
        { auto run = RunDirectory::create(path("a"), defaultPreset().config); }
        bytes::write(path("a/.status.json.1.tmp"), "{");
        bytes::write(path("a/checkpoints/.latest.pt.1.tmp"), "half");
        bytes::write(path("a/checkpoints/latest.pt"), "whole");
        RunDirectory::resume(path("a"));
        QVERIFY(!fs::exists(path("a/.status.json.1.tmp")));
        QVERIFY(!fs::exists(path("a/checkpoints/.latest.pt.1.tmp")));
        QCOMPARE(bytes::read(path("a/checkpoints/latest.pt")), std::string("whole"));
    }

    void twoThreadsCanWriteOneFile() {
        std::string problem;
        const auto write = [&problem, file = path("shared")](char letter) {
            try {
                for (int i = 0; i < 100; ++i)
                    writeFileAtomically(file, std::string(1000, letter));
            } catch (const StorageError& error) {
                problem = error.what();  // from either thread
            }
        };
        { const std::jthread a(write, 'a'), b(write, 'b'); }
        QCOMPARE(problem, std::string());
        const auto content = bytes::read(path("shared"));
        QVERIFY(content == std::string(1000, 'a') || content == std::string(1000, 'b'));
    }

    void atomicWriteKeepsTheOldFileWhenItFails() {
        writeFileAtomically(path("f"), "old");
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        ::getrlimit(RLIMIT_FSIZE, &before);
        rlimit limit = before;
        limit.rlim_cur = 1000;
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0)
            QSKIP("RLIMIT_FSIZE cannot be set");
        const QString message = storageMessage([&] { writeFileAtomically(path("f"), std::string(5000, 'x')); });
        ::setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY2(message.contains("/f: cannot be written") && message.contains("limit"), qPrintable(message));
        QCOMPARE(bytes::read(path("f")), std::string("old"));
        QCOMPARE(std::distance(fs::directory_iterator(folder_->path().toStdString()), {}), std::ptrdiff_t(1));
        writeFileAtomically(path("f"), "new");
        QCOMPARE(bytes::read(path("f")), std::string("new"));
    }

    void fullDiskIsReportedWithARemedy() {
        const StorageError error = storageError("/runs/a", "cannot be written", {ENOSPC, std::generic_category()});
        QVERIFY(error.diskFull());
        QVERIFY(QString(error.what()).contains("/runs/a: cannot be written: No space left on device. Free disk space"));
        // Every write to /dev/full fails with ENOSPC.
        if (!fs::is_character_file("/dev/full"))
            QSKIP("/dev/full does not exist");
        auto run = RunDirectory::create(path("a"), defaultPreset().config);
        struct stat full {};
        if (::stat("/dev/full", &full) != 0 || ::mknod(path("a/log.txt").c_str(), S_IFCHR | 0600, full.st_rdev) != 0)
            QSKIP("only root makes a device file");
        const QString message = storageMessage([&] { run.log("a line"); });
        QVERIFY2(message.contains("log.txt") && message.contains("Free disk space"), qPrintable(message));
    }

    void logLinesHaveATimestamp() {
        auto run = RunDirectory::create(path("a"), defaultPreset().config);
        run.log("first");
        run.log("second\nof two");
        const QString text = QString::fromStdString(bytes::read(path("a/log.txt")));
        const QRegularExpression expected(
            "^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d first\\n\\S+ \\S+ second\\n    of two\\n$");
        QVERIFY2(expected.match(text).hasMatch(), qPrintable(text));
    }

    void freshPathDoesNotExistYet() {
        const fs::path root = folder_->path().toStdString();
        QSet<QString> seen;
        for (int i = 0; i < 3; ++i) {
            const fs::path fresh = RunDirectory::freshPath(root, "isonet-20");
            QVERIFY(!fs::exists(fresh));
            QVERIFY(QRegularExpression("^isonet-20-\\d{8}-\\d{6}(-\\d+)?$")
                        .match(QString::fromStdString(fresh.filename().string()))
                        .hasMatch());
            fs::create_directory(fresh);
            seen.insert(QString::fromStdString(fresh.string()));
        }
        QCOMPARE(seen.size(), 3);
    }
};

QTEST_GUILESS_MAIN(TestRunDirectory)
#include "tst_run_directory.moc"
