// Applies an image transform in tests; values are bytes.
#pragma once

#include <QtTest>
#include <cmath>
#include <vector>

#include "ImageFiles.h"
#include "training/config/RunConfig.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/ImageTransform.h"

namespace isonet::test {

using Values = std::vector<float>;

// Values are bytes: mean 0, deviation 1 / 255.
inline config::DataConfig plain() {
    config::DataConfig data;
    data.dataset = "folder";
    data.root = "images";
    data.mean = {0};
    data.deviation = {1.0 / 255};
    return data;
}

inline spec::ModelSpec input(int channels, int height, int width) {
    spec::ModelSpec model;
    model.channels = channels;
    model.height = height;
    model.width = width;
    return model;
}

inline Values shown(const training::ImageTransform& transform, const Bytes& bytes, std::uint64_t draw = 0,
                    training::PixelOrder order = training::PixelOrder::Planes) {
    const training::ImageShape shape = transform.shape();
    Values out(static_cast<std::size_t>(shape.channels * shape.height * shape.width), -1.0f);
    transform.apply(bytes, "image", draw, order, out.data());
    return out;
}

inline double maxDifference(const Values& a, const Values& b) {
    double most = a.size() == b.size() ? 0 : INFINITY;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
        most = std::max(most, static_cast<double>(std::abs(a[i] - b[i])));
    return most;
}

// Checks the color at the center of each quarter.
inline void checkQuarters(const Values& values, int height, int width, double tolerance) {
    for (int quarter = 0; quarter < 4; ++quarter)
        for (int channel = 0; channel < 3; ++channel) {
            const int y = height / 4 + (quarter / 2) * (height / 2), x = width / 4 + (quarter % 2) * (width / 2);
            const double value = values[static_cast<std::size_t>((channel * height + y) * width + x)];
            const int expected = quarterColors[static_cast<std::size_t>(quarter)][static_cast<std::size_t>(channel)];
            QVERIFY2(std::abs(value - expected) <= tolerance,
                     qPrintable(QStringLiteral("quarter %1, channel %2: %3 instead of %4")
                                    .arg(quarter)
                                    .arg(channel)
                                    .arg(value)
                                    .arg(expected)));
        }
}

inline Bytes fixture(const char* name) {
    Bytes bytes;
    training::readImageFile(std::filesystem::path(ISONET_TEST_DATA) / "images" / name, bytes);
    return bytes;
}

}  // namespace isonet::test
