// A GPU's memory runs out; training continues afterwards.
#include <ATen/ops/empty.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/util/Exception.h>

#include <vector>

#include "app/doctor/Check.h"
#include "app/doctor/checks/Agreement.h"
#include "app/doctor/checks/HashedTraining.h"
#include "training/engine/runtime/OutOfMemory.h"

namespace isonet::doctor {

Outcome checkMemory(const Subject& subject) {
    if (subject.onCpu())
        return skipped("needs a GPU: filling the memory of the computer would stop other programs");
    const at::Device device(subject.device);
    const auto before = trainHashed(hashedConfig(), device, 2);
    bool recognized = false;
    double gibibytes = 0;
    {
        std::vector<at::Tensor> blocks;
        for (std::int64_t size = std::int64_t(1) << 30;
             size >= (std::int64_t(1) << 20) && !subject.stop.stop_requested();)
            try {
                blocks.push_back(at::empty({size}, at::TensorOptions(device).dtype(at::kByte)));
                gibibytes += double(size) / double(1 << 30);
            } catch (const c10::Error& e) {
                if (!training::isOutOfMemory(e))
                    throw;
                recognized = true;
                size /= 4;
            }
    }
    c10::getDeviceAllocator(device.type())->emptyCache();
    if (!recognized)
        return failed("memory did not run out");
    const auto after = trainHashed(hashedConfig(), device, 2);
    const double off = std::abs(after.numbers[1][0] - before.numbers[1][0]) / before.numbers[1][0];
    if (!(off <= 1e-4))
        return failed("the loss after running out of memory is off by " + brief(off));
    return passed("filled " + brief(gibibytes) + " GiB, recognized the error, and continued training");
}

}  // namespace isonet::doctor
