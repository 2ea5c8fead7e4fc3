// The tiny dataset and network that a soak trains.
#pragma once

#include <cstdint>
#include <filesystem>

#include "training/config/RunConfig.h"

namespace isonet::benchmarks {

inline constexpr int soakStepsPerEpoch = 10;

// Writes class folders of 8x8 images: 40 to train on and 12 to validate on, two classes.
void writeSoakImages(const std::filesystem::path& folder);

// ISONet-8 on these images in batches of 4, on the CPU: every step is recorded, and a checkpoint is written every 1.2
// seconds and at the end of each epoch. `key` chooses seed, epochs (5 to 10) and what is kept.
config::RunConfig soakConfig(const std::filesystem::path& images, std::uint64_t key);

}  // namespace isonet::benchmarks
