// isonet jobs: what runs where.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Table.h"
#include "model/base/JsonText.h"
#include "model/base/ShownText.h"
#include "training/launch/JobList.h"
#include "training/telemetry/RunReading.h"
#include "training/telemetry/StorageError.h"

namespace isonet::cli {

namespace {

struct JobsOptions {
    std::vector<std::string> folders;
    bool all = false, json = false;
};

nlohmann::ordered_json jobJson(const launch::Job& job) {
    nlohmann::ordered_json answer{{"run", job.run.string()},
                                  {"place", job.place},
                                  {"state", launch::stateName(job.report.state)},
                                  {"detail", job.report.detail},
                                  {"run_state", telemetry::stateName(job.status.state)},
                                  {"step", job.status.step},
                                  {"steps", job.status.steps},
                                  {"progress", job.progress},
                                  {"seconds_left", job.secondsLeft},
                                  {"host", job.status.host},
                                  {"process", job.status.process}};
    if (job.report.exitCode)
        answer["exit_code"] = *job.report.exitCode;
    if (job.ticket)
        answer["launch"] = nlohmann::ordered_json::parse(launch::ticketJson(*job.ticket));
    return answer;
}

// A run that is there and paused is "paused", not "running".
std::string stateText(const launch::Job& job) {
    const bool waits = job.report.state == launch::JobState::Running || job.report.state == launch::JobState::Ended;
    return std::string(waits ? telemetry::stateName(job.status.state) : launch::stateName(job.report.state));
}

void printJobs(const std::vector<launch::Job>& jobs) {
    Table table({"run", "place", "state", "done", "left"});
    for (const auto& job : jobs)
        table.add({job.name, job.place, stateText(job), fixed(job.progress * 100, 0) + " %",
                   job.secondsLeft < 0 ? "" : duration(job.secondsLeft)});
    table.print(std::cout);
    for (const auto& job : jobs)
        if (!job.report.detail.empty())
            std::cout << base::shownName(job.name) << ": " << base::shownText(job.report.detail) << '\n';
}

int listJobs(const JobsOptions& options) {
    Interrupt interrupt(Interrupt::Stop::AtOnce);
    std::vector<std::filesystem::path> folders(options.folders.begin(), options.folders.end());
    std::error_code error;
    for (const auto& folder : folders)
        if (!std::filesystem::is_directory(folder, error))
            throw telemetry::StorageError(folder.string() +
                                          ": no such folder. Name a run, a queue, or a folder with runs.");
    if (folders.empty())
        folders.push_back(telemetry::defaultRunsFolder());
    const auto jobs = launch::findJobs(folders, options.all);
    if (options.json) {
        auto answer = nlohmann::ordered_json::array();
        for (const auto& job : jobs)
            answer.push_back(jobJson(job));
        std::cout << base::jsonText(answer) << '\n';
    } else if (jobs.empty()) {
        std::cout << "Nothing is running"
                  << (options.all ? ", and nothing was launched.\n" : "; --all also lists what has ended.\n");
    } else {
        printJobs(jobs);
    }
    return Done;
}

}  // namespace

void addJobs(Verb app) {
    auto options = std::make_shared<JobsOptions>();
    Verb verb = app.verb("jobs", "List the runs that are running, here or elsewhere");
    verb.option("FOLDER", options->folders, "Folders of runs or queues; default: the folder of all runs");
    verb.flag("--all", options->all, "Also list launched runs that have ended");
    verb.flag("--json", options->json, "Print JSON to stdout");
    verb.runs([options] { return listJobs(*options); });
}

}  // namespace isonet::cli
