#include "model/isometry/Autocorrelation.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace isonet::model {

Autocorrelation autocorrelation(const at::Tensor& kernel) {
    const std::int64_t n = kernel.size(0), kh = kernel.size(2), kw = kernel.size(3);
    Autocorrelation result;
    for (std::int64_t dy = 0; dy < kh; ++dy)
        for (std::int64_t dx = dy == 0 ? 0 : 1 - kw; dx < kw; ++dx) {
            result.dy.push_back(dy);
            result.dx.push_back(dx);
        }
    result.matrices = at::empty({static_cast<std::int64_t>(result.dy.size()), n, n}, kernel.options());
    for (size_t i = 0; i < result.dy.size(); ++i) {
        const std::int64_t dy = result.dy[i], right = std::max<std::int64_t>(result.dx[i], 0),
                           left = std::max<std::int64_t>(-result.dx[i], 0);
        const auto window = [&](std::int64_t y, std::int64_t x) {
            return kernel.narrow(2, y, kh - dy).narrow(3, x, kw - right - left).reshape({n, -1});
        };
        at::Tensor out = result.matrices[static_cast<std::int64_t>(i)];
        at::mm_out(out, window(dy, right), window(0, left).t());
    }
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
