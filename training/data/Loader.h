// Batches of a data set, prepared by background threads, bounded in number, delivered in order.
//
// The order of an epoch comes from (seed, epoch), an image's augmentation from (seed, epoch, index): the batches are
// the same whatever the number of threads, and any batch of an epoch can be the first (exact resume). The threads share
// the images of a batch, so that the first one comes soon and few are kept.
//
// An image that cannot be decoded (ImageError) is told to the data set's DamageLog. In training another image of the
// epoch, drawn from (seed, epoch, position), takes its place, so that batches stay whole; in evaluation it is left out.
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
#include "training/data/Sampler.h"

namespace isonet::training {

struct Batch {
    at::Tensor images;       // (n, C, H, W) float32 on the CPU
    at::Tensor labels;       // (n) int64 on the CPU
    std::int64_t index = 0;  // position in the epoch
};

struct LoaderOptions {
    std::int64_t batchSize = 128;  // of all ranks together (Sampler.h)
    std::uint64_t seed = 1;
    // Training: shuffled, augmented, the last incomplete batch dropped, as published. Otherwise in order, plain, whole.
    bool train = true;
    int workers = 2;            // at least 1
    int prefetch = 0;           // batches ready or in work; 0: enough to keep the workers busy
    bool channelsLast = false;  // memory format of the images
    bool pinned = false;        // page-locked memory for asynchronous copies to a CUDA device
    int rank = 0, world = 1;    // this process's share of each batch
};

// next() and start() belong to one thread; the workers end with the object.
class Loader {
public:
    Loader(std::shared_ptr<const Dataset> dataset, LoaderOptions options);
    ~Loader();
    Loader(const Loader&) = delete;
    Loader& operator=(const Loader&) = delete;

    std::int64_t batches() const { return sampler_.batches(); }  // of one epoch

    // Begins preparing an epoch from its batch `firstBatch`; what was prepared before is thrown away.
    void start(std::int64_t epoch, std::int64_t firstBatch = 0);
    // The next batch, or nothing at the epoch's end; those without an image on this rank are passed over. Rethrows what
    // a worker met (DataError).
    std::optional<Batch> next();

private:
    // What one start() asked for; workers of an older one stop caring.
    struct Epoch {
        std::int64_t number = 0;
        std::uint64_t generation = 0;
        std::vector<std::int64_t> order;
    };
    // A batch in work.
    struct Slot {
        Batch batch;
        std::shared_ptr<const Epoch> epoch;
        Sampler::Range range;
        std::int64_t claimed = 0, done = 0;  // images that a worker has taken, and finished
        std::vector<std::int64_t> leftOut;   // places in the batch, evaluation only
        bool ready() const { return done == range.count; }
    };
    void work(std::stop_token stop);
    bool canClaim() const;
    std::shared_ptr<Slot> open(std::int64_t index) const;
    std::vector<std::int64_t> fill(const Slot& slot, std::int64_t first, std::int64_t count) const;
    bool loadImage(const Slot& slot, std::int64_t place, PixelOrder order, float* out, std::int64_t& label) const;

    const std::shared_ptr<const Dataset> dataset_;
    const LoaderOptions options_;
    const Sampler sampler_;
    const std::int64_t chunk_;     // images a worker takes at a time
    const std::int64_t prefetch_;  // batches

    std::mutex mutex_;  // guards what follows
    std::condition_variable_any changed_;
    std::shared_ptr<const Epoch> epoch_;
    std::int64_t opened_ = 0;     // first batch without a slot
    std::int64_t delivered_ = 0;  // first batch next() has not given
    std::map<std::int64_t, std::shared_ptr<Slot>> slots_;
    std::exception_ptr error_;
    std::int64_t errorBatch_ = 0;  // the first that met one

    std::vector<std::jthread> workers_;  // last: they use the above
};

}  // namespace isonet::training
