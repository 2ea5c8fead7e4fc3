#include "training/engine/loop/UpdateBatches.h"

#include <chrono>
#include <utility>

namespace isonet::training {

std::vector<TaskBatch> takeUpdateBatches(Task& task, int count, StepClock& clock) {
    std::vector<TaskBatch> batches;
    while (static_cast<int>(batches.size()) < count) {
        const auto since = StepClock::Clock::now();
        auto batch = task.next();
        clock.waited(std::chrono::duration<double>(StepClock::Clock::now() - since).count());
        if (!batch)
            return {};
        batches.push_back(std::move(*batch));
    }
    return batches;
}

std::int64_t imagesOf(const std::vector<TaskBatch>& batches) {
    std::int64_t images = 0;
    for (const TaskBatch& batch : batches)
        images += batch.images;
    return images;
}

}  // namespace isonet::training
