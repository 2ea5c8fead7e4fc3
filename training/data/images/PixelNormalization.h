// How the bytes of images become the values that a network takes: (byte / 255 - mean) / deviation, per channel.
#pragma once

#include <span>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::training {

// Of pixels from 0 to 1, per channel.
struct PixelNormalization {
    std::vector<double> mean, deviation;
};

// data.mean and data.deviation, or else the dataset's, for 1 or 3 channels; of color images that are converted to gray
// the mean over the channels. Both empty if neither is known.
PixelNormalization pixelNormalization(const config::DataConfig& data, int channels);

// The same. Throws DataError if it is unknown.
PixelNormalization knownNormalization(const config::DataConfig& data, int channels);

// The normalized values of the bytes 0 to 255 of each channel: channels x 256. Throws std::invalid_argument if there
// are not as many means as deviations.
std::vector<float> byteValues(std::span<const float> mean, std::span<const float> deviation);

}  // namespace isonet::training
