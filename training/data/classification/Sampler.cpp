#include "training/data/classification/Sampler.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "model/base/DataError.h"
#include "training/data/classification/BlockOrder.h"
#include "training/data/images/CounterRandom.h"

namespace isonet::training {
namespace {

std::int64_t batchesOf(std::int64_t images, const SamplerOptions& options) {
    if (options.batchSize < 1)
        throw DataError("run.batch_size is " + std::to_string(options.batchSize) + "; accepted: 1 or more.");
    if (options.world < 1 || options.rank < 0 || options.rank >= options.world)
        throw DataError("Invalid rank " + std::to_string(options.rank) + " of " + std::to_string(options.world) +
                        " processes; accepted: 0 to the number of processes minus 1.");
    if (options.train && options.batchSize % options.world != 0)
        throw DataError("run.batch_size is " + std::to_string(options.batchSize) +
                        ", which cannot be divided evenly among " + std::to_string(options.world) +
                        " processes; accepted: a multiple of their number.");
    const std::int64_t whole = images / options.batchSize;
    const bool rest = images % options.batchSize != 0;
    return options.train || !rest ? whole : whole + 1;
}

}  // namespace

Sampler::Sampler(std::int64_t images, SamplerOptions options, std::vector<std::int64_t> blocks)
    : images_(images), options_(options), blocks_(std::move(blocks)), batches_(batchesOf(images, options)) {}

std::vector<std::int64_t> Sampler::order(std::int64_t epoch) const {
    const std::uint64_t seed = mixKeys({options_.seed, orderStream, static_cast<std::uint64_t>(epoch)});
    if (options_.train && !blocks_.empty())
        return blockOrder(images_, blocks_, options_.batchSize, seed);
    std::vector<std::int64_t> order(static_cast<std::size_t>(images_));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    if (options_.train)
        shuffle(order, seed);
    return order;
}

Sampler::Range Sampler::part(std::int64_t index) const {
    const std::int64_t first = index * options_.batchSize;
    const std::int64_t count = std::clamp<std::int64_t>(images_ - first, 0, options_.batchSize);
    const std::int64_t begin = count * options_.rank / options_.world;
    const std::int64_t end = count * (options_.rank + 1) / options_.world;
    return {first + begin, end - begin};
}

}  // namespace isonet::training
