// Which images are in which batch of an epoch, on which rank.
//
// Every rank has the same order of the whole epoch, drawn from (seed, epoch): uniformly, or for images that are read
// fast only in blocks, by BlockOrder.h. Global batch i starts at position
// i * batchSize; rank r of W takes the r-th of W nearly equal parts of it. The ranks together see exactly the batches
// of a single process: no image is lost or duplicated, and all have the same number of batches.
#pragma once

#include <cstdint>
#include <vector>

namespace isonet::training {

struct SamplerOptions {
    std::int64_t batchSize = 128;  // total over all ranks
    std::uint64_t seed = 1;
    bool train = true;  // shuffled, without the last incomplete batch; otherwise in order and complete
    int rank = 0, world = 1;
};

class Sampler {
public:
    // Throws DataError: batch size below 1, invalid rank, or in training a batch size that is not a multiple of the
    // world size (the ranks' mean gradients would not average to the batch's).
    // `blocks`: Dataset::blocks().
    Sampler(std::int64_t images, SamplerOptions options, std::vector<std::int64_t> blocks = {});

    std::int64_t images() const { return images_; }
    std::int64_t batches() const { return batches_; }  // per epoch, the same on every rank
    std::vector<std::int64_t> order(std::int64_t epoch) const;

    // Positions in the order that are this rank's part of batch `index`. In evaluation the last batch may be empty.
    struct Range {
        std::int64_t first = 0, count = 0;
    };
    Range part(std::int64_t index) const;

private:
    std::int64_t images_;
    SamplerOptions options_;
    std::vector<std::int64_t> blocks_;
    std::int64_t batches_;
};

}  // namespace isonet::training
