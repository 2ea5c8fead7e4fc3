// Undo and redo of the draft: every edit is a step; quick successive edits of the same fields, such as the digits of a
// number, are merged into one. GUI thread only.
#pragma once

#include <QElapsedTimer>
#include <set>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::workbench {

class DraftHistory {
public:
    // The draft as it is now. Replaces the last step within a second of it, where both changed the same keys.
    void record(const config::RunConfig& config);
    void separate() { sinceEdit_.invalidate(); }  // the next edit is a separate step
    bool canUndo() const { return at_ > 0; }
    bool canRedo() const { return at_ + 1 < steps_.size(); }
    const config::RunConfig& undo();  // only if canUndo()
    const config::RunConfig& redo();

private:
    bool merges(const std::set<std::string>& keys) const;  // an edit of these keys belongs to the last step

    std::vector<config::RunConfig> steps_;
    std::size_t at_ = 0;
    std::set<std::string> lastKeys_;  // changed by the last edit
    QElapsedTimer sinceEdit_;         // invalid: the next edit is a new step
};

}  // namespace isonet::workbench
