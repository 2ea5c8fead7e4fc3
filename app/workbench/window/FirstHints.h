// Explains the names of layers where they are first seen, once: on the pages Design and Inspect, and on Train with a
// run. GUI thread only.
#pragma once

#include <QObject>

#include "app/workbench/window/Page.h"

namespace isonet::widgets {
class HintLine;
}

namespace isonet::workbench {

class FirstHints : public QObject {
    Q_OBJECT
public:
    explicit FirstHints(QObject* parent = nullptr);

    widgets::HintLine* line() const { return line_; }  // to place; hidden at first
    void show(Page page, bool run);                    // `run`: one is shown

private:
    widgets::HintLine* line_;
};

}  // namespace isonet::workbench
