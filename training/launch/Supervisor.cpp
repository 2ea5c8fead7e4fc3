#include "training/launch/Supervisor.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "training/launch/ProcessId.h"
#include "training/launch/RankSpawn.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/RunFiles.h"
#include "training/telemetry/StorageError.h"

namespace isonet::launch {
namespace {

using namespace std::chrono_literals;

// The other ranks of a group find out about a lost one in 20 seconds at most and then end with its name.
constexpr auto kForOthers = 30s;
constexpr auto kForTermination = 15s;
constexpr std::size_t kLongestLine = std::size_t{64} << 10;  // bytes

sigset_t watchedSignals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP})
        sigaddset(&set, signal);
    return set;
}

std::string readInput() {
    std::string text;
    std::array<char, 4096> chunk{};
    for (;;) {
        const ssize_t count = ::read(STDIN_FILENO, chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return text;
        text.append(chunk.data(), static_cast<std::size_t>(count));
    }
}

void writeAll(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(descriptor, text.data(), text.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return;  // a full disk, or nobody reads: the run continues
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

// False: the process that is to be answered has ended or given up.
bool isListening(int descriptor) {
    pollfd end{descriptor, 0, 0};
    return ::poll(&end, 1, 0) <= 0 || (end.revents & (POLLERR | POLLNVAL)) == 0;
}

// An end on which all ranks agree: completed, diverged or interrupted.
bool isOrderly(int code) {
    return code == 0 || code == 4 || code == 130;
}

}  // namespace

Supervisor::Supervisor(SupervisorOrder order) : order_(std::move(order)) {}

Ticket Supervisor::start() {
    const auto file = order_.run / telemetry::kOutputFile;
    output_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (output_ < 0)
        throw telemetry::storageError(file, "cannot be opened", std::error_code(errno, std::generic_category()));
    const ProcessId self = processId(::getpid());
    Ticket& ticket = order_.ticket;
    ticket.host = telemetry::hostName();
    ticket.process = self.number;
    ticket.processStart = self.start;
    ticket.boot = self.boot;
    writeTicket(order_.run, ticket);
    try {
        for (const RankOrder& rank : order_.ranks)
            startRank(rank);
    } catch (...) {
        sendAll(SIGKILL);
        std::error_code ignored;
        std::filesystem::remove(order_.run / telemetry::kTicketFile, ignored);
        throw;
    }
    return ticket;
}

void Supervisor::startRank(const RankOrder& order) {
    Rank rank;
    rank.name = order.name;
    std::array<int, 2> pipe{-1, -1};
    const bool several = order_.ranks.size() > 1;
    if (several && ::pipe2(pipe.data(), O_CLOEXEC) != 0)
        throw std::runtime_error(std::string("no pipe for the output of a process: ") + std::strerror(errno));
    const int error = spawnRank(order, several ? pipe[1] : output_, rank.process);
    if (several) {
        ::close(pipe[1]);
        rank.output = pipe[0];
        ::fcntl(rank.output, F_SETFL, O_NONBLOCK);
    }
    if (error != 0)
        throw std::runtime_error(order.arguments.front() + " cannot be started: " + std::strerror(error));
    ranks_.push_back(std::move(rank));
}

int Supervisor::watch() {
    const sigset_t watched = watchedSignals();
    const int signals = ::signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
    reap();  // one may have ended already
    while (running()) {
        std::vector<pollfd> ends{{signals, POLLIN, 0}};
        for (const Rank& rank : ranks_)
            ends.push_back({rank.output, POLLIN, 0});
        int wait = -1;
        if (deadline_)
            wait = static_cast<int>(std::max<std::int64_t>(
                0, std::chrono::duration_cast<std::chrono::milliseconds>(*deadline_ - Clock::now()).count() + 1));
        ::poll(ends.data(), ends.size(), wait);
        for (Rank& rank : ranks_)
            gather(rank);
        receive(signals);
        reap();
        if (deadline_ && Clock::now() >= *deadline_)
            endOthers();
    }
    for (Rank& rank : ranks_) {
        gather(rank);
        if (!rank.line.empty())
            writeLine(rank);
    }
    ::close(signals);
    const ExitRecord end = record();
    if (isOurs())
        writeExit(order_.run, end);
    return end.code;
}

void Supervisor::receive(int signals) {
    signalfd_siginfo info{};
    while (::read(signals, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        if (info.ssi_signo != SIGTERM && info.ssi_signo != SIGINT)
            continue;
        stopping_ = true;
        sendAll(SIGTERM);
        sendAll(SIGCONT);  // a stopped process receives nothing else
    }
}

void Supervisor::reap() {
    for (Rank& rank : ranks_) {
        int status = 0;
        if (rank.process > 0 && ::waitpid(rank.process, &status, WNOHANG) == rank.process)
            ended(rank, status);
    }
}

void Supervisor::ended(Rank& rank, int status) {
    rank.process = -1;
    rank.code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    if (stopping_ && rank.code == 128 + SIGTERM)
        rank.code = 130;  // it had not begun and had nothing to store
    if (isOrderly(rank.code) || !failure_.empty())
        return;
    failureCode_ = rank.code;
    failure_ = rank.name + (WIFSIGNALED(status) ? " was ended by " + signalText(WTERMSIG(status))
                                                : " ended with exit code " + std::to_string(rank.code));
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        failure_ += "; if nobody sent it, the machine ran out of memory (dmesg has the details)";
    if (!running())
        return;
    say(failure_ + ". The other ranks are ended.");
    deadline_ = Clock::now() + kForOthers;
}

void Supervisor::endOthers() {
    sendAll(asked_ ? SIGKILL : SIGTERM);
    deadline_ = Clock::now() + kForTermination;
    asked_ = true;
}

void Supervisor::gather(Rank& rank) {
    std::array<char, 4096> chunk{};
    for (;;) {
        const ssize_t count = rank.output < 0 ? 0 : ::read(rank.output, chunk.data(), chunk.size());
        if (count == 0 && rank.output >= 0)
            ::close(std::exchange(rank.output, -1));
        if (count <= 0)
            return;
        for (const char c : std::string_view(chunk.data(), static_cast<std::size_t>(count))) {
            if (c != '\n')
                rank.line += c;
            if (c == '\n' || rank.line.size() >= kLongestLine) {
                writeLine(rank);
                rank.line.clear();
            }
        }
    }
}

void Supervisor::writeLine(const Rank& rank) {
    writeAll(output_, "[" + rank.name + "] " + rank.line + "\n");
}

void Supervisor::say(const std::string& line) {
    writeAll(output_, "isonet-supervisor: " + line + "\n");
}

void Supervisor::sendAll(int signal) {
    for (const Rank& rank : ranks_)
        if (rank.process > 0)
            ::kill(rank.process, signal);
}

bool Supervisor::running() const {
    return std::ranges::any_of(ranks_, [](const Rank& rank) { return rank.process > 0; });
}

// The run may have been launched again meanwhile, by a scheduler that has taken the row.
bool Supervisor::isOurs() const {
    const auto ticket = readTicket(order_.run);
    return ticket && ticket->process == order_.ticket.process && ticket->processStart == order_.ticket.processStart &&
           ticket->boot == order_.ticket.boot;
}

ExitRecord Supervisor::record() const {
    if (!failure_.empty())
        return {failureCode_, failure_ + "."};
    int code = 0;
    for (const Rank& rank : ranks_)
        code = std::max(code, rank.code);
    return {code, {}};
}

int supervise() {
    const std::string text = readInput();
    const sigset_t watched = watchedSignals();
    ::sigprocmask(SIG_BLOCK, &watched, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
    ::setsid();
    if (const pid_t child = ::fork(); child != 0)
        ::_exit(child > 0 ? 0 : 1);  // the child belongs to no process that waits for it
    // Otherwise a run that is launched again would be started twice.
    if (!isListening(STDOUT_FILENO))
        return 1;
    std::string answer;
    int code = 1;
    try {
        Supervisor supervisor(orderOf(text));
        answer = ticketJson(supervisor.start());
        writeAll(STDOUT_FILENO, answer);
        const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
        for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            ::dup2(nothing, descriptor);  // the caller waits for the end of the answer
        code = supervisor.watch();
    } catch (const std::exception& error) {
        writeAll(STDOUT_FILENO, error.what());
    }
    return code;
}

}  // namespace isonet::launch
