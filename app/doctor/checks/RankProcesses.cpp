#include "app/doctor/checks/RankProcesses.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <system_error>
#include <thread>
#include <vector>

#include "model/base/FreePort.h"

namespace isonet::doctor {
namespace {

namespace fs = std::filesystem;

// This process's environment with other values for some variables.
std::vector<std::string> environmentWith(const std::vector<std::pair<std::string, std::string>>& set) {
    std::vector<std::string> all;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string line = *each, name = line.substr(0, line.find('='));
        if (std::none_of(set.begin(), set.end(), [&](const auto& pair) { return pair.first == name; }))
            all.push_back(line);
    }
    for (const auto& [name, value] : set)
        all.push_back(name + "=" + value);
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (auto& text : texts)
        all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

pid_t start(std::vector<std::string> arguments, std::vector<std::string> environment, const fs::path& log) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    pid_t process = -1;
    const int error = posix_spawn(&process, arguments.front().c_str(), &files, nullptr, pointers(arguments).data(),
                                  pointers(environment).data());
    posix_spawn_file_actions_destroy(&files);
    if (error != 0)
        throw std::system_error(error, std::generic_category(), "cannot start " + arguments.front());
    return process;
}

std::string lastLine(const fs::path& log) {
    std::ifstream file(log);
    std::string last;
    for (std::string line; std::getline(file, line);)
        if (!line.empty())
            last = line;
    return last;
}

}  // namespace

std::optional<fs::path> commandProgram() {
    std::error_code error;
    const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (const fs::path& place : {folder / "isonet", folder / "../bin/isonet"})
        if (fs::is_regular_file(place, error))
            return place.lexically_normal();
    return std::nullopt;
}

std::string trainAsRanks(const fs::path& program, const fs::path& config, const fs::path& run, int ranks, int seconds,
                         std::stop_token stop) {
    const std::string port = std::to_string(base::freePort());
    const auto logOf = [&](int rank) { return run.string() + "." + std::to_string(rank) + ".log"; };
    std::vector<pid_t> running;
    for (int rank = 0; rank < ranks; ++rank)
        running.push_back(start({program.string(), "train", config.string(), "--run-dir", run.string(), "--quiet",
                                 "--rendezvous-timeout", std::to_string(seconds)},
                                environmentWith({{"RANK", std::to_string(rank)},
                                                 {"WORLD_SIZE", std::to_string(ranks)},
                                                 {"LOCAL_RANK", std::to_string(rank)},
                                                 {"LOCAL_WORLD_SIZE", std::to_string(ranks)},
                                                 {"MASTER_ADDR", "127.0.0.1"},
                                                 {"MASTER_PORT", port}}),
                                logOf(rank)));
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    std::string failure;
    for (std::size_t left = running.size(); left > 0;) {
        for (int rank = 0; rank < ranks; ++rank) {
            int status = 0;
            pid_t& process = running[std::size_t(rank)];
            if (process <= 0 || waitpid(process, &status, WNOHANG) != process)
                continue;
            process = -1;
            --left;
            if (status != 0 && failure.empty())
                failure = "rank " + std::to_string(rank) + " failed: " + lastLine(logOf(rank));
        }
        const bool late = std::chrono::steady_clock::now() > end;
        if (late && failure.empty())
            failure = "not finished after " + std::to_string(seconds) + " s: " + lastLine(logOf(0));
        if (!failure.empty() || stop.stop_requested())
            for (const pid_t process : running)
                if (process > 0)
                    kill(process, SIGKILL);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return failure;
}

}  // namespace isonet::doctor
