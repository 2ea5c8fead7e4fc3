// Leases: one of several processes gets a row, and a holder that was stopped for longer than its lease writes nothing.
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <atomic>
#include <fstream>
#include <map>
#include <thread>

#include "model/base/AtomicFile.h"
#include "training/scheduler/LeaseKeeper.h"
#include "training/scheduler/LeaseWatch.h"
#include "training/telemetry/RunDirectory.h"

using namespace isonet;
using namespace isonet::scheduler;
namespace fs = std::filesystem;

namespace {

// Runs `body` in another process, whose exit code it returns.
template <typename Body>
pid_t inProcess(Body body) {
    const pid_t process = ::fork();
    if (process == 0) {
        int code = 100;
        try {
            code = body();
        } catch (...) {
            code = 101;
        }
        ::_exit(code);
    }
    return process;
}

int exitCodeOf(pid_t process) {
    int status = 0;
    ::waitpid(process, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Memory that processes share.
struct Shared {
    std::atomic<int> arrived[400];
    std::atomic<int> winners[400];
    std::atomic<int> ready;
};
Shared* sharedMemory() {
    void* memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? nullptr : new (memory) Shared{};
}

std::map<std::string, std::string> contentsOf(const fs::path& folder) {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            all[entry.path().string()] = base::readFile(entry.path(), 1u << 24);
    return all;
}

double steadySeconds(double add) {
    static double now = 1000;
    return now += add;
}

}  // namespace

class TestLease : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    int folders_ = 0;
    fs::path queue() {
        const auto folder = fs::path(temporary_.path().toStdString()) / std::to_string(++folders_);
        fs::create_directories(folder);
        return folder;
    }

private Q_SLOTS:
    void oneOfTwoProcessesGetsARow();
    void oneOfTwoProcessesGetsALeaseThatHasRunOut();
    void stoppedHolderEndsWithoutWriting();
    void leaseIsKeptByHeartbeats();
    void clocksOfFilesDoNotMatter();
    void gapOfTheObserverDoesNotCount();
    void endOfAProcessIsSeenAtOnce();
    void leaseIsHandedOn();
    void damagedLeaseRunsOut();
    void movedQueueIsNotALoss();
    void recordReadsBack();
};

void TestLease::oneOfTwoProcessesGetsARow() {
    constexpr int tries = 200;
    const auto folder = queue();
    Shared* shared = sharedMemory();
    QVERIFY(shared);
    const auto body = [&] {
        for (int i = 0; i < tries; ++i) {
            ++shared->arrived[i];
            while (shared->arrived[i] < 2)
                ;
            if (Lease::take(folder, "row-" + std::to_string(i), std::nullopt, {}))
                ++shared->winners[i];
        }
        return 0;
    };
    const pid_t one = inProcess(body), other = inProcess(body);
    QCOMPARE(exitCodeOf(one), 0);
    QCOMPARE(exitCodeOf(other), 0);
    for (int i = 0; i < tries; ++i)
        QCOMPARE(shared->winners[i].load(), 1);
    for (const auto& entry : fs::directory_iterator(folder / kSchedulerFolder))
        QVERIFY2(!entry.path().string().ends_with(".tmp"), entry.path().c_str());
}

void TestLease::oneOfTwoProcessesGetsALeaseThatHasRunOut() {
    constexpr int tries = 100;
    const auto folder = queue();
    QVERIFY(Lease::take(folder, "row", std::nullopt, {}));
    Shared* shared = sharedMemory();
    QVERIFY(shared);
    const auto body = [&] {
        for (int i = 0; i < tries; ++i) {
            const auto seen = Lease::read(folder, "row");
            ++shared->arrived[i];
            while (shared->arrived[i] < 2)
                ;
            if (Lease::take(folder, "row", seen, {}))
                ++shared->winners[i];
            ++shared->arrived[i];
            while (shared->arrived[i] < 4)
                ;
        }
        return 0;
    };
    const pid_t one = inProcess(body), other = inProcess(body);
    QCOMPARE(exitCodeOf(one), 0);
    QCOMPARE(exitCodeOf(other), 0);
    for (int i = 0; i < tries; ++i)
        QCOMPARE(shared->winners[i].load(), 1);
    QCOMPARE(Lease::read(folder, "row")->generation, std::int64_t{tries + 1});
}

void TestLease::stoppedHolderEndsWithoutWriting() {
#ifdef __SANITIZE_THREAD__
    QSKIP("The thread sanitizer does not support threads that start in a forked process.");
#endif
    const auto folder = queue();
    const auto run = folder / "row";
    Shared* shared = sharedMemory();
    QVERIFY(shared);
    const pid_t holder = inProcess([&] {
        const auto lease = Lease::take(folder, "row", std::nullopt, {"process", "cpu", 1, 0.3});
        const LeaseKeeper keeper(*lease);
        auto directory = telemetry::RunDirectory::create(run, {}, std::make_shared<LeaseClaim>(*lease));
        for (;;) {
            try {
                directory.log("a line");
                directory.writeStatus({});
                // It is stopped between two writes: a write that has checked its lease cannot be stopped before its
                // end.
                shared->ready = 1;
                while (shared->ready == 1)
                    ;
            } catch (const telemetry::ClaimLost& error) {
                return std::string(error.what()).find("has been given to process") != std::string::npos ? 7 : 8;
            }
        }
    });
    QTRY_COMPARE(shared->ready.load(), 1);
    ::kill(holder, SIGSTOP);
    int status = 0;
    ::waitpid(holder, &status, WUNTRACED);
    LeaseWatch watch;
    QTRY_VERIFY(watch.hasRunOut(*Lease::read(folder, "row")));
    const auto taken = Lease::take(folder, "row", Lease::read(folder, "row"), {});
    QVERIFY(taken);
    const auto before = contentsOf(run);
    shared->ready = 2;
    ::kill(holder, SIGCONT);
    QCOMPARE(exitCodeOf(holder), 7);
    QVERIFY(contentsOf(run) == before);
    QVERIFY(taken->held().value_or(false));
}

void TestLease::leaseIsKeptByHeartbeats() {
    const auto folder = queue();
    const LeaseKeeper keeper(*Lease::take(folder, "row", std::nullopt, {"process", "cpu", 1, 0.6}));
    LeaseWatch watch;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 1500) {
        QVERIFY(!watch.hasRunOut(*Lease::read(folder, "row")));
        QThread::msleep(20);
    }
    QVERIFY(watch.sawHeartbeat("row"));
    QVERIFY(!keeper.lost());
}

