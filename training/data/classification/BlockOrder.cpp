#include "training/data/classification/BlockOrder.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "training/data/images/CounterRandom.h"

namespace isonet::training {
namespace {

constexpr std::int64_t streams = 32;
constexpr std::int64_t bufferImages = 256;  // of each stream

// The images block by block, the blocks shuffled.
std::vector<std::int64_t> shuffledBlocks(std::int64_t images, const std::vector<std::int64_t>& blocks,
                                         std::uint64_t seed) {
    std::vector<std::size_t> order(blocks.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    shuffle(order, mixKeys({seed, 0}));
    std::vector<std::int64_t> sequence;
    sequence.reserve(static_cast<std::size_t>(images));
    for (const std::size_t block : order)
        for (std::int64_t i = blocks[block], end = block + 1 < blocks.size() ? blocks[block + 1] : images; i < end; ++i)
            sequence.push_back(i);
    return sequence;
}

// Swaps each image with one drawn from it and the next ones.
void passBuffer(std::int64_t* first, std::int64_t count, std::uint64_t seed) {
    RandomStream random(seed);
    for (std::int64_t i = 0; i < count; ++i)
        std::swap(first[i], first[i + static_cast<std::int64_t>(random.below(
                                          static_cast<std::uint64_t>(std::min(bufferImages, count - i))))]);
}

}  // namespace

std::vector<std::int64_t> blockOrder(std::int64_t images, const std::vector<std::int64_t>& blocks,
                                     std::int64_t batchSize, std::uint64_t seed) {
    std::vector<std::int64_t> sequence = shuffledBlocks(images, blocks, seed);
    const auto streamOf = [&](std::int64_t position) {
        return static_cast<std::size_t>(position % batchSize * streams / batchSize);
    };
    std::array<std::int64_t, streams> next{};  // first counts, then positions in the sequence
    for (std::int64_t position = 0; position < images; ++position)
        next[streamOf(position)]++;
    std::int64_t begin = 0;
    for (std::size_t stream = 0; stream < next.size(); ++stream) {
        const std::int64_t count = next[stream];
        passBuffer(sequence.data() + begin, count, mixKeys({seed, stream + 1}));
        next[stream] = begin;
        begin += count;
    }
    std::vector<std::int64_t> order(sequence.size());
    for (std::int64_t position = 0; position < images; ++position)
        order[static_cast<std::size_t>(position)] = sequence[static_cast<std::size_t>(next[streamOf(position)]++)];
    return order;
}

}  // namespace isonet::training
