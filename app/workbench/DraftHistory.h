// Undo and redo of the experiment in the form: every edit is a step back; quick edits in a row of the same fields, such
// as the letters of a number, are one. GUI thread only.
#pragma once

#include <QElapsedTimer>
#include <set>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::workbench {

class DraftHistory {
public:
    // The experiment as it is now. Within a second of the last one it replaces that one, where both changed the same
    // keys.
    void record(const config::RunConfig& config);
    bool canUndo() const { return at_ > 0; }
    bool canRedo() const { return at_ + 1 < steps_.size(); }
    const config::RunConfig& undo();  // only when it can
    const config::RunConfig& redo();

private:
    bool continues(const std::set<std::string>& keys) const;  // an edit of these keys goes on with the last one

    std::vector<config::RunConfig> steps_;
    std::size_t at_ = 0;
    std::set<std::string> lastKeys_;  // that the last edit changed
    QElapsedTimer sinceEdit_;         // invalid: the next edit is a step of its own
};

}  // namespace isonet::workbench
