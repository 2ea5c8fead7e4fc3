// What was found where a configuration looks for its data, for the form.
#pragma once

#include <QString>
#include <string>

#include "training/config/RunConfig.h"

namespace isonet::widgets {

struct FoundData {
    std::string askedDataset, askedRoot;  // of the configuration that was asked about
    QString message;                      // counts, or what is missing; empty: nothing to report
    bool found = false;
    // What suits the data, also if they are of another dataset than the one asked about; 0 or empty: unknown.
    std::string dataset;
    int classes = 0, channels = 0, height = 0, width = 0;

    bool answers(const config::RunConfig& config) const;
    // Sets dataset, classes, channels and input size of a classification run, as far as they are known.
    void fill(config::RunConfig& config) const;
    // "classes is 1000; accepted: 17, ..." if the data have another number; empty: they agree or it is unknown.
    std::string classesProblem(const config::RunConfig& config) const;
};

}  // namespace isonet::widgets
