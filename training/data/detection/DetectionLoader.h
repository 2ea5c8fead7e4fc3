// Batches of a detector, prepared by background threads with bounded prefetch, delivered in order and independent of
// the number of threads.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "training/data/detection/DetectionDataset.h"

namespace isonet::training {

// Call next() and start() from one thread; the workers end with the object.
class DetectionLoader {
public:
    struct Item {
        std::int64_t image;  // index in the dataset
        bool mirrored;
    };
    // The images of a batch; called for one batch after another under a lock.
    using Plan = std::function<std::vector<Item>(std::int64_t batch)>;

    // Joins the samples of a batch; called in the workers.
    using Join = std::function<std::vector<at::Tensor>(const std::vector<DetectionSample>&)>;

    // `device`: current in the workers (WorkerDevice.h). `join`: for nextJoined().
    DetectionLoader(std::shared_ptr<const DetectionDataset> dataset, int workers, const at::Device& device = at::kCPU,
                    Join join = {});
    ~DetectionLoader();
    DetectionLoader(const DetectionLoader&) = delete;
    DetectionLoader& operator=(const DetectionLoader&) = delete;

    // An image that cannot be used is counted in the dataset's corruptImages(), which throws when there are too many.
    // In training the next one of the dataset takes its place, in evaluation the batch goes without it.
    //
    // Starts preparing batches first, first + 1, ..., end - 1; batches prepared earlier are discarded.
    void start(Plan plan, std::int64_t first, std::int64_t end);
    // The next batch's samples, or nothing at the end. Rethrows a worker's exception (DataError).
    std::optional<std::vector<DetectionSample>> next();
    // The same for a loader with `join`: what it made of the samples, which next() then no longer has.
    std::optional<std::vector<at::Tensor>> nextJoined();

private:
    struct Prepared {
        std::vector<DetectionSample> samples;  // without `join_`
        std::vector<at::Tensor> joined;        // with it
    };
    std::optional<Prepared> take();
    void work(std::stop_token stop);
    std::optional<DetectionSample> usable(const Item& item) const;
    Prepared prepared(const std::vector<Item>& items) const;

    const std::shared_ptr<const DetectionDataset> dataset_;
    const std::int64_t ahead_;  // batches ready or in progress
    const at::Device device_;
    const Join join_;

    std::mutex mutex_;  // guards the members below
    std::condition_variable_any changed_;
    Plan plan_;
    std::uint64_t generation_ = 0;
    std::int64_t opened_ = 0, delivered_ = 0, end_ = 0;
    std::map<std::int64_t, Prepared> ready_;
    std::map<std::int64_t, std::exception_ptr> errors_;

    std::vector<std::jthread> workers_;  // last: they use the members above
};

}  // namespace isonet::training
