#include "model/isometry/PreciseProduct.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "model/isometry/FullPrecision.h"

namespace isonet::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// One pair as a plain matrix product, which is faster than a batch of one.
at::Tensor plainProduct(const at::Tensor& a, const at::Tensor& b) {
    return a.size(0) == 1 ? at::mm(a[0], b[0]).unsqueeze(0) : at::bmm(a, b);
}

struct ProductFunction : torch::autograd::Function<ProductFunction> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& a, const at::Tensor& b) {
        context->save_for_backward({a, b});
        const FullPrecision guard(a.device());
        return plainProduct(a, b);
    }

    // On autograd's thread. The products here are differentiable again if their gradients are requested.
    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const variable_list kept = context->get_saved_variables();
        const at::Tensor &a = kept[0], &b = kept[1], &g = gradients[0];
        if (!g.defined())
            return {at::Tensor(), at::Tensor()};
        return {context->needs_input_grad(0) ? preciseProduct(g, b.transpose(1, 2)) : at::Tensor(),
                context->needs_input_grad(1) ? preciseProduct(a.transpose(1, 2), g) : at::Tensor()};
    }
};

}  // namespace

at::Tensor preciseProduct(const at::Tensor& a, const at::Tensor& b) {
    TORCH_CHECK(a.dim() == 3 && b.dim() == 3 && a.size(0) == b.size(0) && a.size(2) == b.size(1),
                "preciseProduct: ", a.sizes(), " times ", b.sizes(), "; expected (G, n, k) times (G, k, m)");
    return ProductFunction::apply(a, b);
}

at::Tensor convolutionByProducts(const at::Tensor& images, const at::Tensor& kernel, std::int64_t stride,
                                 at::IntArrayRef padding) {
    const std::int64_t count = images.size(0), outputs = kernel.size(0), kh = kernel.size(2), kw = kernel.size(3);
    const std::int64_t height = (images.size(2) + 2 * padding[0] - kh) / stride + 1,
                       width = (images.size(3) + 2 * padding[1] - kw) / stride + 1;
    const at::Tensor patches = at::im2col(images, {kh, kw}, {1, 1}, padding, {stride, stride});  // (N, C kh kw, h' w')
    const at::Tensor rows = kernel.reshape({1, outputs, -1}).expand({count, outputs, -1});
    return preciseProduct(rows, patches).view({count, outputs, height, width});
}

at::Tensor preciseConvolution(const at::Tensor& images, const at::Tensor& kernel, std::int64_t stride,
                              at::IntArrayRef padding) {
    if (images.is_cpu())
        return at::conv2d(images, kernel, {}, at::IntArrayRef{stride, stride}, padding);
    return convolutionByProducts(images, kernel, stride, padding);
}

}  // namespace isonet::model
