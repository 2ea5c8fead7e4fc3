// Short training runs on generated images, as `isonet train` makes them.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "app/doctor/Check.h"
#include "training/config/RunConfig.h"
#include "training/telemetry/Record.h"

namespace isonet::doctor {

// Four files in Fashion-MNIST's format: class c is gray 25 c to 25 c + 29 plus noise, which a network learns in a few
// dozen steps. Throws std::system_error.
void writeSampleImages(const std::filesystem::path& folder, int trainImages, int validationImages);

// ISONet-8 at 28x28, batches of 20 from `images`, one loader worker, no spectra; two epochs.
config::RunConfig sampleConfig(const std::filesystem::path& images, const std::string& device);

struct SampleResult {
    std::int64_t step = 0;
    double top1 = -1;                           // percent; -1: not evaluated
    std::vector<telemetry::Record> records;     // of this part of the run
    std::map<std::string, at::Tensor> weights;  // of latest.pt, on the CPU
};

// Starts the run in `folder`, or resumes it. `stopAfter`: ends it with a checkpoint after that many steps; 0: runs to
// its end. Throws as training::train(), and if the run did not end as asked.
SampleResult sampleRun(const std::filesystem::path& folder, const config::RunConfig& config, std::stop_token stop,
                       std::int64_t stopAfter = 0);

// Tensors of equal names are equal bit for bit. Otherwise the largest relative difference, as a sentence.
std::string weightDifference(const std::map<std::string, at::Tensor>& a, const std::map<std::string, at::Tensor>& b);

}  // namespace isonet::doctor
