// Undo and redo of the experiment in the form: every edit is a step back, quick edits in a row are one. GUI thread
// only.
#pragma once

#include <QElapsedTimer>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::workbench {

class DraftHistory {
public:
    // The experiment as it is now. Within a second of the last one it replaces that one.
    void record(const config::RunConfig& config);
    bool canUndo() const { return at_ > 0; }
    bool canRedo() const { return at_ + 1 < steps_.size(); }
    const config::RunConfig& undo();  // only when it can
    const config::RunConfig& redo();

private:
    std::vector<config::RunConfig> steps_;
    std::size_t at_ = 0;
    QElapsedTimer sinceEdit_;
};

}  // namespace isonet::workbench
