#include "app/bench/soak/SoakStatistics.h"

#include <iomanip>
#include <nlohmann/json.hpp>
#include <numeric>

#include "model/base/ShownText.h"

namespace isonet::benchmarks {
namespace {

constexpr double soakMebibyte = 1 << 20;

int total(const std::map<std::string, int>& counts) {
    return std::accumulate(counts.begin(), counts.end(), 0, [](int sum, const auto& c) { return sum + c.second; });
}

std::string listOf(const std::map<std::string, int>& counts) {
    std::string text;
    for (const auto& [name, count] : counts)
        text += (text.empty() ? " (" : ", ") + name + " " + std::to_string(count);
    return text.empty() ? text : text + ")";
}

}  // namespace

int SoakStatistics::killCount() const {
    return total(kills);
}

int SoakStatistics::fullDiskCount() const {
    return total(fullDisks);
}

std::string repeatCommand(int seed, int round) {
    return "isonet bench soak --seed " + std::to_string(seed) + " --first-round " + std::to_string(round) +
           " --rounds 1";
}

nlohmann::ordered_json toJson(const SoakStatistics& f) {
    nlohmann::ordered_json faults = nlohmann::ordered_json::array();
    for (const auto& fault : f.faults)
        faults.push_back({{"round", fault.round},
                          {"fault", fault.what},
                          {"folder", fault.folder},
                          {"repeat", repeatCommand(f.seed, fault.round)}});
    return {{"seed", f.seed},
            {"minutes", f.minutes},
            {"rounds", f.rounds},
            {"rounds_in_process", f.liveRounds},
            {"starts", f.starts},
            {"resumes", f.resumes},
            {"refused_second_processes", f.refused},
            {"finished", f.finished},
            {"pauses", f.pauses},
            {"steers", f.steers},
            {"checkpoint_requests", f.checkpointRequests},
            {"kills", f.kills},
            {"full_disks", f.fullDisks},
            {"deleted_folders", f.deletedFolders},
            {"renamed_folders", f.renamedFolders},
            {"checks", f.checks},
            {"followers", f.followers},
            {"follower_starts", f.followerStarts},
            {"peak_memory_bytes", f.peakBytes},
            {"follower_peak_memory_bytes", f.followerPeakBytes},
            {"faults", faults}};
}

void print(std::ostream& out, const SoakStatistics& f) {
    out << std::fixed << std::setprecision(1) << "soak, seed " << f.seed << ", " << f.minutes << " min\n"
        << "rounds           " << f.rounds << ", " << f.liveRounds << " of them in this process\n"
        << "starts           " << f.starts << ", resumes " << f.resumes << ", refused second processes " << f.refused
        << ", finished " << f.finished << '\n'
        << "pauses           " << f.pauses << ", steers " << f.steers << ", checkpoint requests "
        << f.checkpointRequests << '\n'
        << "kills            " << f.killCount() << listOf(f.kills) << '\n'
        << "full disks       " << f.fullDiskCount() << listOf(f.fullDisks) << '\n'
        << "vanished folders " << f.deletedFolders << ", renamed " << f.renamedFolders << '\n'
        << "checks           " << f.checks << '\n'
        << "followers        " << f.followers << ", started " << f.followerStarts << '\n'
        << std::setprecision(0) << "peak memory      " << f.peakBytes / soakMebibyte << " MiB, of a follower "
        << f.followerPeakBytes / soakMebibyte << " MiB\n"
        << "faults           " << f.faults.size() << '\n';
    for (const auto& fault : f.faults)
        out << "  round " << fault.round << ": " << base::shownText(fault.what) << '\n'
            << (fault.folder.empty() ? "" : "    kept in " + base::shownName(fault.folder) + "\n") << "    "
            << repeatCommand(f.seed, fault.round) << '\n';
}

}  // namespace isonet::benchmarks
