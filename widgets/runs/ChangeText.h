// How changes of a run's settings are shown next to what the run was started with. GUI thread only.
#pragma once

#include <QStringList>
#include <string>
#include <vector>

#include "training/config/RunChanges.h"

namespace isonet::widgets {

// "optimizer.learning_rate: 0.02 → 0.05 from step 120", one line per change; beyond eight, the last line counts them.
QStringList changeLines(const std::vector<config::ChangedKey>& changes);

// "0.02 → 0.05 (step 120)": a value and how it changed; the value alone if it did not.
QString settingText(const std::string& key, const std::string& started, const std::vector<config::ChangedKey>& changes);

}  // namespace isonet::widgets
