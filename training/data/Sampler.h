// Which images make up which batch of an epoch, on which rank.
//
// Every rank knows the same order of the whole epoch, drawn from (seed, epoch). Global batch i is its positions from
// i * batchSize on; rank r of W takes the r-th of W nearly equal parts of each: the ranks together see exactly the
// batches of one process, no image is lost or doubled, and all have the same number of batches.
#pragma once

#include <cstdint>
#include <vector>

namespace isonet::training {

struct SamplerOptions {
    std::int64_t batchSize = 128;  // of all ranks together
    std::uint64_t seed = 1;
    bool train = true;  // shuffled, without the last incomplete batch; otherwise in order and whole
    int rank = 0, world = 1;
};

class Sampler {
public:
    // Throws DataError: a batch size below 1, a rank that is none of the world's; in training a world that does not
    // divide the batch (the ranks' mean gradients would not average to the batch's).
    Sampler(std::int64_t images, SamplerOptions options);

    std::int64_t images() const { return images_; }
    std::int64_t batches() const { return batches_; }  // of one epoch, on every rank
    std::vector<std::int64_t> order(std::int64_t epoch) const;

    // The positions in the order that are this rank's part of batch `index`; may be none in the last one of an
    // evaluation.
    struct Range {
        std::int64_t first = 0, count = 0;
    };
    Range part(std::int64_t index) const;

private:
    std::int64_t images_;
    SamplerOptions options_;
    std::int64_t batches_;
};

}  // namespace isonet::training
