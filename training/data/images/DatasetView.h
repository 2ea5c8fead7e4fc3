// Some images of a dataset, as a dataset.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "training/data/images/Dataset.h"

namespace isonet::training {

class DatasetView : public Dataset {
public:
    // `chosen`: indices in `whole`, in the order of the view. Throws std::invalid_argument: an index out of range.
    DatasetView(std::shared_ptr<const Dataset> whole, std::vector<std::int64_t> chosen);

    std::int64_t size() const override { return static_cast<std::int64_t>(chosen_.size()); }
    int classes() const override { return whole_->classes(); }
    const std::vector<std::string>& classNames() const override { return whole_->classNames(); }
    ImageShape shape() const override { return whole_->shape(); }
    int label(std::int64_t index) const override { return whole_->label(at(index)); }
    void load(std::int64_t index, std::uint64_t draw, PixelOrder order, float* out) const override {
        whole_->load(at(index), draw, order, out);
    }
    bool inMemory() const override { return whole_->inMemory(); }
    std::vector<std::int64_t> blocks() const override;
    const BytePixels* bytePixels() const override { return whole_->bytePixels(); }
    Placed loadBytes(std::int64_t index, std::uint64_t draw, std::uint8_t* out) const override {
        return whole_->loadBytes(at(index), draw, out);
    }
    std::filesystem::path file(std::int64_t index) const override { return whole_->file(at(index)); }
    std::int64_t number(std::int64_t index) const override { return whole_->number(at(index)); }
    void readStored(std::int64_t index, StoredImage& image) const override { whole_->readStored(at(index), image); }

private:
    std::int64_t at(std::int64_t index) const { return chosen_.at(static_cast<std::size_t>(index)); }

    const std::shared_ptr<const Dataset> whole_;
    const std::vector<std::int64_t> chosen_;
};

}  // namespace isonet::training
