// A small COCO folder for tests: gray images with a bright rectangle ("box") and sometimes a dark triangle ("wedge").
#pragma once

#include <filesystem>

#include "training/config/RunConfig.h"

namespace isonet::test {

// Writes annotations/all.json and images/1.png ... (5.jpg) into `folder`: images of 96 x 64 pixels, every third 64 x
// 96; image 3 also has a crowd, and image `count` has no objects.
void writeCocoFolder(const std::filesystem::path& folder, int count);

// A tiny detector on that folder, for training and evaluation: two images per batch, every step recorded.
config::RunConfig detectionConfig(const std::filesystem::path& folder);

}  // namespace isonet::test
