// A device whose memory does not suffice: recognised among torch's errors, and told with how much was missing and what
// needs less.
#pragma once

#include <c10/util/Exception.h>

#include <string>

#include "training/config/RunConfig.h"

namespace isonet::training {

bool isOutOfMemory(const c10::Error& error);

// "Not enough memory on cpu for ISONet-20 with batches of 128 images: another 1.00 GiB was asked for. A smaller ...".
// `detail`: the error's own words, of which the amounts are kept.
std::string outOfMemoryMessage(const config::RunConfig& config, const std::string& device, const std::string& detail);

}  // namespace isonet::training
