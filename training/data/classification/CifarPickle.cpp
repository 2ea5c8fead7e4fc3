#include "training/data/classification/CifarPickle.h"

#include <ATen/Functions.h>

#include "model/base/DataError.h"
#include "model/interop/PickleFile.h"

namespace isonet::training {
namespace {

constexpr std::int64_t cifarImageBytes = 3 * 32 * 32;

class PickledEntries {
public:
    PickledEntries(const std::vector<std::uint8_t>& pickle, const std::string& file, const std::string& remedy)
        : file_(file), remedy_(remedy) {
        try {
            content_ = interop::readPickle(std::string(pickle.begin(), pickle.end()), file);
        } catch (const interop::FormatError& error) {
            throw DataError(std::string(error.what()) + ". " + remedy);
        }
    }

    const interop::Value& at(const std::string& key) const {
        const interop::Value* value = content_.find(key);
        if (!value)
            fail("has no entry '" + key + "'");
        return *value;
    }

    [[noreturn]] void fail(const std::string& what) const { throw DataError(file_ + " " + what + ". " + remedy_); }

private:
    interop::Value content_;
    std::string file_, remedy_;
};

std::vector<std::uint8_t> pickledPixels(const PickledEntries& entries) {
    const interop::Value& value = entries.at("data");
    if (const auto* text = std::get_if<std::string>(&value.data)) {
        if (text->size() % cifarImageBytes != 0)
            entries.fail("has " + std::to_string(text->size()) + " bytes of pixels, not a multiple of 3072 per image");
        return {text->begin(), text->end()};
    }
    const auto* pixels = std::get_if<at::Tensor>(&value.data);
    if (!pixels || pixels->scalar_type() != at::kByte)
        entries.fail("has " + value.describe() + " as 'data'; expected an array of bytes");
    if (pixels->dim() < 2 || pixels->numel() != pixels->size(0) * cifarImageBytes)
        entries.fail("has pixels of shape " + c10::str(pixels->sizes()) + "; expected images x 3072");
    const auto* first = pixels->const_data_ptr<std::uint8_t>();
    return {first, first + pixels->numel()};
}

std::vector<std::int64_t> pickledLabels(const PickledEntries& entries, const std::string& key) {
    const interop::Value& value = entries.at(key);
    std::vector<std::int64_t> labels;
    if (const auto* list = std::get_if<interop::List>(&value.data)) {
        for (const interop::Value& label : *list) {
            const auto* number = std::get_if<std::int64_t>(&label.data);
            if (!number)
                entries.fail("has " + label.describe() + " as a label; expected integers");
            labels.push_back(*number);
        }
        return labels;
    }
    const auto* array = std::get_if<at::Tensor>(&value.data);
    if (!array || !at::isIntegralType(array->scalar_type(), false) || array->dim() != 1)
        entries.fail("has " + value.describe() + " as '" + key + "'; expected a list of integers");
    const at::Tensor wide = array->to(at::kLong);
    const auto* first = wide.const_data_ptr<std::int64_t>();
    return {first, first + wide.numel()};
}

}  // namespace

CifarBatch readCifarBatch(const std::vector<std::uint8_t>& pickle, const std::string& labelKey, const std::string& file,
                          const std::string& remedy) {
    const PickledEntries entries(pickle, file, remedy);
    CifarBatch batch{pickledPixels(entries), pickledLabels(entries, labelKey)};
    const std::size_t images = batch.pixels.size() / cifarImageBytes;
    if (images != batch.labels.size())
        entries.fail("has " + std::to_string(images) + " images, but " + std::to_string(batch.labels.size()) +
                     " labels");
    if (images == 0)
        entries.fail("has no images");
    return batch;
}

std::vector<std::string> readCifarNames(const std::vector<std::uint8_t>& pickle, const std::string& key,
                                        const std::string& file, const std::string& remedy) {
    const PickledEntries entries(pickle, file, remedy);
    const interop::Value& value = entries.at(key);
    const auto* list = std::get_if<interop::List>(&value.data);
    if (!list)
        entries.fail("has " + value.describe() + " as '" + key + "'; expected a list of names");
    std::vector<std::string> names;
    for (const interop::Value& entry : *list) {
        const auto* name = std::get_if<std::string>(&entry.data);
        if (!name)
            entries.fail("has " + entry.describe() + " as a class name; expected strings");
        names.push_back(*name);
    }
    return names;
}

}  // namespace isonet::training
