// Detects lost ranks of a group. Private to Group.cpp.
#pragma once

#include <torch/csrc/distributed/c10d/Store.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace isonet::distributed {

// Keys in the store: "beat/<rank>" is a counter that rises every second; "left/<rank>" is set once the rank has left
// normally; "who/<rank>" names its machine and process; "lost" holds the first message about a lost rank.
//
// Each rank watches the next one, and all read "lost". A store that does not respond means that its host (rank 0 or the
// launcher) is gone. A rank whose communication has failed reports itself only if within a while no rank turns out to
// be lost: where a rank dies, the others' communication fails first.
class Watch {
public:
    // `store`: a connection used by nothing else. `keeper`: describes the host of the store.
    Watch(c10::intrusive_ptr<c10d::Store> store, int rank, int world, std::string keeper, std::chrono::seconds silence);
    ~Watch();  // signs this rank off
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    void fail(const std::string& message) noexcept;
    std::string lost() const;                               // empty: no rank
    std::string waitForLoss(std::chrono::seconds longest);  // the same, after waiting
    void onLost(std::function<void(const std::string&)> call);
    // `failure`: called every second on the watching thread; what has failed in this rank's communication, or empty.
    // Must not wait or throw.
    void probe(std::function<std::string()> failure);

private:
    void work(std::stop_token stop);
    void beat();
    void check();
    void checkCommunication();
    void declare(const std::string& message);  // in the store and here
    void settle(const std::string& message);   // here; notifies waiters and the callback

    // Used by the watching thread only, after the constructor.
    const c10::intrusive_ptr<c10d::Store> store_;
    const int rank_, world_;
    const std::string keeper_;
    const std::chrono::seconds silence_;
    std::int64_t heard_ = -1;
    std::chrono::steady_clock::time_point heardAt_;
    std::optional<std::chrono::steady_clock::time_point> failedAt_;  // the communication

    mutable std::mutex mutex_;  // guards the members below
    std::condition_variable_any changed_;
    std::string lost_;
    std::string failure_;  // to be reported to the others
    bool reported_ = false;
    std::function<void(const std::string&)> call_;
    std::function<std::string()> communicationFailure_;

    std::jthread thread_;  // last: it uses the members above
};

}  // namespace isonet::distributed
