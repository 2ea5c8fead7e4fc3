// The taps of a kernel at which it overlaps itself at a shift.
#pragma once

#include <cstdint>

#include "model/kernels/cpu/InstructionSet.h"

namespace isonet::model::cpu {

// (height, width) of them from tap `ahead` on, and as many from `behind` on.
struct TapOverlap {
    std::int64_t ahead, behind, height, width;
    bool center;  // no shift
};

// dy >= 0; a kernel of (height, width) taps, numbered by rows.
ISONET_ALWAYS_INLINE TapOverlap tapOverlap(std::int64_t height, std::int64_t width, std::int64_t dy, std::int64_t dx) {
    const std::int64_t right = dx > 0 ? dx : 0, left = dx < 0 ? -dx : 0;
    return {dy * width + right, left, height - dy, width - right - left, dy == 0 && dx == 0};
}

}  // namespace isonet::model::cpu
