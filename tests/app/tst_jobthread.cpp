// JobThread: order of jobs, newest job of a kind wins, cancellation, reset, exceptions, destruction during a job.
// Mailbox: order, threads, destruction.
#include <QCoreApplication>
#include <QObject>
#include <QStringList>
#include <QtTest>
#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "app/workbench/jobs/JobThread.h"
#include "app/workbench/jobs/Mailbox.h"

using isonet::workbench::JobThread;
using isonet::workbench::Mailbox;

namespace {

// A point where a job waits until the test lets it continue.
class Gate {
public:
    void open() { opened_.set_value(); }
    void wait() const { future_.wait(); }

private:
    std::promise<void> opened_;
    std::shared_future<void> future_ = opened_.get_future().share();
};

bool waitForStop(const std::stop_token& stop) {
    for (int i = 0; i < 5000 && !stop.stop_requested(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return stop.stop_requested();
}

}  // namespace

class TestJobThread : public QObject {
    Q_OBJECT
    QStringList log_;
    QStringList failures_;
    int idle_ = 0;
    std::unique_ptr<JobThread> jobs_;

    void log(const QString& entry) {
        jobs_->post([this, entry] { log_ << entry; });
    }
    // Submits a job that waits for `gate`, and returns once it runs.
    void occupy(const QString& kind, Gate& gate) {
        std::promise<void> started;
        jobs_->submit(kind, [this, kind, &gate, &started](std::stop_token stop) {
            started.set_value();
            gate.wait();
            log(kind + (stop.stop_requested() ? QStringLiteral(" stopped") : QStringLiteral(" done")));
        });
        started.get_future().wait();
    }
    void submit(const QString& kind, const QString& entry) {
        jobs_->submit(kind, [this, entry](std::stop_token) { log(entry); });
    }

private Q_SLOTS:
    void init() {
        log_.clear();
        failures_.clear();
        idle_ = 0;
        jobs_ =
            std::make_unique<JobThread>([this](const QString& message) { failures_ << message; }, [this] { ++idle_; });
    }
    void cleanup() { jobs_.reset(); }

    void jobsOfDifferentKindsRunInOrder() {
        Gate gate;
        occupy("first", gate);
        submit("a", "a");
        submit("b", "b");
        submit("c", "c");
        gate.open();
        QTRY_COMPARE(log_, QStringList({"first done", "a", "b", "c"}));
        QTRY_VERIFY(idle_ >= 1);
        QVERIFY(failures_.isEmpty());
    }

    void newestQueuedJobOfAKindWins() {
        Gate gate;
        occupy("first", gate);
        submit("a", "a1");
        submit("b", "b");
        submit("a", "a2");
        submit("a", "a3");
        gate.open();
        QTRY_COMPARE(log_, QStringList({"first done", "b", "a3"}));
    }

    void runningJobOfTheSameKindIsStopped() {
        std::promise<void> started;
        jobs_->submit("a", [&](std::stop_token stop) {
            started.set_value();
            log(waitForStop(stop) ? "a1 stopped" : "a1 timed out");
        });
        started.get_future().wait();
        submit("a", "a2");
        QTRY_COMPARE(log_, QStringList({"a1 stopped", "a2"}));
    }

    void runningJobOfAnotherKindContinues() {
        Gate gate;
        occupy("a", gate);
        submit("b", "b");
        gate.open();
        QTRY_COMPARE(log_, QStringList({"a done", "b"}));
    }

    void cancelStopsTheRunningAndDropsTheQueuedJobs() {
        Gate gate;
        occupy("first", gate);
        submit("a", "a");
        submit("b", "b");
        jobs_->cancel();
        gate.open();
        // What the stopped job posts still arrives, and so does the end.
        QTRY_COMPARE(log_, QStringList({"first stopped"}));
        QTRY_COMPARE(idle_, 1);
        submit("c", "c");  // still usable
        QTRY_COMPARE(log_, QStringList({"first stopped", "c"}));
    }

    void resetDiscardsWhatOldJobsPosted() {
        Gate gate;
        std::promise<void> posted;
        jobs_->submit("a", [&](std::stop_token) {
            log("before");
            posted.set_value();
            gate.wait();
            log("after");
            throw std::runtime_error("too late");
        });
        posted.get_future().wait();  // "before" is in the event queue of this thread
        submit("b", "b");
        jobs_->reset();
        submit("c", "c");
        gate.open();
        QTRY_VERIFY(idle_ >= 1);
        QCOMPARE(log_, QStringList({"c"}));
        QVERIFY2(failures_.isEmpty(), qPrintable(failures_.join(QLatin1Char(','))));
    }

    void postedFunctionsRunOnTheThreadOfTheConstructor() {
        std::thread::id job, posted;
        jobs_->submit("a", [&](std::stop_token) {
            job = std::this_thread::get_id();
            jobs_->post([&] { posted = std::this_thread::get_id(); });
        });
        QTRY_COMPARE(idle_, 1);
        QVERIFY(posted == std::this_thread::get_id());
        QVERIFY(job != std::thread::id() && job != posted);
    }

    void exceptionsAreReportedAndTheThreadContinues() {
        jobs_->submit("a", [](std::stop_token) { throw std::runtime_error(" no such layer \n"); });
        jobs_->submit("b", [](std::stop_token) { throw std::bad_alloc(); });
        jobs_->submit("c", [](std::stop_token) { throw 7; });
        submit("d", "d");
        QTRY_COMPARE(log_, QStringList({"d"}));
        QCOMPARE(failures_.size(), 3);
        QCOMPARE(failures_[0], QStringLiteral("no such layer"));
        QVERIFY2(failures_[1].contains(QStringLiteral("memory")), qPrintable(failures_[1]));
        QCOMPARE(failures_[2], QStringLiteral("Unknown error."));
    }

    void destructionStopsARunningJobAndWaits() {
        std::promise<void> started;
        std::atomic<bool> finished = false, stopped = false, queuedRan = false;
        JobThread& jobs = *jobs_;  // reset() clears the pointer before it destroys the thread
        jobs_->submit("a", [&](std::stop_token stop) {
            started.set_value();
            stopped = waitForStop(stop);
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            jobs.post([this] { log_ << "late"; });
            finished = true;
        });
        jobs_->submit("b", [&](std::stop_token) { queuedRan = true; });
        started.get_future().wait();
        jobs_.reset();
        QVERIFY(stopped && finished && !queuedRan);
        QCoreApplication::processEvents();
        QVERIFY(log_.isEmpty());
        QCOMPARE(idle_, 0);
    }

    void mailboxKeepsTheOrderOfEveryThread() {
        constexpr int threads = 4, perThread = 500;
        Mailbox mailbox;
        std::vector<std::vector<int>> received(threads);  // only this thread writes
        std::vector<std::jthread> posting;
        for (int t = 0; t < threads; ++t)
            posting.emplace_back([&mailbox, &received, t] {
                for (int i = 0; i < perThread; ++i)
                    mailbox.post([&received, t, i, text = std::string(100, 'x')] {
                        received[std::size_t(t)].push_back(text.size() == 100 ? i : -1);
                    });
            });
        for (const auto& each : received)
            QTRY_COMPARE(int(each.size()), perThread);
        for (const auto& each : received)
            QVERIFY(std::ranges::is_sorted(each) && each.front() == 0);
    }

    void mailboxDropsWhatWasNotCalled() {
        int called = 0;
        const auto counted = std::make_shared<int>(0);
        auto mailbox = std::make_unique<Mailbox>();
        mailbox->post([&called] { ++called; });
        mailbox->post([&mailbox] { mailbox.reset(); });
        mailbox->post([&called, counted] { ++called; });
        QCOMPARE(counted.use_count(), 2L);
        QTRY_VERIFY(!mailbox);
        QCoreApplication::processEvents();
        QCOMPARE(called, 1);
        QCOMPARE(counted.use_count(), 1L);
    }
};

QTEST_GUILESS_MAIN(TestJobThread)
#include "tst_jobthread.moc"
