// `isonet`: the engine without a window.
#include "app/bench/StepServer.h"
#include "app/bench/soak/RunFollower.h"
#include "app/cli/AbortMessage.h"
#include "app/cli/Commands.h"
#include "training/engine/runtime/HostTuning.h"

int main(int argc, char** argv) {
    isonet::training::shortenThreadSpinning(argv);
    isonet::cli::installAbortMessage();
    isonet::training::respectAvailableCores();
    if (const auto code = isonet::benchmarks::serveSteps(argc, argv))
        return *code;
    if (const auto code = isonet::benchmarks::followRuns(argc, argv))
        return *code;
    using namespace isonet::cli;
    CommandLine line("isonet", "isonet " ISONET_VERSION, "Train, evaluate and inspect isometric networks.");
    Verb program = line.program();
    program.requireVerbs(1, 1);
    program.footer(
        "Exit codes: 0 success, 2 invalid usage or configuration, 3 data, file or memory error, 4 training diverged,\n"
        "130 interrupted after writing a checkpoint.");
#define ISONET_COMMAND(NAME) add##NAME(program);
#include "app/cli/Commands.def"
#undef ISONET_COMMAND
    return line.run(argc, argv);
}
