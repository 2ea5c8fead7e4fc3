#include "SyntheticImages.h"

#include <zlib.h>

#include <stdexcept>

#include "training/data/images/CounterRandom.h"

namespace isonet::test {

void writeGzip(const std::filesystem::path& file, const std::vector<std::uint8_t>& bytes) {
    const gzFile stream = gzopen(file.c_str(), "wb1");
    const bool written =
        stream && gzwrite(stream, bytes.data(), static_cast<unsigned>(bytes.size())) == static_cast<int>(bytes.size());
    if (!stream || gzclose(stream) != Z_OK || !written)
        throw std::runtime_error("cannot write " + file.string());
}

std::vector<std::uint8_t> idxBytes(const std::vector<std::uint32_t>& shape, const std::vector<std::uint8_t>& values) {
    std::vector<std::uint8_t> bytes{0, 0, 8, static_cast<std::uint8_t>(shape.size())};
    for (const std::uint32_t extent : shape)
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes.push_back(static_cast<std::uint8_t>(extent >> shift));
    bytes.insert(bytes.end(), values.begin(), values.end());
    return bytes;
}

void writeFashionFolder(const std::filesystem::path& folder, int trainImages, int testImages) {
    std::filesystem::create_directories(folder);
    training::RandomStream random(7);
    const auto write = [&](const std::string& part, int count) {
        std::vector<std::uint8_t> pixels, labels;
        for (int i = 0; i < count; ++i) {
            const int label = i % 10;
            labels.push_back(static_cast<std::uint8_t>(label));
            for (int pixel = 0; pixel < 28 * 28; ++pixel)
                pixels.push_back(static_cast<std::uint8_t>(25 * label + random.below(30)));
        }
        const auto number = static_cast<std::uint32_t>(count);
        writeGzip(folder / (part + "-images-idx3-ubyte.gz"), idxBytes({number, 28, 28}, pixels));
        writeGzip(folder / (part + "-labels-idx1-ubyte.gz"), idxBytes({number}, labels));
    };
    write("train", trainImages);
    write("t10k", testImages);
}

}  // namespace isonet::test
