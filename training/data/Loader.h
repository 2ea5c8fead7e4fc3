// Batches of a data set, prepared by background threads, bounded in number, delivered in order.
//
// The order of an epoch comes from (seed, epoch), an image's augmentation from (seed, epoch, index): the batches are
// the same whatever the number of threads, and any batch of an epoch can be the first (exact resume).
#pragma once

#include <torch/types.h>

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "training/data/Dataset.h"

namespace isonet::training {

struct Batch {
    at::Tensor images;       // (n, C, H, W) float32 on the CPU
    at::Tensor labels;       // (n) int64 on the CPU
    std::int64_t index = 0;  // position in the epoch
};

struct LoaderOptions {
    std::int64_t batchSize = 128;
    std::uint64_t seed = 1;
    // Training: shuffled, augmented, the last incomplete batch dropped, as published. Otherwise in order, plain, whole.
    bool train = true;
    int workers = 2;            // at least 1
    int prefetch = 0;           // batches ready or in work; 0: two per worker
    bool channelsLast = false;  // memory format of the images
    bool pinned = false;        // page-locked memory for asynchronous copies to a CUDA device
};

// next() and start() belong to one thread; the workers end with the object.
class Loader {
public:
    Loader(std::shared_ptr<const Dataset> dataset, LoaderOptions options);
    ~Loader();
    Loader(const Loader&) = delete;
    Loader& operator=(const Loader&) = delete;

    std::int64_t batches() const { return batches_; }  // of one epoch

    // Begins preparing an epoch from its batch `firstBatch`; what was prepared before is thrown away.
    void start(std::int64_t epoch, std::int64_t firstBatch = 0);
    // The next batch, or nothing at the epoch's end. Rethrows what a worker met (DataError).
    std::optional<Batch> next();

private:
    // What one start() asked for; workers of an older one stop caring.
    struct Epoch {
        std::int64_t number = 0;
        std::uint64_t generation = 0;
        std::vector<std::int64_t> order;
    };
    void work(std::stop_token stop);
    Batch prepare(const Epoch& epoch, std::int64_t index) const;

    const std::shared_ptr<const Dataset> dataset_;
    const LoaderOptions options_;
    const std::int64_t batches_;

    std::mutex mutex_;  // guards what follows
    std::condition_variable_any changed_;
    std::shared_ptr<const Epoch> epoch_;
    std::int64_t claimed_ = 0;    // first batch no worker has taken
    std::int64_t delivered_ = 0;  // first batch next() has not given
    std::map<std::int64_t, Batch> ready_;
    std::exception_ptr error_;

    std::vector<std::jthread> workers_;  // last: they use the above
};

}  // namespace isonet::training