// A server or another machine with a wrong clock gives files wrong times.
void TestLease::clocksOfFilesDoNotMatter() {
    const auto folder = queue();
    const auto lease = *Lease::take(folder, "row", std::nullopt, {"process", "cpu", 1, 30});
    const auto setTime = [&](std::time_t seconds) {
        const timespec times[2]{{seconds, 0}, {seconds, 0}};
        QCOMPARE(::utimensat(AT_FDCWD, (folder / kSchedulerFolder / "row.1").c_str(), times, 0), 0);
    };
    double now = 0;
    LeaseWatch watch([&] { return std::chrono::duration<double>(now); });
    for (const std::time_t time : {std::time_t{0}, std::time_t{4'000'000'000}, std::time_t{1'000'000'000}}) {
        setTime(time);
        QVERIFY(!watch.hasRunOut(*Lease::read(folder, "row")));
        now += 9;
        QVERIFY(lease.beat());
        setTime(time);
    }
    for (int i = 0; i < 4; ++i, now += 9)
        QVERIFY(!watch.hasRunOut(*Lease::read(folder, "row")));
    setTime(4'000'000'000);  // a change of the time alone is no heartbeat
    QVERIFY(watch.hasRunOut(*Lease::read(folder, "row")));
}

void TestLease::gapOfTheObserverDoesNotCount() {
    const auto folder = queue();
    const auto lease = Lease::take(folder, "row", std::nullopt, {"process", "cpu", 1, 30});
    double add = 0;
    LeaseWatch watch([&] { return std::chrono::duration<double>(steadySeconds(add)); });
    QVERIFY(!watch.hasRunOut(*Lease::read(folder, "row")));
    add = 100000;
    QVERIFY(!watch.hasRunOut(*Lease::read(folder, "row")));
    QVERIFY(!watch.hasRunOut(*Lease::read(folder, "row")));
    QVERIFY(watch.hasRunOut(*Lease::read(folder, "row")));
}

void TestLease::endOfAProcessIsSeenAtOnce() {
    const auto folder = queue();
    const pid_t process = inProcess([&] { return Lease::take(folder, "row", std::nullopt, {}).has_value() ? 0 : 1; });
    QCOMPARE(exitCodeOf(process), 0);
    LeaseWatch watch;
    const auto record = Lease::read(folder, "row");
    QVERIFY(watch.hasRunOut(*record));
    auto elsewhere = *record;
    elsewhere.row = "other";
    elsewhere.holder.boot = "another machine";
    QVERIFY(!watch.hasRunOut(elsewhere));
    QVERIFY(!hasEnded(thisWorker()));
}

void TestLease::leaseIsHandedOn() {
    const auto folder = queue();
    const auto lease = *Lease::take(folder, "a.1", std::nullopt, {"process", "cuda:3", 4, 30});
    const auto child = Lease::withToken(folder, "a.1", lease.token());
    QVERIFY(child && child->hold());
    QCOMPARE(Lease::read(folder, "a.1")->device, std::string("cuda:3"));
    QVERIFY(!Lease::read(folder, "a"));  // a row whose name begins another's
    lease.markReturning();
    QVERIFY(child->held().value_or(false));
    QVERIFY(Lease::read(folder, "a.1")->returning);
    child->end(LeaseState::Ended);
    QVERIFY(!child->held().value_or(true));
    QVERIFY(!child->beat());
    QVERIFY(child->hold() && child->held().value_or(false));  // its job is requeued
    child->end(LeaseState::Ended);
    const auto next = Lease::take(folder, "a.1", Lease::read(folder, "a.1"), {});
    QVERIFY(next && next->held().value_or(false));
    QVERIFY(!Lease::take(folder, "a.1", std::nullopt, {}));
    lease.end(LeaseState::Returned);  // too late: nothing happens
    QVERIFY(!child->hold());
    QVERIFY(next->held().value_or(false));
    QVERIFY_EXCEPTION_THROWN(LeaseClaim(lease).require(), telemetry::ClaimLost);
    LeaseClaim(*next).require();
    for (const char* token : {"", "x", "7-0000000000000000", "-1-0"})
        QVERIFY(!Lease::withToken(folder, "a.1", token));
}

void TestLease::damagedLeaseRunsOut() {
    const auto folder = queue();
    fs::create_directories(folder / kSchedulerFolder);
    std::ofstream(folder / kSchedulerFolder / "row.1") << "{\"token\": 3";
    double now = 0;
    LeaseWatch watch([&] { return std::chrono::duration<double>(now); });
    QVERIFY(!watch.hasRunOut(*Lease::read(folder, "row")));
    for (int i = 0; i < 4; ++i) {
        now += 10;
        watch.hasRunOut(*Lease::read(folder, "row"));
    }
    QVERIFY(watch.hasRunOut(*Lease::read(folder, "row")));
    QVERIFY(Lease::take(folder, "row", Lease::read(folder, "row"), {}));
}

void TestLease::movedQueueIsNotALoss() {
    const auto folder = queue();
    const auto lease = *Lease::take(folder, "row", std::nullopt, {});
    auto moved = folder;
    moved += "-moved";
    fs::rename(folder, moved);
    LeaseClaim(lease).require();  // the write itself says what is wrong
    QVERIFY(lease.beat());
    fs::rename(moved, folder);
    QVERIFY(lease.held().value_or(false));
}

void TestLease::recordReadsBack() {
    LeaseRecord record;
    record.row = "row";
    record.generation = 4;
    record.token = freshToken(4);
    record.state = LeaseState::Returned;
    record.place = "slurm:partition=\"a,b\"";
    record.device = "cuda:1";
    record.threads = 3;
    record.returning = true;
    record.seconds = 12.5;
    record.scheduler = thisWorker();
    record.holder = {"h\xff\n\"", "boot", 12, 34};
    record.beat = freshBeat();
    auto read = parseLease(leaseText(record), "row", 4);
    QVERIFY(read.holder.host != record.holder.host);  // not UTF-8
    read.holder.host = record.holder.host;
    QVERIFY(read == record);
}

QTEST_GUILESS_MAIN(TestLease)
#include "tst_lease.moc"
