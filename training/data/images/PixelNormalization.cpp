#include "training/data/images/PixelNormalization.h"

#include <cstddef>
#include <stdexcept>
#include <string>

#include "model/base/DataError.h"
#include "training/config/DatasetInfo.h"

namespace isonet::training {

PixelNormalization pixelNormalization(const config::DataConfig& data, int channels) {
    const config::DatasetInfo* info = config::findDataset(data.dataset);
    const auto valuesOf = [&](const std::vector<double>& chosen, const std::vector<double>& own) {
        const std::vector<double>& values = chosen.empty() ? own : chosen;
        if (channels == 1 && values.size() > 1) {  // color images converted to gray
            double sum = 0;
            for (const double value : values)
                sum += value;
            return std::vector<double>{sum / static_cast<double>(values.size())};
        }
        return values.size() == 1 ? std::vector<double>(static_cast<std::size_t>(channels), values[0]) : values;
    };
    const std::vector<double> none;
    PixelNormalization found{valuesOf(data.mean, info ? info->mean : none),
                             valuesOf(data.deviation, info ? info->deviation : none)};
    return found.mean.empty() || found.deviation.empty() ? PixelNormalization{} : found;
}

PixelNormalization knownNormalization(const config::DataConfig& data, int channels) {
    PixelNormalization values = pixelNormalization(data, channels);
    if (values.mean.empty())
        throw DataError("data.dataset is \"" + data.dataset +
                        "\", whose mean and deviation are unknown; set data.mean and data.deviation.");
    return values;
}

std::vector<float> byteValues(std::span<const float> mean, std::span<const float> deviation) {
    if (mean.size() != deviation.size())
        throw std::invalid_argument("byteValues: " + std::to_string(mean.size()) + " means and " +
                                    std::to_string(deviation.size()) + " deviations; expected as many");
    std::vector<float> values;
    for (std::size_t channel = 0; channel < mean.size(); ++channel)
        for (int byte = 0; byte < 256; ++byte)
            values.push_back((static_cast<float>(byte) / 255.0f - mean[channel]) / deviation[channel]);
    return values;
}

}  // namespace isonet::training
