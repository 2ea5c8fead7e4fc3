// `isonet`: the engine without a window.
#include <iostream>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "training/engine/HostTuning.h"

int main(int argc, char** argv) {
    isonet::training::shortenThreadSpinning(argv);
    using namespace isonet::cli;
    CLI::App app{"ISONet Workbench without a window: train, evaluate and inspect isometric networks.", "isonet"};
    app.set_version_flag("--version", "isonet " ISONET_VERSION);
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 done, 2 wrong usage or configuration, 3 data or file error, 4 training diverged,\n"
        "130 interrupted with a checkpoint written.");
    Action action;
    addTrain(app, action);
    addEval(app, action);
    addPredict(app, action);
    addInspect(app, action);
    addPresets(app, action);
    addDatasets(app, action);
    addImport(app, action);
    addExport(app, action);
    addReproduce(app, action);
    addDetect(app, action);
    addBench(app, action);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? Done : Usage;
    }
    return guarded(action);
}
