// The search for the fastest convolution algorithms on a GPU.
#pragma once

namespace isonet::training {

// During its lifetime cuDNN measures its algorithms at the first convolution of each shape and keeps the fastest (a
// process-wide flag of torch). On for tasks whose batches all have one shape; a detector's images differ in size, and
// each size would search again. No effect on the CPU.
class AlgorithmSearch {
public:
    explicit AlgorithmSearch(bool fixedShapes);
    ~AlgorithmSearch();
    AlgorithmSearch(const AlgorithmSearch&) = delete;
    AlgorithmSearch& operator=(const AlgorithmSearch&) = delete;

private:
    const bool before_;
};

}  // namespace isonet::training
