// The pages in the middle of the window, in the order of its stack.
#pragma once

namespace isonet::workbench {

enum class Page {
    Design,       // draws the network of the form
    Train,        // shows a run as it learns
    Inspect,      // shows a network layer by layer
    Runs,         // lists and compares all runs
    Predictions,  // shows the predictions of a detector
    Sweeps,       // runs tables and sweeps as queues
};
inline constexpr int pageCount = 6;

}  // namespace isonet::workbench
