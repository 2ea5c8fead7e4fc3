// Fixed subsets of images, so that runs are compared on the same images.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace isonet::training {

// `count` positions with classes as balanced as possible, drawn with `seed`, in ascending order. count 0 or size: all.
std::vector<std::int64_t> balancedChoice(const std::vector<int>& labels, int classes, std::int64_t count,
                                         std::uint64_t seed);

// The seed, the same for every dataset and run.
inline constexpr std::uint64_t choiceSeed = 20200628;

// The subset for data.train_images or data.validation_images (`key`) of a part with these labels; empty: all. Throws
// DataError if the part has fewer images.
std::vector<std::int64_t> chosenImages(const std::vector<int>& labels, int classes, std::int64_t count,
                                       std::string_view key, std::string_view title);

}  // namespace isonet::training
