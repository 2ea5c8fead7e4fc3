// Whether float32 products may be rounded to TF32 (10 bits of mantissa), which the matrix units of GPUs multiply
// faster.
//
// Torch's flags for this are process-wide: cuBLAS and cuDNN read them whenever any thread, including autograd's, starts
// a product. They are set here only, so that threads with different requirements do not undo each other's settings:
// TF32 is used while at least one scope is alive and all of them allow it. A product is never less precise than its
// thread's scope asks; it may be more precise, and slower, while another thread's scope forbids TF32. On the CPU there
// is no TF32, so that measurements there do not disturb a run on a GPU: scopes of the CPU do not count.
#pragma once

#include <c10/core/Device.h>

namespace isonet::model {

// Thread-safe. The flags are exact for products started by any thread during the scope's lifetime, so a scope that must
// hold for gradients has to outlive the backward pass.
class TF32Scope {
public:
    TF32Scope(bool allowed, const c10::Device& device);  // where the products are computed
    ~TF32Scope();
    TF32Scope(const TF32Scope&) = delete;
    TF32Scope& operator=(const TF32Scope&) = delete;

    // Whether cuBLAS and cuDNN round to TF32 now.
    static bool matrixProducts();
    static bool convolutions();

    // For tests without a GPU: scopes of the CPU constructed from now on count, too.
    static void countCpu(bool on);

private:
    const bool counts_, allowed_;
};

}  // namespace isonet::model
