// Which images are in which batch of a detector's training. Images of similar aspect ratio are batched together to
// reduce padding.
//
// A pass shuffles all images by (seed, pass), collects wide and tall ones separately and emits a batch whenever one
// group is full. The remaining images form mixed batches; an incomplete last batch is dropped. An epoch is a number of
// batches, not necessarily a pass: it continues where the previous epoch ended. Not thread-safe (caches one pass).
#pragma once

#include <cstdint>
#include <vector>

namespace isonet::training {

class DetectionSampler {
public:
    // wide: per image. epochBatches: 0 for one pass. Throws DataError if there are fewer images than the batch size.
    DetectionSampler(std::vector<bool> wide, std::int64_t batchSize, std::uint64_t seed, std::int64_t epochBatches);

    std::int64_t batchesPerEpoch() const { return epochBatches_; }
    // The images of batch `batch` of epoch `epoch`, both 0-based.
    std::vector<std::int64_t> batch(std::int64_t epoch, std::int64_t batch);
    // Whether an image is mirrored (if mirroring is enabled), drawn from (seed, epoch, batch, image).
    bool mirrored(std::int64_t epoch, std::int64_t batch, std::int64_t image) const;

private:
    void preparePass(std::int64_t pass);

    std::vector<bool> wide_;
    std::int64_t batchSize_, passBatches_, epochBatches_;
    std::uint64_t seed_;
    std::int64_t pass_ = -1;
    std::vector<std::int64_t> order_;  // of pass_, batch by batch
};

}  // namespace isonet::training
