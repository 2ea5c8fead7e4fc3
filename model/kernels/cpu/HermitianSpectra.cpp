#include "model/kernels/cpu/HermitianSpectra.h"

#include "model/kernels/cpu/InstructionSet.h"

// Vectors are passed only between functions of one target region, all inlined.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace isonet::model::cpu {

// Generic vectors map to the region's target instructions, so the same source is compiled for each target.
namespace baseline {
#define ISONET_LANES 4
#include "model/kernels/cpu/HermitianSpectra.inl"
#undef ISONET_LANES
}  // namespace baseline

#if ISONET_X86_DISPATCH && !defined(__clang__)
#define ISONET_HERMITIAN_DISPATCH 1
#pragma GCC push_options
#pragma GCC target("avx2,fma")
namespace avx2 {
#define ISONET_LANES 4
#include "model/kernels/cpu/HermitianSpectra.inl"
#undef ISONET_LANES
}  // namespace avx2
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")
namespace avx512 {
#define ISONET_LANES 8
#include "model/kernels/cpu/HermitianSpectra.inl"
#undef ISONET_LANES
}  // namespace avx512
namespace avx512half {
#define ISONET_LANES 4
#include "model/kernels/cpu/HermitianSpectra.inl"
#undef ISONET_LANES
}  // namespace avx512half
#pragma GCC pop_options
#endif

namespace {

struct Loops {
    std::int64_t lanes;
    std::int64_t (*scratchBytes)(std::int64_t, std::int64_t);
    bool (*spectra)(const HermitianSpectra&, std::int64_t, std::int64_t, void*);
};

Loops loopsFor([[maybe_unused]] std::int64_t n) {
#if ISONET_HERMITIAN_DISPATCH
    // Large matrices are memory-bound: half as many at a time stay in the last-level cache.
    constexpr std::int64_t large = 320;
    if (instructionSet() == InstructionSet::Avx512)
        return n < large ? Loops{avx512::lanes, avx512::scratchBytes, avx512::spectra}
                         : Loops{avx512half::lanes, avx512half::scratchBytes, avx512half::spectra};
    if (instructionSet() == InstructionSet::Avx2)
        return {avx2::lanes, avx2::scratchBytes, avx2::spectra};
#endif
    return {baseline::lanes, baseline::scratchBytes, baseline::spectra};
}

}  // namespace

std::int64_t hermitianLanes(std::int64_t n) {
    return loopsFor(n).lanes;
}

std::int64_t hermitianScratchBytes(std::int64_t n, std::int64_t shifts) {
    return loopsFor(n).scratchBytes(n, shifts);
}

bool hermitianSpectra(const HermitianSpectra& problem, std::int64_t first, std::int64_t count, void* scratch) {
    return loopsFor(problem.n).spectra(problem, first, count, scratch);
}

}  // namespace isonet::model::cpu
