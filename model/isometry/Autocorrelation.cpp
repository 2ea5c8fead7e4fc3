#include "model/isometry/Autocorrelation.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "model/isometry/PreciseProduct.h"

namespace isonet::model {

void halfOfTheShifts(std::int64_t kh, std::int64_t kw, std::vector<std::int64_t>& dy, std::vector<std::int64_t>& dx) {
    for (std::int64_t y = 0; y < kh; ++y)
        for (std::int64_t x = y == 0 ? 0 : 1 - kw; x < kw; ++x) {
            dy.push_back(y);
            dx.push_back(x);
        }
}

namespace {

// a b^T for every group.
at::Tensor groupProducts(const at::Tensor& a, const at::Tensor& b) {
    return a.size(0) == 1 ? at::mm(a[0], b[0].t()).unsqueeze(0) : at::bmm(a, b.transpose(1, 2));
}

at::Tensor shiftByShift(const at::Tensor& kernels, const Autocorrelation& shifts) {
    const std::int64_t groups = kernels.size(0), n = kernels.size(1), kh = kernels.size(3), kw = kernels.size(4);
    at::Tensor matrices = at::empty({groups, static_cast<std::int64_t>(shifts.dy.size()), n, n}, kernels.options());
    for (size_t i = 0; i < shifts.dy.size(); ++i) {
        const std::int64_t dy = shifts.dy[i], right = std::max<std::int64_t>(shifts.dx[i], 0),
                           left = std::max<std::int64_t>(-shifts.dx[i], 0);
        const auto window = [&](std::int64_t y, std::int64_t x) {
            return kernels.narrow(3, y, kh - dy).narrow(4, x, kw - right - left).reshape({groups, n, -1});
        };
        matrices.select(1, static_cast<std::int64_t>(i)).copy_(groupProducts(window(dy, right), window(0, left)));
    }
    return matrices;
}

// The zero-padded kernel at every shift, times the kernel: more operations, but one call instead of many small ones
// dominated by thread startup.
at::Tensor inOneProduct(const at::Tensor& kernels, const Autocorrelation& shifts) {
    const std::int64_t groups = kernels.size(0), n = kernels.size(1), kh = kernels.size(3), kw = kernels.size(4);
    const auto count = static_cast<std::int64_t>(shifts.dy.size());
    const at::Tensor padded = at::constant_pad_nd(kernels, {kw - 1, kw - 1, 0, kh - 1});
    std::vector<at::Tensor> shifted;
    for (size_t i = 0; i < shifts.dy.size(); ++i)
        shifted.push_back(padded.narrow(3, shifts.dy[i], kh).narrow(4, kw - 1 + shifts.dx[i], kw));
    return groupProducts(at::stack(shifted, 1).view({groups, count * n, -1}), kernels.reshape({groups, n, -1}))
        .view({groups, count, n, n});
}

// For large kernels: products by frequency of the transform that no shift wraps around in.
at::Tensor byTransform(const at::Tensor& kernels, const Autocorrelation& shifts) {
    const std::int64_t height = 2 * kernels.size(3) - 1, width = 2 * kernels.size(4) - 1;
    const at::Tensor transformed = at::fft_rfft2(kernels, at::IntArrayRef{height, width}).permute({3, 4, 0, 1, 2});
    const at::Tensor products = at::fft_irfft2(
        transformed.matmul(transformed.mH()).permute({2, 0, 1, 3, 4}).movedim({1, 2}, {-2, -1}).contiguous(),
        at::IntArrayRef{height, width});  // (groups, n, n, height, width)
    const at::Tensor y = at::tensor(shifts.dy, at::kLong).remainder(height);
    const at::Tensor x = at::tensor(shifts.dx, at::kLong).remainder(width);
    return products.flatten(3).index_select(3, y * width + x).movedim(3, 1).contiguous();
}

}  // namespace

Autocorrelation autocorrelation(const at::Tensor& kernels) {
    Autocorrelation result;
    halfOfTheShifts(kernels.size(3), kernels.size(4), result.dy, result.dx);
    constexpr std::int64_t worthTransforming = 81;  // taps
    if (kernels.size(3) * kernels.size(4) > worthTransforming)
        result.matrices = byTransform(kernels, result);
    else
        result.matrices = kernels.size(1) < 96 ? inOneProduct(kernels, result) : shiftByShift(kernels, result);
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

at::Tensor dilated(const at::Tensor& kernel, std::int64_t dilation) {
    if (dilation == 1)
        return kernel;
    at::Tensor spread = at::zeros(
        {kernel.size(0), kernel.size(1), dilation * (kernel.size(2) - 1) + 1, dilation * (kernel.size(3) - 1) + 1},
        kernel.options());
    spread.slice(2, 0, {}, dilation).slice(3, 0, {}, dilation).copy_(kernel);
    return spread;
}

at::Tensor gramSides(const at::Tensor& weight, std::int64_t groups) {
    const at::Tensor kernels = weight.unflatten(0, {groups, weight.size(0) / groups});
    return kernels.size(1) <= kernels.size(2) ? kernels : kernels.transpose(1, 2);
}

at::Tensor flatGram(const at::Tensor& weight, std::int64_t groups) {
    const at::Tensor flat = weight.reshape({groups, weight.size(0) / groups, -1});
    const bool tall = flat.size(1) > flat.size(2);
    return tall ? preciseProduct(flat.transpose(1, 2), flat) : preciseProduct(flat, flat.transpose(1, 2));
}

}  // namespace isonet::model
