// What an exported network says about itself besides its operations.
#pragma once

#include <string>
#include <vector>

#include "model/interop/Graph.h"

namespace isonet::interop {

struct ExportNotes {
    std::string version;                  // of this program
    std::vector<double> mean, deviation;  // per channel, of pixels from 0 to 1; empty: unknown
    std::vector<std::string> classNames;  // in the order of the logits; may be empty
};

inline constexpr char exportProducer[] = "ISONet Workbench";

// "(0.485, 0.456, 0.406)", "(0.286,)": a tuple of Python.
std::string tupleText(const std::vector<double>& values);

// How to prepare images for the network, in whole sentences.
std::string inputText(const Graph& graph, const ExportNotes& notes);

}  // namespace isonet::interop
