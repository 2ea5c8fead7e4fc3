// Which images make up which batch of a detector's training: images of one format together, so that little is padding.
//
// A pass shuffles all images by (seed, pass), collects wide and high ones apart and gives a batch whenever one of the
// two is full; what is left at the end makes mixed batches, and an incomplete last one is dropped. An epoch is a number
// of batches that need not be a pass: its batches go on where the epoch before ended. Thread-safe but for the pass it
// remembers: one thread at a time.
#pragma once

#include <cstdint>
#include <vector>

namespace isonet::training {

class DetectionSampler {
public:
    // wide: of each image. epochBatches: 0 for one pass. Throws DataError where there are fewer images than a batch
    // has.
    DetectionSampler(std::vector<bool> wide, std::int64_t batchSize, std::uint64_t seed, std::int64_t epochBatches);

    std::int64_t batchesPerEpoch() const { return epochBatches_; }
    // The images of batch `batch` of epoch `epoch`, both from 0.
    std::vector<std::int64_t> batch(std::int64_t epoch, std::int64_t batch);
    // Whether an image is mirrored, when mirroring is on: drawn from (seed, epoch, batch, image).
    bool mirrored(std::int64_t epoch, std::int64_t batch, std::int64_t image) const;

private:
    void preparePass(std::int64_t pass);

    std::vector<bool> wide_;
    std::int64_t batchSize_, passBatches_, epochBatches_;
    std::uint64_t seed_;
    std::int64_t pass_ = -1;
    std::vector<std::int64_t> order_;  // of pass_, batch after batch
};

}  // namespace isonet::training
