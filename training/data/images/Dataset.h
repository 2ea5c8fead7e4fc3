// Labeled images, prepared one at a time as bytes or as floats. Thread-safe to read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "training/data/images/CorruptImageLog.h"

namespace isonet::training {

struct ImageShape {
    int channels = 0, height = 0, width = 0;
};
std::size_t bytesOf(const ImageShape& shape);  // one a pixel and channel

// Memory layout of an image: channels x height x width, or height x width x channels (a channels-last tensor).
enum class PixelOrder { Planes, Interleaved };

// Where an image lies on the network's input: canvas row y shows image row y - top, columns likewise; then the whole
// canvas is mirrored if `mirror`.
struct Placed {
    int top = 0, left = 0;
    bool mirror = false;
};

// Images that are bytes until they are normalized.
struct BytePixels {
    ImageShape shape;           // of an image before it is placed; one channel may fill several
    std::vector<float> values;  // channels x 256: the normalized value of each byte
};

// An image as its dataset stores it.
struct StoredImage {
    std::vector<std::uint8_t> bytes;  // an image file; with a shape: the pixels, one channel after another
    ImageShape shape;                 // no channels: `bytes` is an image file
};

class Dataset {
public:
    virtual ~Dataset() = default;
    virtual std::int64_t size() const = 0;
    virtual int classes() const = 0;
    virtual const std::vector<std::string>& classNames() const = 0;
    virtual ImageShape shape() const = 0;  // of what load() writes
    virtual int label(std::int64_t index) const = 0;
    // Writes image `index`, normalized by mean and deviation, as shape() floats in the given order. `draw` seeds the
    // augmentation (crop, flip); 0: the evaluation image without augmentation. Throws ImageError if the image cannot be
    // decoded. The default places and normalizes the bytes of loadBytes().
    virtual void load(std::int64_t index, std::uint64_t draw, PixelOrder order, float* out) const;

    // Whether an image takes a few microseconds to load: a thread then prepares a whole batch at a time.
    virtual bool inMemory() const { return false; }

    // First images of the blocks in which images lie next to each other in a large file, ascending from 0: training
    // then reads block after block (Sampler.h). Empty: any order is equally fast.
    virtual std::vector<std::int64_t> blocks() const { return {}; }

    // Null if an image is not made of bytes, and load() is overridden. Otherwise loaders hand over the bytes of
    // loadBytes(), a quarter of the memory, which the device places and normalizes (model/kernels/ImageInput.h) to what
    // load() writes, bit for bit.
    virtual const BytePixels* bytePixels() const { return nullptr; }
    // Writes bytePixels()->shape bytes, one channel after another. Errors and `draw` as above.
    virtual Placed loadBytes(std::int64_t index, std::uint64_t draw, std::uint8_t* out) const;

    // What lists of images call image `index`: its file, or if that is empty its number in the dataset's files, from 0.
    virtual std::filesystem::path file(std::int64_t) const { return {}; }
    virtual std::int64_t number(std::int64_t index) const { return index; }
    // Reads the image as it is stored, reusing the memory. Throws ImageError if its file cannot be read. The default
    // gives the bytes of loadBytes(); datasets without bytePixels() override it.
    virtual void readStored(std::int64_t index, StoredImage& image) const;

    // The images that loaders skipped.
    CorruptImageLog& corruptImages() const { return corruptImages_; }

private:
    mutable CorruptImageLog corruptImages_;
};

struct DatasetPair {
    std::shared_ptr<const Dataset> train, validation;
    std::shared_ptr<const Dataset> test = {};  // only with data.test_split; else null
    std::vector<std::string> notes{};          // for the log: where the data were found and what was ignored
};

}  // namespace isonet::training
