#include "training/data/classification/Cifar.h"

#include <map>
#include <tuple>

#include "model/base/DataError.h"
#include "training/config/DatasetInfo.h"
#include "training/data/classification/ByteImageDataset.h"
#include "training/data/classification/CifarFiles.h"
#include "training/data/classification/CifarPickle.h"
#include "training/data/classification/DatasetFiles.h"
#include "training/data/classification/DatasetPlaces.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

using Bytes = std::vector<std::uint8_t>;

// The files of either version: their names do not overlap.
DatasetFiles filesAt(const CifarVariant& variant, const fs::path& place) {
    std::vector<std::string> names;
    for (const CifarForm& form : variant.forms) {
        const auto files = form.files();
        names.insert(names.end(), files.begin(), files.end());
    }
    return {place, names, variant.remedy()};
}

template <typename T>
const CifarForm& formOf(const CifarVariant& variant, const DatasetFiles& at, const std::map<std::string, T>& files) {
    std::vector<std::string> found;
    for (const auto& [name, content] : files)
        found.push_back(name);
    const CifarForm& form = cifarForm(variant, at.place(), found);
    for (const std::string& name : form.files())
        if (name != form.meta && !files.contains(name))
            throw DataError(at.pathOf(name) + " " + at.whyAbsent(name) + ". " + variant.remedy());
    return form;
}

// Number of images in a file of the binary version.
std::int64_t countIn(const CifarVariant& variant, const std::string& file, std::uint64_t size) {
    if (size == 0 || size % variant.recordBytes() != 0)
        throw DataError(file + " has " + std::to_string(size) + " bytes, not a multiple of the " +
                        std::to_string(variant.recordBytes()) + " bytes per image: it is truncated or not a " +
                        variant.info->title + " file. " + variant.remedy());
    return static_cast<std::int64_t>(size / variant.recordBytes());
}

CifarBatch readRecords(const CifarVariant& variant, const Bytes& bytes, const std::string& file) {
    CifarBatch batch;
    const std::int64_t count = countIn(variant, file, bytes.size());
    batch.pixels.reserve(bytes.size());
    for (std::int64_t i = 0; i < count; ++i) {
        const std::uint8_t* record = bytes.data() + static_cast<std::uint64_t>(i) * variant.recordBytes();
        batch.labels.push_back(record[variant.labelBytes - 1]);
        batch.pixels.insert(batch.pixels.end(), record + variant.labelBytes, record + variant.recordBytes());
    }
    return batch;
}

std::vector<std::string> namesIn(const CifarVariant& variant, const DatasetFiles& files, const CifarForm& form,
                                 const std::map<std::string, Bytes>& content) {
    if (form.meta.empty() || !content.contains(form.meta))
        return variant.info->classNames;
    const std::string file = files.pathOf(form.meta);
    auto names = readCifarNames(content.at(form.meta), variant.namesKey, file, variant.remedy());
    if (names.size() != variant.info->classNames.size())
        throw DataError(file + " has the names of " + std::to_string(names.size()) + " classes; " +
                        variant.info->title + " has " + std::to_string(variant.info->classes) + ". " +
                        variant.remedy());
    return names;
}

std::shared_ptr<const ByteImages> images(const CifarVariant& variant, const DatasetFiles& files, const CifarForm& form,
                                         const std::vector<std::string>& names,
                                         const std::vector<std::string>& classNames,
                                         std::map<std::string, Bytes>& content, const config::DataConfig& config) {
    auto result = std::make_shared<ByteImages>();
    result->shape = {3, 32, 32};
    result->classNames = classNames;
    result->setNormalization(*variant.info, config);
    for (const std::string& name : names) {
        const std::string file = files.pathOf(name);
        const Bytes bytes = std::move(content.at(name));
        const CifarBatch batch = form.python ? readCifarBatch(bytes, variant.labelKey, file, variant.remedy())
                                             : readRecords(variant, bytes, file);
        for (std::size_t i = 0; i < batch.labels.size(); ++i) {
            if (batch.labels[i] < 0 || batch.labels[i] >= variant.info->classes)
                throw DataError(file + ": image " + std::to_string(i) + " has label " +
                                std::to_string(batch.labels[i]) + "; accepted: 0 to " +
                                std::to_string(variant.info->classes - 1) + ". " + variant.remedy());
            result->labels.push_back(static_cast<int>(batch.labels[i]));
        }
        result->pixels.insert(result->pixels.end(), batch.pixels.begin(), batch.pixels.end());
    }
    return result;
}

// Number of training and test images. Pickles are read for it.
std::pair<std::int64_t, std::int64_t> countsIn(const CifarVariant& variant, const DatasetFiles& files, bool& present) {
    const auto sizes = files.sizes();
    present = !sizes.empty();
    const CifarForm& form = formOf(variant, files, sizes);
    const auto content = form.python ? files.contents() : std::map<std::string, Bytes>();
    const auto count = [&](const std::string& name) {
        const std::string file = files.pathOf(name);
        if (!form.python)
            return countIn(variant, file, sizes.at(name));
        return static_cast<std::int64_t>(
            readCifarBatch(content.at(name), variant.labelKey, file, variant.remedy()).labels.size());
    };
    std::int64_t train = 0;
    for (const std::string& name : form.train)
        train += count(name);
    return {train, count(form.test)};
}

DatasetPair openVariant(const config::DataConfig& config, const spec::ModelSpec& model) {
    const CifarVariant variant = cifarVariant(config.dataset);
    const DatasetFiles files = filesAt(variant, locateCifar(variant, config));
    auto content = files.contents();
    const CifarForm& form = formOf(variant, files, content);
    const auto names = namesIn(variant, files, form, content);
    auto train = images(variant, files, form, form.train, names, content, config);
    auto test = images(variant, files, form, {form.test}, names, content, config);
    return byteImagePair(std::move(train), std::move(test), *variant.info, config, model);
}

DatasetStatus statusOfVariant(const config::DataConfig& config) {
    const CifarVariant variant = cifarVariant(config.dataset);
    return fixedSizeStatus(*variant.info, config, [&](DatasetStatus& status) {
        const fs::path place = locateCifar(variant, config);
        status.where = place.string();
        const DatasetFiles files = filesAt(variant, place);
        std::tie(status.trainImages, status.validationImages) =
            files.counts(variant.info->name, [&] { return countsIn(variant, files, status.present); });
    });
}

}  // namespace

DatasetPair openCifar10(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openVariant(config, model);
}

DatasetPair openCifar100(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openVariant(config, model);
}

DatasetStatus statusOfCifar10(const config::DataConfig& config) {
    return statusOfVariant(config);
}

DatasetStatus statusOfCifar100(const config::DataConfig& config) {
    return statusOfVariant(config);
}

}  // namespace isonet::training
