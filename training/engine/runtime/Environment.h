// The contents of environment.json: software and hardware of a run.
#pragma once

#include <map>
#include <string>

#include "training/config/RunConfig.h"

namespace isonet::training {

// `device`: as returned by model::resolveDevice. Keys: isonet, torch, cuda, cudnn, device, device_name, host, system,
// processor, threads, seed, precision, dataset.
std::map<std::string, std::string> environmentInfo(const config::RunConfig& config, const std::string& device);

}  // namespace isonet::training
