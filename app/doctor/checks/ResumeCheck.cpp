// A run that is stopped and resumed, against one that is not.
#include "app/doctor/Check.h"
#include "app/doctor/checks/SampleRun.h"

namespace isonet::doctor {

Outcome checkResume(const Subject& subject) {
    writeSampleImages(subject.folder / "images", 200, 40);
    const auto config = sampleConfig(subject.folder / "images", subject.device);
    const auto whole = sampleRun(subject.folder / "whole", config, subject.stop);
    sampleRun(subject.folder / "parted", config, subject.stop, whole.step / 2 + 1);
    const auto parted = sampleRun(subject.folder / "parted", config, subject.stop);
    const std::string steps = std::to_string(whole.step) + " steps";
    if (const auto differs = weightDifference(parted.weights, whole.weights); !differs.empty())
        return failed(steps + " in two parts: " + differs + " from " + steps + " without a stop");
    return passed(steps + ", stopped and resumed in the second epoch: weights equal bit for bit");
}

}  // namespace isonet::doctor
