// CUDA's types for indices and sizes of grids and blocks.
#pragma once

struct uint3 {
    unsigned x = 0, y = 0, z = 0;
};

struct dim3 {
    constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
    unsigned x, y, z;
};
