#include "training/engine/runtime/AlgorithmSearch.h"

#include <ATen/Context.h>

namespace isonet::training {

AlgorithmSearch::AlgorithmSearch(bool fixedShapes) : before_(at::globalContext().benchmarkCuDNN()) {
    at::globalContext().setBenchmarkCuDNN(fixedShapes);
}

AlgorithmSearch::~AlgorithmSearch() {
    at::globalContext().setBenchmarkCuDNN(before_);
}

}  // namespace isonet::training
