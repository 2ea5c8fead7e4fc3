#include "training/launch/JobList.h"

#include <algorithm>
#include <set>

#include "training/launch/RunSigns.h"
#include "training/telemetry/RunFiles.h"
#include "training/telemetry/RunReading.h"

namespace isonet::launch {
namespace {

namespace fs = std::filesystem;

constexpr int kDepth = 3;

// Held by a process, but not launched: the workbench or a command in a terminal trains it.
JobReport reportHere(const fs::path& run) {
    const Ticket none;
    return reportOf(readSigns(run, none), none, run, Existence::Unknown);
}

class JobSearch {
public:
    JobSearch(bool endedToo, CommandRunner& commands) : endedToo_(endedToo), commands_(commands) {}

    void search(const fs::path& folder, int depth) {
        std::error_code error;
        if (!seen_.insert(fs::weakly_canonical(folder, error).string()).second)
            return;
        const bool launched = fs::is_regular_file(folder / telemetry::kTicketFile, error);
        if (launched || fs::is_regular_file(folder / telemetry::kConfigFile, error)) {
            add(folder, launched);
            return;
        }
        if (depth == 0)
            return;
        for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
            std::error_code unreadable;
            if (entry->is_directory(unreadable) && !entry->is_symlink(unreadable))
                search(entry->path(), depth - 1);
        }
    }

    std::vector<Job> take() {
        std::ranges::stable_sort(jobs_, [](const Job& left, const Job& right) {
            if (left.alive() != right.alive())
                return left.alive();
            return left.status.updated > right.status.updated;
        });
        return std::move(jobs_);
    }

private:
    void add(const fs::path& run, bool launched) {
        if (!launched && !telemetry::isInUse(run))
            return;
        Job job;
        job.run = run;
        job.name = run.filename().string();
        job.ticket = launched ? readTicket(run) : std::nullopt;
        job.place = job.ticket ? job.ticket->place : "here";
        job.report = job.ticket ? look(*job.ticket, run, commands_) : reportHere(run);
        if (!job.alive() && job.report.state != JobState::Unknown && !endedToo_)
            return;
        job.status = readSigns(run, job.ticket.value_or(Ticket{})).status.value_or(telemetry::RunStatus{});
        if (job.status.steps > 0)
            job.progress =
                std::clamp(static_cast<double>(job.status.step) / static_cast<double>(job.status.steps), 0.0, 1.0);
        job.secondsLeft = job.report.state == JobState::Running ? job.status.secondsLeft : -1;
        jobs_.push_back(std::move(job));
    }

    const bool endedToo_;
    CommandRunner& commands_;
    std::set<std::string> seen_;
    std::vector<Job> jobs_;
};

}  // namespace

std::vector<Job> findJobs(const std::vector<fs::path>& folders, bool endedToo, CommandRunner& commands) {
    JobSearch search(endedToo, commands);
    for (const fs::path& folder : folders)
        search.search(folder, kDepth);
    return search.take();
}

}  // namespace isonet::launch
