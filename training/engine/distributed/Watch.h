// Notices when a rank of a group is gone. Private to Group.cpp.
#pragma once

#include <torch/csrc/distributed/c10d/Store.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace isonet::distributed {

// Keys in the store: "beat/<rank>" rises every second; "left/<rank>" is there once it has ended in order; "who/<rank>"
// names its machine and process; "lost" holds the first message about one that has not.
//
// Each rank watches the next one (so that all are watched at the cost of one), and all read "lost". A store that
// no longer answers means that the process keeping it, rank 0's or the launcher's, is gone.
class Watch {
public:
    // `store`: a connection of its own, for no other use.
    Watch(c10::intrusive_ptr<c10d::Store> store, int rank, int world, std::string keeper, std::chrono::seconds silence);
    ~Watch();  // says that this rank has left
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    void fail(const std::string& message) noexcept;
    std::string lost() const;                               // empty: nobody
    std::string waitForLoss(std::chrono::seconds longest);  // the same, once it is known
    void onLost(std::function<void(const std::string&)> call);

private:
    void work(std::stop_token stop);
    void beat();
    void check();
    void declare(const std::string& message);  // in the store, and here
    void settle(const std::string& message);   // here: tells whoever asked

    // The watching thread's, after the constructor.
    const c10::intrusive_ptr<c10d::Store> store_;
    const int rank_, world_;
    const std::string keeper_;
    const std::chrono::seconds silence_;
    std::int64_t heard_ = -1;
    std::chrono::steady_clock::time_point heardAt_;

    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable_any changed_;
    std::string lost_;
    std::string failure_;  // to be told to the others
    bool told_ = false;
    std::function<void(const std::string&)> call_;

    std::jthread thread_;  // last: it uses the above
};

}  // namespace isonet::distributed
