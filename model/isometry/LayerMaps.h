// The tensors behind one layer's report, for display. Plain data; filled by KernelMaps.h.
#pragma once

#include <numeric>
#include <string>
#include <vector>

namespace isonet::model {

struct LayerMaps {
    std::string name;
    int outputs = 0, inputs = 0, height = 0, width = 0;  // of the kernel; inputs of one group
    int stride = 1, dilation = 1;
    std::vector<float> kernel;  // outputs x inputs x height x width
    // Conv(A, A) - delta on the side of fewer channels, of which every group has `channels`: groups x channels x
    // channels x shiftRows x shiftColumns, at shifts that are multiples of shiftStep() pixels, no shift in the middle.
    // Between groups it is exactly 0 and not stored. Empty if the kernel is not finite.
    int groups = 1, channels = 0, shiftRows = 0, shiftColumns = 0;
    int shiftStep() const { return std::lcm(stride, dilation); }
    std::vector<float> residual;
    std::vector<double> sigma;  // all singular values, descending
    // Extremes over the frequencies of the layer's grid (of the folded grid for a strided layer, dilated or not), zero
    // frequency in the center. Empty if the stride does not divide the grid.
    int frequencyRows = 0, frequencyColumns = 0;
    std::vector<float> sigmaMax, sigmaMin;
    std::vector<double> offsets;  // SReLU's b for each output channel; empty if no SReLU follows
};

}  // namespace isonet::model
