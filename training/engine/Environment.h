// The facts of environment.json: what a run was computed with.
#pragma once

#include <map>
#include <string>

#include "training/config/RunConfig.h"

namespace isonet::training {

// `device` as model::resolveDevice gives it. Keys: isonet, torch, cuda, cudnn, device, device_name, host, system,
// processor, threads, seed, precision, dataset.
std::map<std::string, std::string> environmentFacts(const config::RunConfig& config, const std::string& device);

}  // namespace isonet::training
