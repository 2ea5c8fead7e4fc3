// Labelled images, decoded one by one into float tensors' raw memory. Thread-safe to read.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/data/DamageLog.h"

namespace isonet::training {

// Missing, cut or foreign data: exit code 3. what() names the file, what is wrong and how to get the right one.
class DataError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct ImageShape {
    int channels = 0, height = 0, width = 0;
};

// How the values of an image follow each other: channels x height x width, or height x width x channels (the memory of
// a channels-last tensor).
enum class PixelOrder { Planes, Interleaved };

class Dataset {
public:
    virtual ~Dataset() = default;
    virtual std::int64_t size() const = 0;
    virtual int classes() const = 0;
    virtual const std::vector<std::string>& classNames() const = 0;
    virtual ImageShape shape() const = 0;  // of what load() writes
    virtual int label(std::int64_t index) const = 0;
    // Writes image `index`, normalised by the data set's mean and deviation, as shape() floats in the given order.
    // `draw` seeds the augmentation (crop, flip); 0 gives the plain evaluation image. Throws ImageError where this one
    // image cannot be decoded.
    virtual void load(std::int64_t index, std::uint64_t draw, PixelOrder order, float* out) const = 0;

    // The images that loaders met and left out.
    DamageLog& damage() const { return damage_; }

private:
    mutable DamageLog damage_;
};

struct DatasetPair {
    std::shared_ptr<const Dataset> train, validation;
};

// Opens and checks the configured data set. Throws DataError.
DatasetPair openDatasets(const config::DataConfig& config, const spec::ModelSpec& model);

// The classes of a data set that always has the same ones; none of others.
std::vector<std::string> knownClassNames(const std::string& dataset);

// What is found where, for `isonet datasets` and the form. Looks at names and headers, and reads an archive through
// once (a second; the result is kept while the file does not change).
struct DatasetStatus {
    config::DatasetFacts facts;
    bool found = false;
    std::string where;    // the folder or archive looked in; empty: none was named
    std::string message;  // counts, or what is missing and how to get it
    std::int64_t trainImages = 0, validationImages = 0, classes = 0;  // where found
};
std::vector<DatasetStatus> datasetStatus();
DatasetStatus datasetStatus(const config::DataConfig& config);
DatasetStatus datasetStatus(const config::RunConfig& config);  // a detection run's own files too
// Which data set a folder or archive holds: the names of all that can be opened there.
std::vector<DatasetStatus> datasetsIn(const std::string& path);

}  // namespace isonet::training
