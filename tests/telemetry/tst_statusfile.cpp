// status.json on a full disk.
#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "EventBytes.h"
#include "training/sweeps/Presets.h"
#include "training/telemetry/RunDirectory.h"

using namespace isonet::telemetry;
using isonet::sweeps::defaultPreset;
namespace fs = std::filesystem;

namespace {

constexpr int kNoMount = 77;

bool isWritten(RunDirectory& run, const RunStatus& status) {
    try {
        run.writeStatus(status);
        return true;
    } catch (const StorageError&) {
        return false;
    }
}

bool isRead(const fs::path& run, const RunStatus& status) {
    const auto found = readStatus(run);
    return found && found->state == status.state && found->message == status.message;
}

// Fills a file system of 64 KiB and writes a status there. 0: it can be read again.
int writeStatusOnAFullDisk(const fs::path& folder) {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=64k") != 0)
        return kNoMount;
    auto run = RunDirectory::create(folder / "run", defaultPreset().config);
    RunStatus status;
    status.state = RunState::Running;
    if (!isWritten(run, status))
        return 1;
    const int filler = ::open((folder / "filler").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    for (const std::string block(4096, 'x'); ::write(filler, block.data(), block.size()) > 0;)
        continue;
    try {
        writeFileAtomically(folder / "run/another", "x");
        return 2;  // not full
    } catch (const StorageError&) {
    }
    status.state = RunState::Failed;
    status.message = std::string(4000, 'm') + "No space left on device";  // needs the room that was kept
    if (!isWritten(run, status) || !isRead(folder / "run", status))
        return 3;
    status.message = "shorter than what it replaces";
    return isWritten(run, status) && isRead(folder / "run", status) ? 0 : 4;
}

}  // namespace

class TestStatusFile : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    fs::path path(const char* name) const { return folder_.filePath(name).toStdString(); }

private Q_SLOTS:
    // In a child process, which alone sees the file system.
    void aFullDiskIsReportedInTheStatus() {
        fs::create_directory(path("small"));
        const pid_t child = ::fork();
        if (child == 0)
            ::_exit(writeStatusOnAFullDisk(path("small")));
        int result = 0;
        QCOMPARE(::waitpid(child, &result, 0), child);
        QVERIFY(WIFEXITED(result));
        if (WEXITSTATUS(result) == kNoMount)
            QSKIP("this user may not mount a file system");
        QCOMPARE(WEXITSTATUS(result), 0);
    }

    void otherFilesAndTheOldStatusStayIntact() {
        auto run = RunDirectory::create(path("a"), defaultPreset().config);
        const std::string before = bytes::read(path("a/status.json"));
        fs::create_hard_link(path("a/status.json"), path("backup.json"));
        RunStatus status;
        status.state = RunState::Failed;
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit old{};
        ::getrlimit(RLIMIT_FSIZE, &old);
        const auto writtenIn = [&](rlim_t size) {
            const rlimit limited{size, old.rlim_max};
            ::setrlimit(RLIMIT_FSIZE, &limited);
            const bool written = isWritten(run, status);
            ::setrlimit(RLIMIT_FSIZE, &old);
            return written;
        };
        QVERIFY(!writtenIn(100));
        fs::remove(path("backup.json"));
        QVERIFY(!writtenIn(100));  // half of a status would be worse than the old one
        QCOMPARE(bytes::read(path("a/status.json")), before);
        QVERIFY(writtenIn(1 << 20));
        QVERIFY(isRead(path("a"), status));
    }
};

QTEST_GUILESS_MAIN(TestStatusFile)
#include "tst_statusfile.moc"
