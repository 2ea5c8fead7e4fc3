// Image files: header, decoder and transform.
#include <zlib.h>

#include <algorithm>

#include "tests/fuzz/Target.h"
#include "tests/training/ImageFiles.h"
#include "training/data/check/ImageReading.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/ImageTransform.h"

namespace isonet::fuzz {
namespace {

// As a check of the dataset, as a training step and as an evaluation read it.
void readImage(const std::filesystem::path& file) {
    training::StoredImage image;
    training::readImageFile(file, image.bytes);
    training::readCompletely(image, file.string(), nullptr);
    config::DataConfig data;
    data.dataset = "folder";
    spec::ModelSpec model;
    model.height = model.width = 16;
    for (const int channels : {1, 3}) {
        model.channels = channels;
        std::vector<float> out(static_cast<std::size_t>(channels) * 256);
        const training::ImageTransform transform(data, model);
        transform.load(file, 0, training::PixelOrder::Planes, out.data());
        transform.load(file, 7, training::PixelOrder::Interleaved, out.data());
    }
}

Target imageTarget(const std::string& ending, const std::vector<std::string>& words) {
    return {ending.substr(1),
            [ending] {
                std::vector<Bytes> all{test::quarters(40, 30, ending), test::quarters(1, 1, ending),
                                       test::quarters(17, 333, ending)};
                if (ending == ".jpg" || ending == ".png")
                    for (const int orientation : {3, 6})
                        all.push_back(test::turned(all.front(), orientation));
                return all;
            },
            readImage,
            nullptr,
            false,
            words};
}

// Corrects the checksum of every chunk of a PNG that is in the file.
void sealPng(Bytes& input) {
    for (std::size_t at = 8; at + 12 <= input.size();) {
        const std::size_t length = (std::size_t{input[at]} << 24) | (std::size_t{input[at + 1]} << 16) |
                                   (std::size_t{input[at + 2]} << 8) | input[at + 3];
        if (length > input.size() - at - 12)
            return;
        const auto crc = static_cast<std::uint32_t>(crc32(0, input.data() + at + 4, static_cast<uInt>(length + 4)));
        for (std::size_t i = 0; i < 4; ++i)
            input[at + 8 + length + i] = static_cast<std::uint8_t>(crc >> (24 - 8 * i));
        at += length + 12;
    }
}

}  // namespace

std::vector<Target> imageTargets() {
    Target png = imageTarget(".png", {"IHDR", "PLTE", "tRNS", "IDAT", "IEND", "eXIf", "acTL", "fcTL", "iCCP", "zTXt"});
    png.seal = sealPng;
    return {imageTarget(".jpg", {"\xff\xd8", "\xff\xc0", "\xff\xc2", "\xff\xc4", "\xff\xda", "\xff\xd9", "\xff\xe1",
                                 "\xff\xdd", "Exif", "MM", "Adobe"}),
            png, imageTarget(".webp", {"VP8 ", "VP8L", "VP8X", "ANIM", "ANMF", "ALPH", "EXIF"}),
            imageTarget(".bmp", {"BM"})};
}

}  // namespace isonet::fuzz
