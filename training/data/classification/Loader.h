// Batches of a dataset, prepared by background threads with bounded prefetch and delivered in order.
//
// The order of an epoch is drawn from (seed, epoch) and an image's augmentation from (seed, epoch, index): batches do
// not depend on the number of threads, and any batch of an epoch can be the first (exact resume). The threads share the
// images of a batch, so that the first batch is ready early and few are kept in memory.
//
// An image that cannot be decoded (ImageError) is added to the dataset's CorruptImageLog. In training it is replaced by
// another image of the epoch, drawn from (seed, epoch, position), so that batches stay full; in evaluation it is
// skipped.
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

#include "training/data/classification/Sampler.h"
#include "training/data/images/Dataset.h"

namespace isonet::training {

struct Batch {
    at::Tensor images;       // on the CPU: (n, C, H, W) float32, or (n, c, h, w) uint8 as the dataset stores them
    at::Tensor places;       // with uint8 images: (n, 3) int32, top, left and mirror (model/kernels/ImageInput.h)
    at::Tensor labels;       // (n) int64 on the CPU
    std::int64_t index = 0;  // position in the epoch
};

struct LoaderOptions {
    std::int64_t batchSize = 128;  // total over all ranks (Sampler.h)
    std::uint64_t seed = 1;
    // Training: shuffled, augmented, without the last incomplete batch, as published. Otherwise in order, not
    // augmented, complete.
    bool train = true;
    int workers = 2;               // 0: next() prepares each batch itself
    int prefetch = 0;              // batches ready or in progress; 0: enough to keep the workers busy
    bool channelsLast = false;     // memory format of float32 images
    bool bytes = false;            // uint8 images with their places from datasets that have them (bytePixels())
    bool pinned = false;           // page-locked memory for asynchronous copies to a CUDA device
    at::Device device = at::kCPU;  // current in the workers (WorkerDevice.h)
    int rank = 0, world = 1;       // share of each batch
};

// Call next() and start() from one thread; the workers end with the object.
class Loader {
public:
    Loader(std::shared_ptr<const Dataset> dataset, LoaderOptions options);
    ~Loader();
    Loader(const Loader&) = delete;
    Loader& operator=(const Loader&) = delete;

    std::int64_t batches() const { return sampler_.batches(); }  // of one epoch

    // Starts preparing an epoch from batch `firstBatch`; batches prepared earlier are discarded.
    void start(std::int64_t epoch, std::int64_t firstBatch = 0);
    // The next batch, or nothing at the end of the epoch; batches without images on this rank are skipped. Rethrows a
    // worker's exception (DataError).
    std::optional<Batch> next();

    // Workers for a dataset that `wanted` would serve: none for images in memory that are used on the CPU, because to
    // prepare them takes less time than to wake a worker, which would interrupt the threads that train.
    static int workersFor(const Dataset& dataset, const at::Device& device, int wanted);

private:
    // The request of one start(); results for an older one are discarded.
    struct Epoch {
        std::int64_t number = 0;
        std::uint64_t generation = 0;
        std::vector<std::int64_t> order;
    };
    // A batch in progress.
    struct Slot {
        Batch batch;
        std::shared_ptr<const Epoch> epoch;
        Sampler::Range range;
        std::int64_t claimed = 0, done = 0;  // images claimed and finished by workers
        std::vector<std::int64_t> skipped;   // positions in the batch, evaluation only
        bool ready() const { return done == range.count; }
    };
    std::optional<Batch> prepareNext();
    static std::optional<Batch> complete(Slot& slot);  // without skipped images; nothing if none is left
    void work(std::stop_token stop);
    bool canClaim() const;
    std::shared_ptr<Slot> open(std::int64_t index) const;
    std::vector<std::int64_t> fill(const Slot& slot, std::int64_t first, std::int64_t count) const;
    bool loadImage(const Slot& slot, std::int64_t place) const;
    void write(const Batch& batch, std::int64_t place, std::int64_t image, std::uint64_t draw) const;

    const std::shared_ptr<const Dataset> dataset_;
    const LoaderOptions options_;
    const BytePixels* const bytes_;  // null: float32 images
    const Sampler sampler_;
    const std::int64_t chunk_;     // images claimed at a time
    const std::int64_t prefetch_;  // batches

    std::mutex mutex_;                       // guards the members below
    std::condition_variable_any claimable_;  // workers wait for images to load
    std::condition_variable ready_;          // next() waits for its batch
    std::shared_ptr<const Epoch> epoch_;
    std::int64_t opened_ = 0;     // first batch without a slot
    std::int64_t delivered_ = 0;  // first batch not yet returned by next()
    std::map<std::int64_t, std::shared_ptr<Slot>> slots_;
    std::exception_ptr error_;
    std::int64_t errorBatch_ = 0;  // the first batch with an error

    std::vector<std::jthread> workers_;  // last: they use the members above
};

}  // namespace isonet::training
