// What a lease says: the content of one of its files (Lease.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "training/scheduler/WorkerId.h"

namespace isonet::scheduler {

enum class LeaseState {
    Held,
    Taken,     // another process holds the row now
    Returned,  // given back: the row may be started by anyone
    Ended      // its process has ended
};

struct LeaseRecord {
    std::string row;              // its id
    std::int64_t generation = 0;  // counts the leases of the row from 1
    std::string token;            // "<generation>-<random>"; empty: the file cannot be read as a lease
    LeaseState state = LeaseState::Held;
    std::string place;       // Place.h of training/launch, or "here"
    std::string device;      // of its slot: "cpu", "cuda:0"
    int threads = 0;         // of its slot
    bool returning = false;  // its scheduler has asked it to stop: others may start the row once it has ended
    double seconds = 30;     // without a heartbeat after which the lease has run out
    WorkerId scheduler;      // that has started the row
    WorkerId holder;         // that trains it; the scheduler until the run has begun
    std::string beat;        // changes with every heartbeat

    bool operator==(const LeaseRecord&) const = default;
};

inline constexpr std::size_t kBeatLength = 16;

// One line of JSON, then a line with the heartbeat, which has a fixed length and is overwritten in place: a heartbeat
// needs no room on a full disk.
std::string leaseText(const LeaseRecord& record);
// Throws nothing: for a file that is not a lease, `token` is empty and `beat` is its content.
LeaseRecord parseLease(std::string_view text, const std::string& row, std::int64_t generation);

std::string freshBeat();                          // 16 random hexadecimal digits
std::string freshToken(std::int64_t generation);  // "3-5f0c..."

}  // namespace isonet::scheduler
