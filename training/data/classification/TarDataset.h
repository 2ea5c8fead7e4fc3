// Images in tar files, read in place and decoded on demand.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/data/classification/TarLayout.h"
#include "training/data/classification/TarSet.h"
#include "training/data/images/DatasetStatus.h"
#include "training/data/images/ImageTransform.h"

namespace isonet::training {

class TarDataset : public Dataset {
public:
    TarDataset(std::shared_ptr<const TarSet> set, std::vector<TarImage> images, std::vector<std::string> classes,
               ImageTransform transform);

    std::int64_t size() const override { return static_cast<std::int64_t>(images_.size()); }
    int classes() const override { return static_cast<int>(classes_.size()); }
    const std::vector<std::string>& classNames() const override { return classes_; }
    ImageShape shape() const override { return transform_.shape(); }
    int label(std::int64_t index) const override { return images_[static_cast<std::size_t>(index)].label; }
    const BytePixels* bytePixels() const override { return &transform_.pixels(); }
    Placed loadBytes(std::int64_t index, std::uint64_t draw, std::uint8_t* out) const override;
    // Up to 16 MiB of one file: long enough to be read at the disk's speed. A block also ends where more than eight
    // images of one class follow each other, as in ILSVRC2012_img_train.tar, so that the classes mix.
    std::vector<std::int64_t> blocks() const override { return blocks_; }
    std::string name(std::int64_t index) const;  // "/data/train-000000.tar: 0001.jpg"
    std::filesystem::path file(std::int64_t index) const override { return name(index); }
    void readStored(std::int64_t index, StoredImage& image) const override;

private:
    // `named`: name(index), for errors.
    void read(std::int64_t index, const std::string& named, std::vector<std::uint8_t>& bytes) const;
    void expectBlock(std::int64_t index, const InputFile& file) const;
    const std::shared_ptr<const TarSet> set_;
    const std::vector<TarImage> images_;
    const std::vector<std::string> classes_;
    const ImageTransform transform_;
    const std::vector<std::int64_t> blocks_;
    // Of each block, when it was last read: seconds of the steady clock.
    const std::unique_ptr<std::atomic<std::int64_t>[]> lastRead_;
};

// Throws DataError: what tarParts() throws, or model.classes differs.
DatasetPair openTars(const TarLayout& layout, const config::DataConfig& config, const spec::ModelSpec& model);
// Adds counts or the problem to `status`.
void addTarStatus(const TarLayout& layout, const config::DataConfig& config, DatasetStatus& status);

}  // namespace isonet::training
