// Frequencies at which a convolution has the same singular values.
//
// The symbol of a kernel with taps at t_0, t_1, ... is A(f) = sum over t of a_t exp(2 pi i f . t). Two frequencies of
// the grid differ in it by a phase alone, exp(2 pi i (f' - f) . t_0), if f' - f turns every difference t_j - t_0 by
// whole circles: then A(f')* A(f') = A(f)* A(f). So they do if f . v and f' . v agree modulo 1 for a basis of the
// lattice that the differences span. If they agree up to the sign, the symbols are conjugate. One tap: all frequencies
// are of one class; one row of taps: as many as the grid has columns, halved; taps d pixels apart: one of d^2. Plain
// arithmetic, no torch.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace isonet::model {

// One frequency of each class. Those whose Gram matrix is real come last.
struct FrequencyClasses {
    std::vector<double> y, x;           // cycles per pixel
    std::vector<std::int64_t> classOf;  // of every frequency of the grid, row-major; its size is the grid's
    std::int64_t real = 0;
};

// taps: (row, column) of every tap that is not 0 in all channels. Of a grid with circular boundary.
FrequencyClasses frequencyClasses(std::int64_t height, std::int64_t width,
                                  const std::vector<std::pair<std::int64_t, std::int64_t>>& taps);

}  // namespace isonet::model
