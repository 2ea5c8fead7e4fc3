// What a soak has done and found.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <string>
#include <vector>

namespace isonet::benchmarks {

struct SoakFault {
    int round = 0;
    std::string what;    // the invariant that does not hold
    std::string folder;  // the copy of the run that is kept; empty: none
};

struct SoakStatistics {
    int seed = 0;
    double minutes = 0;
    int rounds = 0, liveRounds = 0;  // all; those that train in the soak's own process
    int starts = 0, resumes = 0, refused = 0, finished = 0;
    int pauses = 0, steers = 0, checkpointRequests = 0;
    std::map<std::string, int> kills;      // by signal
    std::map<std::string, int> fullDisks;  // by how the disk was filled
    int deletedFolders = 0, renamedFolders = 0;
    int checks = 0;         // of one run after training
    std::string followers;  // "windows" or "event readers"
    int followerStarts = 0;
    double peakBytes = 0;          // resident memory of the soak, its largest
    double followerPeakBytes = 0;  // the same of the largest follower
    std::vector<SoakFault> faults;

    int killCount() const;
    int fullDiskCount() const;
};

nlohmann::ordered_json toJson(const SoakStatistics& statistics);
void print(std::ostream& out, const SoakStatistics& statistics);
// "isonet bench soak --seed 3 --first-round 17 --rounds 1"
std::string repeatCommand(int seed, int round);

}  // namespace isonet::benchmarks
