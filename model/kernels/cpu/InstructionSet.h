// Runs a loop body compiled for the widest vector instructions of the CPU.
//
// A body is a struct with a static, always-inlined `run(args...)`; runVectorized<Body>(args...) calls the copy compiled
// for AVX-512, AVX2 or the baseline. The choice is made once. Functions that are not inlined into
// the body stay at the baseline.
#pragma once

#include <utility>

#define ISONET_ALWAYS_INLINE __attribute__((always_inline)) inline
#if defined(__x86_64__) && defined(__GNUC__)
#define ISONET_X86_DISPATCH 1
#define ISONET_TARGET_AVX512 \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma,f16c,prefer-vector-width=512")))
#define ISONET_TARGET_AVX2 __attribute__((target("avx2,fma,f16c")))
#else
#define ISONET_X86_DISPATCH 0
#endif

namespace isonet::model::cpu {

enum class InstructionSet { Baseline, Avx2, Avx512 };

inline InstructionSet instructionSet() {
#if ISONET_X86_DISPATCH
    static const InstructionSet found = [] {
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
            return InstructionSet::Avx512;
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
            return InstructionSet::Avx2;
        return InstructionSet::Baseline;
    }();
    return found;
#else
    return InstructionSet::Baseline;
#endif
}

#if ISONET_X86_DISPATCH
template <typename Body, typename... Args>
ISONET_TARGET_AVX512 auto runAvx512(Args... args) {
    return Body::run(args...);
}
template <typename Body, typename... Args>
ISONET_TARGET_AVX2 auto runAvx2(Args... args) {
    return Body::run(args...);
}
#endif

template <typename Body, typename... Args>
auto runVectorized(Args... args) {
#if ISONET_X86_DISPATCH
    switch (instructionSet()) {
        case InstructionSet::Avx512:
            return runAvx512<Body>(args...);
        case InstructionSet::Avx2:
            return runAvx2<Body>(args...);
        case InstructionSet::Baseline:
            break;
    }
#endif
    return Body::run(args...);
}

}  // namespace isonet::model::cpu
