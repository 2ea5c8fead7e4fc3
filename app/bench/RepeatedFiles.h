// Training images of 224x224 pixels from files, for benchmarks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/data/images/Dataset.h"
#include "training/data/images/ImageTransform.h"

namespace isonet::benchmarks {

inline constexpr std::int64_t loaderBatch = 64;
inline constexpr int loaderSide = 224;

inline config::RunConfig loaderConfiguration() {
    config::RunConfig config;
    config.data.dataset = "folder";
    config.model.channels = 3;
    config.model.height = config.model.width = loaderSide;
    return config;
}

// A dataset that repeats `files` until there are `images` of them.
class RepeatedFiles : public training::Dataset {
public:
    RepeatedFiles(std::vector<std::filesystem::path> files, std::int64_t images)
        : files_(std::move(files)),
          images_(images),
          transform_(loaderConfiguration().data, loaderConfiguration().model) {}
    std::int64_t size() const override { return images_; }
    int classes() const override { return 2; }
    const std::vector<std::string>& classNames() const override { return names_; }
    training::ImageShape shape() const override { return transform_.shape(); }
    int label(std::int64_t) const override { return 0; }
    const training::BytePixels* bytePixels() const override { return &transform_.pixels(); }
    training::Placed loadBytes(std::int64_t index, std::uint64_t draw, std::uint8_t* out) const override {
        return transform_.loadBytes(file(index), draw, out);
    }
    std::filesystem::path file(std::int64_t index) const override {
        return files_[static_cast<std::size_t>(index) % files_.size()];
    }

private:
    std::vector<std::filesystem::path> files_;
    std::int64_t images_;
    training::ImageTransform transform_;
    std::vector<std::string> names_{"a", "b"};
};

}  // namespace isonet::benchmarks
