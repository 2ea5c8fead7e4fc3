#include "app/bench/soak/Followers.h"

#include <algorithm>
#include <csignal>

#include "app/bench/soak/RunFollower.h"

namespace isonet::benchmarks {
namespace {

using namespace std::chrono_literals;

constexpr auto longestClosing = 60s;

std::string followerName(std::size_t index) {
    return "follower " + std::to_string(index + 1);
}

}  // namespace

Followers::Followers(const std::filesystem::path& runs, const std::filesystem::path& folder, SoakStatistics& statistics)
    : runs_(runs),
      folder_(folder),
      workbench_(programFolder() / "isonet-workbench"),
      statistics_(statistics),
      windows_(std::filesystem::exists(workbench_)),
      levels_(followerName(0)) {
    statistics.followers = windows_ ? "windows" : "event readers";
    for (std::size_t i = 0; i < children_.size(); ++i)
        start(i, {});
}

void Followers::start(std::size_t index, const std::filesystem::path& run) {
    const auto home = folder_ / followerName(index), log = folder_ / (followerName(index) + ".txt");
    std::filesystem::create_directories(home);
    ++statistics_.followerStarts;
    if (!windows_) {
        children_.at(index) = std::make_unique<Child>(programFolder() / "isonet",
                                                      std::vector<std::string>{followRunsArgument, runs_.string()},
                                                      std::vector<std::string>{}, log);
        return;
    }
    std::vector<std::string> arguments{"--runs", runs_.string()};
    if (!run.empty())
        arguments.push_back(run.string());
    children_.at(index) = std::make_unique<Child>(
        workbench_, arguments,
        std::vector<std::string>{"QT_QPA_PLATFORM=offscreen", "XDG_CONFIG_HOME=" + home.string(),
                                 "XDG_DATA_HOME=" + home.string(), "XDG_CACHE_HOME=" + home.string()},
        log);
}

std::vector<std::string> Followers::close(std::size_t index) {
    Child& child = *children_.at(index);
    child.signal(SIGTERM);
    const auto end = child.waitWhileBusy(longestClosing);
    if (!end)
        return {followerName(index) + " hung while it was closed"};
    if (end->code == 0)
        return {};
    return {followerName(index) + " ended with " + end->text() + "; see " + child.log().string()};
}

std::vector<std::string> Followers::reopen(const std::filesystem::path& run) {
    auto faults = close(1);
    start(1, run);
    return faults;
}

std::vector<std::string> Followers::check() {
    std::vector<std::string> faults;
    for (std::size_t i = 0; i < children_.size(); ++i) {
        if (const auto end = children_.at(i)->waitFor(0s)) {
            faults.push_back(followerName(i) + " ended with " + end->text() + "; see " +
                             children_.at(i)->log().string());
            start(i, {});
        }
        statistics_.followerPeakBytes =
            std::max(statistics_.followerPeakBytes, residentBytes(children_.at(i)->process()));
    }
    levels_.sample(children_[0]->process());
    std::ranges::copy(levels_.faults(), std::back_inserter(faults));
    return faults;
}

std::vector<std::string> Followers::close() {
    std::vector<std::string> faults;
    for (std::size_t i = 0; i < children_.size(); ++i)
        std::ranges::move(close(i), std::back_inserter(faults));
    return faults;
}

}  // namespace isonet::benchmarks
