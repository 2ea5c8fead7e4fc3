// Runs one method of computing training steps in a separate process, so that its peak memory is its own. The caller
// triggers each step, so that several processes can alternate.
#pragma once

#include <sys/types.h>

#include "app/bench/StepMode.h"
#include "training/config/RunConfig.h"

namespace isonet::benchmarks {

class StepProcess {
public:
    // Starts this program once more, because LibTorch's threads do not survive a fork: its main() has to call
    // serveSteps() (StepServer.h). The process gets this one's number of threads and uses random images and labels.
    // The configuration must be valid, except that a dataset's folder may be missing.
    // Throws std::system_error if no process can be started.
    StepProcess(StepMode mode, const config::RunConfig& config);
    ~StepProcess();  // kills the process
    StepProcess(const StepProcess&) = delete;
    StepProcess& operator=(const StepProcess&) = delete;

    // Each throws std::runtime_error if the process has failed; the reason is on stderr.
    double step();  // runs one step; its time in seconds, including device synchronization
    double peak();  // peak memory in bytes above the memory used at the start
    // Overhead in seconds of one concurrent measurement of spectra and offsets: the time of the steps it overlaps,
    // minus `plain` seconds for each. Only for StepMode::Ours.
    double measuring(double plain);
    double loss();  // cross entropy of the last step; 0 for StepMode::Convolutions
    // Parts of a step, by themselves; only for StepMode::Ours.
    double penalty();    // seconds: the penalty of all layers with its gradients; 0 without a penalty
    double input();      // seconds: a batch of bytes to the device and to the network's input
    double operators();  // number of operator calls in one step

private:
    pid_t process_ = -1;
    int request_ = -1, answer_ = -1;
};

}  // namespace isonet::benchmarks
