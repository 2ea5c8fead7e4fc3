#include "app/workbench/jobs/JobThread.h"

#include <c10/util/Exception.h>

#include <QCoreApplication>
#include <new>
#include <utility>

#include "model/kernels/CudaPlugin.h"

namespace isonet::workbench {

JobThread::JobThread(std::function<void(const QString&)> failed, std::function<void()> idle)
    : failed_(std::move(failed)), idle_(std::move(idle)) {
    thread_ = std::jthread([this](std::stop_token stop) { run(std::move(stop)); });
}

JobThread::~JobThread() {
    cancel();
}

void JobThread::dropJobs() {
    jobs_.clear();
    current_.request_stop();
}

void JobThread::cancel() {
    const std::lock_guard lock(mutex_);
    dropJobs();
}

void JobThread::reset() {
    const std::lock_guard lock(mutex_);
    ++generation_;
    dropJobs();
}

void JobThread::submit(const QString& kind, Work work) {
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(jobs_, [&](const Job& queued) { return queued.kind == kind; });
        if (running_ == kind)
            current_.request_stop();
        jobs_.push_back({kind, std::move(work), generation_});
    }
    changed_.notify_all();
}

void JobThread::post(std::function<void()> what) {
    postOf(jobGeneration_, std::move(what));
}

void JobThread::postOf(std::uint64_t generation, std::function<void()> what) {
    mailbox_.post([this, generation, what = std::move(what)] {
        {
            const std::lock_guard lock(mutex_);
            if (generation != generation_)
                return;
        }
        what();
    });
}

void JobThread::execute(const Job& job, std::stop_token stop) {
    const auto fail = [this](const QString& message) { post([this, message] { failed_(message); }); };
    try {
        job.work(std::move(stop));
    } catch (const c10::Error& e) {
        fail(QString::fromUtf8(e.what_without_backtrace()));
    } catch (const std::bad_alloc&) {
        fail(QCoreApplication::translate(
            "JobThread", "Not enough memory. Close other programs, or choose a smaller layer or fewer images."));
    } catch (const std::exception& e) {
        fail(QString::fromUtf8(e.what()).trimmed());
    } catch (...) {
        fail(QCoreApplication::translate("JobThread", "Unknown error."));
    }
}

void JobThread::run(std::stop_token stop) {
    // Jobs use torch, which must not be used before this. Waits if another thread is already loading.
    model::loadCuda();
    while (!stop.stop_requested()) {
        Job job;
        std::stop_token token;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, stop, [&] { return !jobs_.empty(); });
            if (stop.stop_requested())
                return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
            running_ = job.kind;
            jobGeneration_ = job.generation;
            current_ = std::stop_source();
            token = current_.get_token();
        }
        execute(job, std::move(token));
        bool isIdle = false;
        std::uint64_t generation = 0;
        {
            const std::lock_guard lock(mutex_);
            running_.clear();
            isIdle = jobs_.empty();
            generation = generation_;
        }
        if (isIdle)
            postOf(generation, idle_);
    }
}

}  // namespace isonet::workbench
