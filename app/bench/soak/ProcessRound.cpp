#include "app/bench/soak/ProcessRound.h"

#include <csignal>
#include <thread>

#include "app/bench/soak/Followers.h"
#include "app/bench/soak/TrainedRun.h"
#include "model/base/AtomicFile.h"
#include "training/telemetry/RunReading.h"

namespace isonet::benchmarks {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct SoakSignal {
    int number;
    const char* name;
};
constexpr SoakSignal soakSignals[] = {{SIGKILL, "SIGKILL"}, {SIGTERM, "SIGTERM"}, {SIGHUP, "SIGHUP"}};

// Ends the program with one of the signals and checks the run.
void killProgram(SoakRound& round, TrainedRun& run, bool room = true, std::size_t firstSignal = 0) {
    const auto& signal =
        soakSignals[firstSignal + static_cast<std::size_t>(round.random().below(std::size(soakSignals) - firstSignal))];
    ++round.statistics().kills[signal.name];
    run.program().signal(signal.number);
    run.end(signal.number, room);
}

void killAnyTime(SoakRound& round, TrainedRun& run) {
    // While the program starts, while the run's folder is made, and while it trains.
    const auto stage = round.random().below(3);
    if (stage == 0) {
        round.sleepUpTo(2);
    } else if (stage == 1) {
        run.created();
        round.sleepUpTo(0.5);
    } else {
        if (!run.begun())
            return;
        round.sleepUpTo(2);
    }
    killProgram(round, run);
}

// Like Ctrl-Z and fg.
void suspend(SoakRound& round, TrainedRun& run) {
    round.sleepUpTo(2);
    ++round.statistics().pauses;
    run.program().signal(SIGSTOP);
    round.sleepUpTo(1);
    run.program().signal(SIGCONT);
}

void startSecondProcess(SoakRound& round, TrainedRun& run) {
    if (!run.begun())
        return;
    const auto log = round.folder() / ("round-" + std::to_string(round.number()) + "-second.txt");
    fs::remove(log);
    const auto second = resumeRun(round.run(), {}, log);
    const auto end = second->waitWhileBusy(60s);
    // The first one has finished, so that the second may resume. It may still print its table.
    const auto status = telemetry::readStatus(round.run());
    if (!run.training() || (status && status->state == telemetry::RunState::Finished))
        return run.end(0);
    ++round.statistics().refused;
    if (!end || end->code != 3 || base::readFile(log, 1u << 20).find("in use") == std::string::npos)
        round.fault("a second process on the run was not refused: " + (end ? end->text() : std::string("it hung")));
}

void setFull(TrainedRun& run, bool full, rlim_t limit) {
    if (!run.disk())
        run.program().limitFileSize(full ? std::optional(limit) : std::nullopt);
    else if (full)
        run.disk()->fill();
    else
        run.disk()->makeRoom();
}

// On a full disk a command ends with an error: nobody would notice that it waits.
void fillDisk(SoakRound& round, TrainedRun& run) {
    if (!run.begun())
        return;
    ++round.statistics().fullDisks[run.disk() ? "small file system" : "limit on the size of files"];
    const rlim_t limits[] = {0, 4096, 200000};
    const auto step = run.shownStep();
    setFull(run, true, limits[round.random().below(std::size(limits))]);
    round.sleepUpTo(1);
    switch (round.random().below(3)) {
        case 0:  // there is space again: it continues unless it needed some meanwhile
            setFull(run, false, 0);
            run.requireProgress(step);
            return run.settle(false);
        case 1:
            return killProgram(round, run, false);
        default:
            return run.end(0, false);
    }
}

// The weights of a run whose folder is gone, which the program has saved next to it.
void checkRescued(SoakRound& round, std::int64_t step) {
    fs::path file = round.run();
    file += "-rescued.pt";
    try {
        const auto rescued = readCheckpointFacts(file);
        if (rescued.step < step || !rescued.finite)
            round.fault(file.string() + " is of step " + std::to_string(rescued.step) + ", the run had reached " +
                        std::to_string(step));
    } catch (const std::exception& error) {
        round.fault(file.string() + " cannot be read: " + error.what());
    }
    std::error_code ignored;
    fs::remove(file, ignored);
}

fs::path takeFolder(SoakRound& round) {
    fs::path moved = round.run();
    moved += "-moved";
    fs::rename(round.run(), moved);
    return moved;
}

// Checks the end of a program whose run is now in `moved`. Only the weights may appear where it was.
void checkLostFolder(SoakRound& round, TrainedRun& run, const fs::path& moved) {
    const bool stop = round.chance(0.3);
    if (stop) {
        ++round.statistics().kills["SIGTERM"];
        run.program().signal(SIGTERM);
    }
    const auto end = run.program().waitWhileBusy(60s);
    const auto status = telemetry::readStatus(moved);
    if (!end)
        round.fault("the training hung after its folder was gone");
    else if (status &&
             (status->state == telemetry::RunState::Finished || status->state == telemetry::RunState::Interrupted))
        return;  // complete before the folder was taken
    else if (end->code == 3 || (stop && (end->code == 130 || end->signal == SIGTERM)))
        checkRescued(round, status ? status->step : 0);
    else
        round.fault("the training ended with " + end->text() + " after its folder was gone");
    if (fs::exists(round.run()))
        round.fault("the folder of the run was created again where it had been");
}

void renameFolder(SoakRound& round, TrainedRun& run) {
    if (run.disk() || !run.begun())
        return;
    const auto step = run.shownStep();
    const fs::path moved = takeFolder(round);
    ++round.statistics().renamedFolders;
    if (!run.training() || round.chance(0.3)) {
        fs::rename(moved, round.run());
        if (run.training())
            run.requireProgress(step);
        return run.settle(false);
    }
    checkLostFolder(round, run, moved);
    round.moveRun(moved);
    run.leave();
}

void deleteFolder(SoakRound& round, TrainedRun& run) {
    if (run.disk() || !run.begun())
        return;
    const fs::path moved = takeFolder(round);
    ++round.statistics().deletedFolders;
    checkLostFolder(round, run, moved);
    fs::remove_all(moved);
    run.giveUp();
}

// What can happen to a program that trains, and how often.
struct Disturbance {
    double share;
    void (*happens)(SoakRound&, TrainedRun&);
};
constexpr Disturbance disturbances[] = {{0.40, killAnyTime}, {0.12, suspend},      {0.08, startSecondProcess},
                                        {0.24, fillDisk},    {0.10, renameFolder}, {0.06, deleteFolder}};

void disturbRun(SoakRound& round, TrainedRun& run) {
    double draw = round.random().uniform();
    for (const auto& disturbance : disturbances) {
        draw -= disturbance.share;
        if (draw < 0)
            return disturbance.happens(round, run);
    }
}

// A finished run that is resumed trains nothing.
void resumeFinished(SoakRound& round, TrainedRun& run) {
    const auto before = readFacts(round.run());
    run.start(false);
    run.end(0);
    const auto after = readFacts(round.run());
    if (after.recordedSteps() != before.recordedSteps())
        round.fault("a finished run was trained again");
}

}  // namespace

void processRound(SoakRound& round, Followers& followers) {
    TrainedRun run(round, round.chance(0.3));
    for (auto turns = 1 + round.random().below(3); turns > 0 && !run.over(); --turns) {
        if (!run.training())
            run.start(round.chance(0.4));
        if (turns == 1 && round.number() % 6 == 0 && run.begun())
            for (const auto& what : followers.reopen(round.run()))
                round.fault(what);
        if (run.training())
            disturbRun(round, run);
        run.settle(true);
    }
    if (run.over() && !run.finished())
        return;
    if (!run.finished()) {
        if (!run.training())
            run.start(false);
        run.end(0);
    }
    if (run.finished() && round.chance(0.2))
        resumeFinished(round, run);
}

}  // namespace isonet::benchmarks
