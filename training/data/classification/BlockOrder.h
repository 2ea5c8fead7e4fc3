// An order of images that reads files nearly from front to back and still mixes them.
//
// The dataset's blocks (Dataset::blocks()) are shuffled. The images in this order are dealt to 32 streams, consecutive
// parts of it, each of which passes a shuffle buffer of 256 images: the next image is drawn from the 256 next ones. A
// batch takes the same share of each stream, one after another: position q of B belongs to stream 32 q / B, rounded
// down. So a batch mixes images of 32 places and more, and a rank, whose share of every batch is the same range of
// positions, reads its own part of the files. Source of the buffer: WebDataset and tf.data.Dataset.shuffle.
#pragma once

#include <cstdint>
#include <vector>

namespace isonet::training {

// All numbers from 0 to images - 1. `blocks`: the first image of each block, ascending from 0. A function of its
// arguments only.
std::vector<std::int64_t> blockOrder(std::int64_t images, const std::vector<std::int64_t>& blocks,
                                     std::int64_t batchSize, std::uint64_t seed);

}  // namespace isonet::training
