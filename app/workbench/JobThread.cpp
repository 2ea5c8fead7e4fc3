#include "app/workbench/JobThread.h"

#include <c10/util/Exception.h>

namespace isonet::workbench {

JobThread::JobThread(QObject* owner, std::function<void(const QString&)> failed, std::function<void()> idle)
    : owner_(owner), failed_(std::move(failed)), idle_(std::move(idle)) {
    thread_ = std::jthread([this](std::stop_token stop) { work(std::move(stop)); });
}

JobThread::~JobThread() {
    cancel();
}

void JobThread::drop() {
    jobs_.clear();
    current_.request_stop();
}

void JobThread::cancel() {
    const std::lock_guard lock(mutex_);
    drop();
}

void JobThread::startAnew() {
    const std::lock_guard lock(mutex_);
    ++generation_;
    drop();
}

void JobThread::ask(const QString& kind, Work work) {
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(jobs_, [&](const Job& waiting) { return waiting.kind == kind; });
        if (running_ == kind)
            current_.request_stop();
        jobs_.push_back({kind, std::move(work)});
    }
    changed_.notify_all();
}

void JobThread::tell(std::function<void()> what) {
    std::uint64_t asked = 0;
    {
        const std::lock_guard lock(mutex_);
        asked = generation_;
    }
    QMetaObject::invokeMethod(
        owner_,
        [this, asked, what = std::move(what)] {
            {
                const std::lock_guard lock(mutex_);
                if (asked != generation_)
                    return;
            }
            what();
        },
        Qt::QueuedConnection);
}

void JobThread::work(std::stop_token stop) {
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
            current_ = std::stop_source();
            token = current_.get_token();
        }
        const auto fail = [this](const QString& text) { tell([this, text] { failed_(text); }); };
        try {
            job.work(token);
        } catch (const c10::Error& e) {
            fail(QString::fromUtf8(e.what_without_backtrace()));
        } catch (const std::bad_alloc&) {
            fail(
                QStringLiteral("There is no memory left for this. Close other programs, or choose a smaller layer or "
                               "fewer images."));
        } catch (const std::exception& e) {
            fail(QString::fromUtf8(e.what()).trimmed());
        }
        bool isIdle = false;
        {
            const std::lock_guard lock(mutex_);
            running_.clear();
            isIdle = jobs_.empty();
        }
        if (isIdle)
            tell(idle_);
    }
}

}  // namespace isonet::workbench
