// The keys that a sweep may vary.
#pragma once

#include <QString>
#include <utility>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::widgets {

// Every key of a configuration with its value in `base`, also the keys of the stem, the head and each stage that follow
// from family and depth ("model.stages[2].channels"). The value is empty where none is given.
std::vector<std::pair<QString, QString>> sweepKeys(const config::RunConfig& base);

}  // namespace isonet::widgets
