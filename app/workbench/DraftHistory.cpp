#include "app/workbench/DraftHistory.h"

namespace isonet::workbench {

namespace {
constexpr std::size_t longest = 200;
constexpr qint64 together = 1000;  // ms
}  // namespace

void DraftHistory::record(const config::RunConfig& config) {
    if (!steps_.empty() && steps_[at_] == config)
        return;
    const bool quick =
        steps_.size() > 1 && at_ + 1 == steps_.size() && sinceEdit_.isValid() && sinceEdit_.elapsed() < together;
    sinceEdit_.start();
    if (quick) {
        steps_[at_] = config;
        return;
    }
    if (!steps_.empty())
        steps_.resize(at_ + 1);
    steps_.push_back(config);
    if (steps_.size() > longest)
        steps_.erase(steps_.begin());
    at_ = steps_.size() - 1;
}

const config::RunConfig& DraftHistory::undo() {
    sinceEdit_.invalidate();
    return steps_[--at_];
}

const config::RunConfig& DraftHistory::redo() {
    sinceEdit_.invalidate();
    return steps_[++at_];
}

}  // namespace isonet::workbench
