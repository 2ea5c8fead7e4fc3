// Recognizes torch's out-of-memory errors and describes them with the amount and a remedy.
#pragma once

#include <c10/util/Exception.h>

#include <string>

#include "training/config/RunConfig.h"

namespace isonet::training {

bool isOutOfMemory(const c10::Error& error);

// "Not enough memory on cpu for ISONet-20 with batches of 128 images: tried to allocate 1.00 GiB. Reduce ...".
// `detail`: the message of the error, from which the amounts are taken.
std::string outOfMemoryMessage(const config::RunConfig& config, const std::string& device, const std::string& detail);

}  // namespace isonet::training
