#include "model/isometry/Autocorrelation.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace isonet::model {

void halfOfTheShifts(std::int64_t kh, std::int64_t kw, std::vector<std::int64_t>& dy, std::vector<std::int64_t>& dx) {
    for (std::int64_t y = 0; y < kh; ++y)
        for (std::int64_t x = y == 0 ? 0 : 1 - kw; x < kw; ++x) {
            dy.push_back(y);
            dx.push_back(x);
        }
}

namespace {

at::Tensor shiftByShift(const at::Tensor& kernel, const Autocorrelation& shifts) {
    const std::int64_t n = kernel.size(0), kh = kernel.size(2), kw = kernel.size(3);
    at::Tensor matrices = at::empty({static_cast<std::int64_t>(shifts.dy.size()), n, n}, kernel.options());
    for (size_t i = 0; i < shifts.dy.size(); ++i) {
        const std::int64_t dy = shifts.dy[i], right = std::max<std::int64_t>(shifts.dx[i], 0),
                           left = std::max<std::int64_t>(-shifts.dx[i], 0);
        const auto window = [&](std::int64_t y, std::int64_t x) {
            return kernel.narrow(2, y, kh - dy).narrow(3, x, kw - right - left).reshape({n, -1});
        };
        at::Tensor out = matrices[static_cast<std::int64_t>(i)];
        at::mm_out(out, window(dy, right), window(0, left).t());
    }
    return matrices;
}

// The zero-padded kernel at every shift, times the kernel: more operations, but one call instead of many small ones
// dominated by thread startup.
at::Tensor inOneProduct(const at::Tensor& kernel, const Autocorrelation& shifts) {
    const std::int64_t n = kernel.size(0), kh = kernel.size(2), kw = kernel.size(3);
    const auto count = static_cast<std::int64_t>(shifts.dy.size());
    const at::Tensor padded = at::constant_pad_nd(kernel, {kw - 1, kw - 1, 0, kh - 1});
    std::vector<at::Tensor> shifted;
    for (size_t i = 0; i < shifts.dy.size(); ++i)
        shifted.push_back(padded.narrow(2, shifts.dy[i], kh).narrow(3, kw - 1 + shifts.dx[i], kw));
    return at::mm(at::stack(shifted).view({count * n, -1}), kernel.reshape({n, -1}).t()).view({count, n, n});
}

}  // namespace

Autocorrelation autocorrelation(const at::Tensor& kernel) {
    const std::int64_t n = kernel.size(0), kh = kernel.size(2), kw = kernel.size(3);
    Autocorrelation result;
    halfOfTheShifts(kh, kw, result.dy, result.dx);
    result.matrices = n < 96 ? inOneProduct(kernel, result) : shiftByShift(kernel, result);
    return result;
}

at::Tensor phases(const at::Tensor& kernel, std::int64_t stride) {
    if (stride == 1)
        return kernel;
    const std::int64_t outputs = kernel.size(0), inputs = kernel.size(1);
    const std::int64_t height = (kernel.size(2) + stride - 1) / stride, width = (kernel.size(3) + stride - 1) / stride;
    const at::Tensor padded =
        at::constant_pad_nd(kernel, {0, width * stride - kernel.size(3), 0, height * stride - kernel.size(2)});
    return padded.view({outputs, inputs, height, stride, width, stride})
        .permute({0, 1, 3, 5, 2, 4})
        .reshape({outputs, inputs * stride * stride, height, width});
}

}  // namespace isonet::model
