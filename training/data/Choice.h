// Choices of images that stay the same from run to run, so that runs compare on the same images.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace isonet::training {

// `count` positions with classes as even as they can be, chosen by `seed`, in rising order. count 0 or size: all.
std::vector<std::int64_t> balancedChoice(const std::vector<int>& labels, int classes, std::int64_t count,
                                         std::uint64_t seed);

// The same for every data set and run.
inline constexpr std::uint64_t choiceSeed = 20200628;

// data.train_images or data.validation_images (`key`) of a part with these labels: empty for all of it. Throws
// DataError where the part is smaller.
std::vector<std::int64_t> chosenImages(const std::vector<int>& labels, int classes, std::int64_t count,
                                       std::string_view key, std::string_view title);

}  // namespace isonet::training
