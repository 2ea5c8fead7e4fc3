#include "training/engine/distributed/DeviceAgreement.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace isonet::distributed {
namespace {

constexpr std::size_t kMostNamed = 8;  // in a message
constexpr const char* kAccepted =
    "; accepted with several processes: auto and cuda where every process has a GPU, cpu anywhere";

std::string oneLine(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

// "rank 2 (node7)", "ranks 2, 3 (node7) and 4 (node8)"; the host after the last rank of a run on it.
std::string named(const std::vector<int>& which, const std::vector<RankDevices>& ranks) {
    const auto hostOf = [&](std::size_t i) -> const std::string& {
        return ranks[static_cast<std::size_t>(which[i])].host;
    };
    const std::size_t count = std::min(which.size(), kMostNamed);
    std::string text = which.size() == 1 ? "rank " : "ranks ";
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0)
            text += i + 1 == which.size() ? " and " : ", ";
        text += std::to_string(which[i]);
        if (!hostOf(i).empty() && (i + 1 == count || hostOf(i + 1) != hostOf(i)))
            text += " (" + hostOf(i) + ")";
    }
    return which.size() > count ? text + " and " + std::to_string(which.size() - count) + " more" : text;
}

std::vector<int> ranksThat(const std::vector<RankDevices>& ranks, const std::function<bool(const RankDevices&)>& are) {
    std::vector<int> found;
    for (std::size_t i = 0; i < ranks.size(); ++i)
        if (are(ranks[i]))
            found.push_back(static_cast<int>(i));
    return found;
}

[[noreturn]] void refuse(const RankDevices& first, const std::string& why) {
    throw std::invalid_argument("'" + first.requested + "' cannot be used by these processes: " + why + kAccepted);
}

void checkRequests(const std::vector<RankDevices>& ranks) {
    const auto others = ranksThat(ranks, [&](const auto& rank) { return rank.requested != ranks.front().requested; });
    if (others.empty())
        return;
    refuse(ranks.front(), "rank 0 requests it, " + named(others, ranks) +
                              (others.size() == 1 ? " requests" : " request") + " another device, '" +
                              ranks[static_cast<std::size_t>(others.front())].requested +
                              "'. Start all with the same configuration");
}

// The reason is the same on most machines: that of the first.
void checkEveryRankHasOne(const std::vector<RankDevices>& ranks) {
    const auto without = ranksThat(ranks, [](const auto& rank) { return rank.gpus.empty(); });
    if (without.empty())
        return;
    const std::string& reason = ranks[static_cast<std::size_t>(without.front())].reason;
    const std::string& host = ranks[static_cast<std::size_t>(without.front())].host;
    refuse(ranks.front(), named(without, ranks) + " of " + std::to_string(ranks.size()) +
                              (without.size() == 1 ? " has" : " have") + " no GPU" +
                              (reason.empty() ? "" : " (" + (host.empty() ? "" : host + ": ") + reason + ")"));
}

// The index of each rank's GPU, as it sees them.
std::vector<int> assigned(const std::vector<RankDevices>& ranks) {
    std::vector<int> order(ranks.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return ranks[static_cast<std::size_t>(a)].localRank < ranks[static_cast<std::size_t>(b)].localRank;
    });
    std::map<std::string, int> owners;  // of a GPU
    std::vector<int> indices(ranks.size());
    for (const int rank : order) {
        const auto& gpus = ranks[static_cast<std::size_t>(rank)].gpus;
        const auto free =
            std::find_if(gpus.begin(), gpus.end(), [&](const auto& gpu) { return !owners.contains(gpu); });
        if (free == gpus.end()) {
            std::vector<int> users;
            for (const auto& gpu : gpus)
                users.push_back(owners.at(gpu));
            std::sort(users.begin(), users.end());
            refuse(ranks.front(), named({rank}, ranks) + " of " + std::to_string(ranks.size()) + " sees " +
                                      std::to_string(gpus.size()) +
                                      (gpus.size() == 1 ? " GPU, which " : " GPUs, which ") + named(users, ranks) +
                                      (users.size() == 1 ? " uses" : " use") +
                                      ". Start at most one process for each GPU of a machine");
        }
        owners[*free] = rank;
        indices[static_cast<std::size_t>(rank)] = static_cast<int>(free - gpus.begin());
    }
    return indices;
}

}  // namespace

std::string toText(const RankDevices& rank) {
    std::string text = oneLine(rank.requested) + '\n' + oneLine(rank.host) + '\n' + std::to_string(rank.localRank) +
                       '\n' + oneLine(rank.reason);
    for (const auto& gpu : rank.gpus)
        text += '\n' + oneLine(gpu);
    return text;
}

RankDevices rankDevices(const std::string& text) {
    std::istringstream lines(text);
    RankDevices rank;
    std::string local;
    std::getline(lines, rank.requested);
    std::getline(lines, rank.host);
    std::getline(lines, local);
    std::getline(lines, rank.reason);
    const auto parsed = std::from_chars(local.data(), local.data() + local.size(), rank.localRank);
    if (rank.requested.empty() || parsed.ec != std::errc() || parsed.ptr != local.data() + local.size())
        throw std::invalid_argument("the devices of another rank cannot be read: '" + text +
                                    "'. Start the same version of this program on every machine");
    for (std::string gpu; std::getline(lines, gpu);)
        rank.gpus.push_back(gpu);
    return rank;
}

std::string agreedDevice(int rank, const std::vector<RankDevices>& ranks) {
    checkRequests(ranks);
    const std::string& requested = ranks.front().requested;
    const bool nowhere = std::all_of(ranks.begin(), ranks.end(), [](const auto& each) { return each.gpus.empty(); });
    if (requested == "cpu" || (requested == "auto" && nowhere))
        return "cpu";
    if (requested != "auto" && requested != "cuda" && !requested.starts_with("cuda:"))
        refuse(ranks.front(), "there is no such device");
    checkEveryRankHasOne(ranks);
    const auto indices = assigned(ranks);
    const std::string mine = "cuda:" + std::to_string(indices[static_cast<std::size_t>(rank)]);
    if (requested != "auto" && requested != "cuda")
        for (std::size_t i = 0; i < ranks.size(); ++i)
            if (const std::string its = "cuda:" + std::to_string(indices[i]); its != requested)
                refuse(ranks.front(),
                       "each takes a GPU for itself, " + named({static_cast<int>(i)}, ranks) + " " + its);
    return mine;
}

}  // namespace isonet::distributed
