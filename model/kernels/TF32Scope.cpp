#include "model/kernels/TF32Scope.h"

#include <ATen/Context.h>

#include <atomic>
#include <mutex>

namespace isonet::model {
namespace {

bool isOn(at::Float32Op operation) {
    return at::globalContext().float32Precision(at::Float32Backend::CUDA, operation) == at::Float32Precision::TF32;
}

struct Scopes {
    std::mutex mutex;
    int allowing = 0, forbidding = 0;

    void add(bool allowed, int count) {
        const std::lock_guard lock(mutex);
        (allowed ? allowing : forbidding) += count;
        const bool on = allowing > 0 && forbidding == 0;
        // Written only if they change: other threads may be reading them.
        if (isOn(at::Float32Op::MATMUL) != on)
            at::globalContext().setAllowTF32CuBLAS(on);
        if (isOn(at::Float32Op::CONV) != on)
            at::globalContext().setAllowTF32CuDNN(on);
    }
};

std::atomic<bool> cpuCounts = false;

Scopes& scopes() {
    static Scopes all;
    return all;
}

}  // namespace

TF32Scope::TF32Scope(bool allowed, const c10::Device& device)
    : counts_(!device.is_cpu() || cpuCounts), allowed_(allowed) {
    if (counts_)
        scopes().add(allowed_, 1);
}

TF32Scope::~TF32Scope() {
    if (counts_)
        scopes().add(allowed_, -1);
}

void TF32Scope::countCpu(bool on) {
    cpuCounts = on;
}

bool TF32Scope::matrixProducts() {
    return isOn(at::Float32Op::MATMUL);
}

bool TF32Scope::convolutions() {
    return isOn(at::Float32Op::CONV);
}

}  // namespace isonet::model
