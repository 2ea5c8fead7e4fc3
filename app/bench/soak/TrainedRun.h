// The run of one round and the program that trains it.
#pragma once

#include <memory>
#include <string>

#include "app/bench/soak/Child.h"
#include "app/bench/soak/SmallDisk.h"
#include "app/bench/soak/SoakRound.h"

namespace isonet::benchmarks {

class TrainedRun {
public:
    // `smallDisk`: the run's folder is a small file system, if this process may mount one.
    TrainedRun(SoakRound& round, bool smallDisk);

    // Starts the run, or resumes it if its folder holds one; `steer`: with another learning rate.
    void start(bool steer);
    bool training();  // the program has not ended
    Child& program() { return *program_; }
    const SmallDisk* disk() const { return disk_.get(); }  // null: none

    // Waits until the first step is stored; false if the program ended before, which is then checked.
    bool begun();
    void created();  // waits until the folder holds a run, or the end
    // Waits for a step above `step` with a status of running, or the end.
    void requireProgress(std::int64_t step);
    std::int64_t shownStep() const;  // of status.json; 0 without one

    // Waits for the end of the program and checks the run. `signal`: what was sent to it; 0: nothing. `room`: it could
    // write its files; without room it may also end with an error that says so.
    void end(int signal, bool room = true);
    void settle(bool room);  // the same for a program that has ended by itself
    void leave();            // its end was checked and the folder has moved: checks the run there
    void giveUp();           // the folder is gone: nothing to check
    bool finished() const { return finished_; }
    bool over() const { return finished_ || gone_; }

private:
    Ending endingOf(const ChildEnd& end, int signal, bool room);
    std::string lastLines() const;  // of the program's output

    SoakRound& round_;
    std::filesystem::path configuration_, log_;
    std::unique_ptr<SmallDisk> disk_;
    std::unique_ptr<Child> program_;
    bool finished_ = false, gone_ = false, steered_ = false;
};

// Starts `isonet train --resume RUN` with its output in `log`.
std::unique_ptr<Child> resumeRun(const std::filesystem::path& run, const std::vector<std::string>& assignments,
                                 const std::filesystem::path& log);

}  // namespace isonet::benchmarks
