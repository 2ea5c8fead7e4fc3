// Labelled images, decoded one by one into float tensors' raw memory. Thread-safe to read.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::training {

// Missing, cut or foreign data: exit code 3. what() names the file, what is wrong and how to get the right one.
class DataError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct ImageShape {
    int channels = 0, height = 0, width = 0;
};

class Dataset {
public:
    virtual ~Dataset() = default;
    virtual std::int64_t size() const = 0;
    virtual int classes() const = 0;
    virtual const std::vector<std::string>& classNames() const = 0;
    virtual ImageShape shape() const = 0;  // of what load() writes
    virtual int label(std::int64_t index) const = 0;
    // Writes image `index`, normalised by the data set's mean and deviation, as channels x height x width floats.
    // `draw` seeds the augmentation (crop, flip); 0 gives the plain evaluation image.
    virtual void load(std::int64_t index, std::uint64_t draw, float* out) const = 0;
};

struct DatasetPair {
    std::shared_ptr<const Dataset> train, validation;
};

// Opens and checks the configured data set. Throws DataError.
DatasetPair openDatasets(const config::DataConfig& config, const spec::ModelSpec& model);

// What is found where, for `isonet datasets` and the form.
struct DatasetStatus {
    config::DatasetFacts facts;
    bool found = false;
    std::string where;    // the folder looked in
    std::string message;  // counts, or what is missing and how to get it
};
std::vector<DatasetStatus> datasetStatus();
DatasetStatus datasetStatus(const config::DataConfig& config);

}  // namespace isonet::training
