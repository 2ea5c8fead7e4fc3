#include "app/bench/soak/Child.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <string_view>
#include <system_error>
#include <thread>

#include "app/bench/soak/Patience.h"

namespace isonet::benchmarks {
namespace {

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (auto& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

// Runs in the new process, where only calls that are safe after fork() are allowed.
[[noreturn]] void becomeProgram(const char* program, char* const* arguments, char* const* environment, int log) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE})
        std::signal(number, SIG_DFL);
    std::signal(SIGXFSZ, SIG_IGN);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    ::execve(program, arguments, environment);
    ::_exit(127);
}

}  // namespace

std::string ChildEnd::text() const {
    return signal != 0 ? "signal " + std::to_string(signal) : "exit code " + std::to_string(code);
}

Child::Child(const std::filesystem::path& program, const std::vector<std::string>& arguments,
             const std::vector<std::string>& environment, const std::filesystem::path& log)
    : log_(log) {
    std::vector<std::string> words{program.string()}, variables = environment;
    words.insert(words.end(), arguments.begin(), arguments.end());
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text = *variable, name = text.substr(0, text.find('='));
        bool given = false;
        for (const auto& added : environment)
            given = given || (added.starts_with(name) && added.substr(name.size(), 1) == "=");
        if (!given)
            variables.emplace_back(text);
    }
    const auto argumentPointers = pointersTo(words), variablePointers = pointersTo(variables);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), program.string() + " cannot be started");
    output_ = ends[0];
    ::fcntl(output_, F_SETFL, O_NONBLOCK);
    process_ = ::fork();
    if (process_ == 0)
        becomeProgram(program.c_str(), argumentPointers.data(), variablePointers.data(), ends[1]);
    const int error = errno;
    ::close(ends[1]);
    if (process_ >= 0)
        return;
    ::close(output_);
    throw std::system_error(error, std::generic_category(), program.string() + " cannot be started");
}

Child::~Child() {
    if (running()) {
        signal(SIGKILL);
        int status = 0;
        ::waitpid(process_, &status, 0);
    }
    ::close(output_);
}

void Child::collectOutput() {
    std::ofstream log(log_, std::ios::app | std::ios::binary);
    std::array<char, 4096> bytes;
    for (ssize_t got; (got = ::read(output_, bytes.data(), bytes.size())) > 0;)
        log.write(bytes.data(), got);
}

void Child::signal(int number) const {
    if (!end_)
        ::kill(process_, number);
}

std::optional<ChildEnd> Child::waitFor(std::chrono::milliseconds longest) {
    const auto until = std::chrono::steady_clock::now() + longest;
    while (!end_) {
        int status = 0;
        if (::waitpid(process_, &status, WNOHANG) == process_)
            end_ = WIFEXITED(status) ? ChildEnd{WEXITSTATUS(status), 0} : ChildEnd{-1, WTERMSIG(status)};
        else if (std::chrono::steady_clock::now() >= until)
            break;
        else
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    collectOutput();
    return end_;
}

std::optional<ChildEnd> Child::waitWhileBusy(std::chrono::milliseconds idle) {
    for (Patience patience(process_, idle); !waitFor(std::chrono::milliseconds(20)) && !patience.exhausted();) {
    }
    return end_;
}

void Child::limitFileSize(std::optional<rlim_t> bytes) const {
    if (end_)
        return;
    rlimit limit{};
    if (::prlimit(process_, RLIMIT_FSIZE, nullptr, &limit) != 0)
        return;  // it has just ended
    limit.rlim_cur = bytes ? std::min(*bytes, limit.rlim_max) : limit.rlim_max;
    ::prlimit(process_, RLIMIT_FSIZE, &limit, nullptr);
}

std::filesystem::path programFolder() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

}  // namespace isonet::benchmarks
