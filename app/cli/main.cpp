// `isonet`: the engine without a window.
#include "app/cli/Commands.h"
#include "training/engine/HostTuning.h"

int main(int argc, char** argv) {
    isonet::training::shortenThreadSpinning(argv);
    using namespace isonet::cli;
    CommandLine line("isonet", "isonet " ISONET_VERSION,
                     "ISONet Workbench without a window: train, evaluate and inspect isometric networks.");
    Verb program = line.program();
    program.wantVerbs(1, 1);
    program.footer(
        "Exit codes: 0 done, 2 wrong usage or configuration, 3 data or file error, 4 training diverged,\n"
        "130 interrupted with a checkpoint written.");
    addTrain(program);
    addEval(program);
    addPredict(program);
    addInspect(program);
    addPresets(program);
    addDatasets(program);
    addImport(program);
    addExport(program);
    addReproduce(program);
    addDetect(program);
    addBench(program);
    return line.run(argc, argv);
}
