// Kills schedulers, windows and rows of queues at random moments, and checks that no row and no record is lost and none
// is trained twice.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace isonet::benchmarks {

struct KillStatistics {
    int queues = 0, schedulers = 0, windows = 0, rows = 0, finished = 0;  // killed; `finished` rows
    std::vector<std::string> faults;
};

// Runs queues of four tiny rows, two at a time, with two schedulers and, where it is installed next to this program, a
// window of the workbench without a screen on each, until `kills` processes have been killed.
// Prints a line per queue.
KillStatistics killQueues(int kills, std::ostream& out);

}  // namespace isonet::benchmarks
