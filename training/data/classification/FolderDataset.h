// Image files in class folders, decoded on demand.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/data/classification/FolderFiles.h"
#include "training/data/images/DatasetStatus.h"
#include "training/data/images/ImageTransform.h"

namespace isonet::training {

class FolderDataset : public Dataset {
public:
    // `chosen`: positions in `files`, in the order of this dataset; empty: all.
    FolderDataset(std::filesystem::path folder, std::shared_ptr<const FileList> files, std::vector<std::string> classes,
                  ImageTransform transform, std::vector<std::int64_t> chosen);

    std::int64_t size() const override;
    int classes() const override { return static_cast<int>(classes_.size()); }
    const std::vector<std::string>& classNames() const override { return classes_; }
    ImageShape shape() const override { return transform_.shape(); }
    int label(std::int64_t index) const override;
    const BytePixels* bytePixels() const override { return &transform_.pixels(); }
    Placed loadBytes(std::int64_t index, std::uint64_t draw, std::uint8_t* out) const override;
    std::filesystem::path file(std::int64_t index) const override;
    void readStored(std::int64_t index, StoredImage& image) const override;

private:
    std::int64_t position(std::int64_t index) const;
    const std::filesystem::path folder_;
    const std::shared_ptr<const FileList> files_;
    const std::vector<std::string> classes_;
    const ImageTransform transform_;
    const std::vector<std::int64_t> chosen_;
};

// Throws DataError: layout, classes or counts (FolderFiles.h), or model.classes differs from the folder's.
DatasetPair openFolder(const config::DataConfig& config, const spec::ModelSpec& model);
DatasetStatus statusOfFolder(const config::DataConfig& config);

}  // namespace isonet::training
