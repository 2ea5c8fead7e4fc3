#include "training/engine/distributed/Watch.h"

#include <unistd.h>

#include <array>
#include <exception>

namespace isonet::distributed {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kBeat{1};
constexpr std::chrono::seconds kPatience{3};  // beyond the silence after which a dead rank is named

std::vector<std::uint8_t> bytes(const std::string& text) {
    return {text.begin(), text.end()};
}

std::string text(const std::vector<std::uint8_t>& bytes) {
    return {bytes.begin(), bytes.end()};
}

std::string hostAndProcess() {
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    return std::string(host.data()) + ", process " + std::to_string(::getpid());
}

}  // namespace

Watch::Watch(c10::intrusive_ptr<c10d::Store> store, int rank, int world, std::string keeper,
             std::chrono::seconds silence)
    : store_(std::move(store)),
      rank_(rank),
      world_(world),
      keeper_(std::move(keeper)),
      silence_(silence),
      heardAt_(Clock::now()) {
    store_->set("who/" + std::to_string(rank_), bytes(hostAndProcess()));
    beat();
    thread_ = std::jthread([this](std::stop_token stop) { work(std::move(stop)); });
}

Watch::~Watch() {
    thread_.request_stop();
    changed_.notify_all();
    thread_.join();
    // A rank that exits with an error does not sign off, so that the others do not wait for it.
    if (std::uncaught_exceptions() > 0 || !lost_.empty())
        return;
    try {
        store_->set("left/" + std::to_string(rank_), bytes("1"));
    } catch (const std::exception&) {
        // The host of the store has already left.
    }
}

void Watch::beat() {
    store_->add("beat/" + std::to_string(rank_), 1);
}

void Watch::work(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait_for(lock, stop, kBeat, [this] { return !failure_.empty() && !reported_; });
        const std::string failure = reported_ ? "" : failure_;
        const bool over = !lost_.empty();
        lock.unlock();
        try {
            if (!failure.empty())
                declare(failure);
            else if (!over && !stop.stop_requested()) {
                beat();
                check();
                checkCommunication();
            }
        } catch (const std::exception& error) {
            // c10d errors end with a stack trace.
            const std::string why = error.what();
            settle(keeper_ + " no longer responds (" + why.substr(0, why.find('\n')) + ")");
        }
        lock.lock();
        reported_ = reported_ || !failure.empty();
        changed_.notify_all();
        if (stop.stop_requested())
            return;
    }
}

void Watch::check() {
    if (store_->check({"lost"})) {
        settle(text(store_->get("lost")));
        return;
    }
    const std::string next = std::to_string((rank_ + 1) % world_);
    const std::int64_t now = store_->add("beat/" + next, 0);
    if (now != heard_ || store_->check({"left/" + next})) {
        heard_ = now;
        heardAt_ = Clock::now();
    } else if (Clock::now() - heardAt_ > silence_) {
        const std::string who = store_->check({"who/" + next}) ? " (" + text(store_->get("who/" + next)) + ")" : "";
        declare("rank " + next + " of " + std::to_string(world_) + who + " has not responded for " +
                std::to_string(silence_.count()) + " seconds: the process, its machine or the network has failed");
    }
}

void Watch::checkCommunication() {
    std::function<std::string()> probe;
    {
        const std::lock_guard lock(mutex_);
        if (!lost_.empty())
            return;
        probe = communicationFailure_;
    }
    const std::string failure = probe ? probe() : std::string();
    if (failure.empty()) {
        failedAt_.reset();
    } else if (!failedAt_) {
        failedAt_ = Clock::now();
    } else if (Clock::now() - *failedAt_ > silence_ + kPatience) {
        declare("rank " + std::to_string(rank_) + " of " + std::to_string(world_) + " (" + hostAndProcess() +
                "): " + failure);
    }
}

void Watch::declare(const std::string& message) {
    // An empty expected value: only if no rank has reported yet.
    settle(text(store_->compareSet("lost", {}, bytes(message))));
}

void Watch::settle(const std::string& message) {
    std::function<void(const std::string&)> call;
    {
        const std::lock_guard lock(mutex_);
        if (!lost_.empty())
            return;
        lost_ = message;
        if (failure_.empty())
            call = call_;
    }
    changed_.notify_all();
    if (call)
        call(message);
}

void Watch::fail(const std::string& message) noexcept {
    try {
        std::unique_lock lock(mutex_);
        if (!lost_.empty())
            return;
        failure_ = "rank " + std::to_string(rank_) + " of " + std::to_string(world_) + " (" + hostAndProcess() +
                   ") exited: " + message;
        changed_.notify_all();
        changed_.wait_for(lock, std::chrono::seconds(5), [this] { return reported_; });
    } catch (const std::exception&) {
        // The others will notice the missing heartbeat.
    }
}

void Watch::probe(std::function<std::string()> failure) {
    const std::lock_guard lock(mutex_);
    communicationFailure_ = std::move(failure);
}

std::string Watch::lost() const {
    const std::lock_guard lock(mutex_);
    return lost_;
}

std::string Watch::waitForLoss(std::chrono::seconds longest) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, longest, [this] { return !lost_.empty(); });
    return lost_;
}

void Watch::onLost(std::function<void(const std::string&)> call) {
    std::string message;
    {
        const std::lock_guard lock(mutex_);
        call_ = std::move(call);
        message = lost_;
    }
    if (!message.empty() && call_)
        call_(message);
}

}  // namespace isonet::distributed
