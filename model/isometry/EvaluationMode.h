// Scope guard: evaluation mode for a network; restores the mode and removes the observer on exit.
#pragma once

#include "model/layers/Network.h"

namespace isonet::model {

class EvaluationMode {
public:
    explicit EvaluationMode(const Network& network) : network_(network), training_(network->is_training()) {
        network_->eval();
    }
    ~EvaluationMode() {
        network_->observe(nullptr);
        network_->train(training_);
    }
    EvaluationMode(const EvaluationMode&) = delete;
    EvaluationMode& operator=(const EvaluationMode&) = delete;

private:
    Network network_;
    bool training_;
};

}  // namespace isonet::model
