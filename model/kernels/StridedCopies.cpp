#include "model/kernels/StridedCopies.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

TORCH_LIBRARY_FRAGMENT(isonet, library) {
    library.def("strided_copies_out(Tensor[] from, Tensor(a!)[] to) -> ()");
}

namespace isonet::model {
namespace {

void copyOnDevice(const std::vector<at::Tensor>& from, const std::vector<at::Tensor>& to) {
    static const auto op = c10::Dispatcher::singleton()
                               .findSchemaOrThrow("isonet::strided_copies_out", "")
                               .typed<void(at::TensorList, at::TensorList)>();
    op.call(from, to);
}

}  // namespace

void copyAll(const std::vector<at::Tensor>& from, const std::vector<at::Tensor>& to) {
    TORCH_CHECK(from.size() == to.size() && !from.empty(), "copyAll: ", from.size(), " tensors to ", to.size(),
                "; expected equal numbers, at least one");
    for (std::size_t i = 0; i < from.size(); ++i)
        TORCH_CHECK(from[i].sizes() == to[i].sizes() && from[i].dim() <= 5 && from[i].numel() > 0 &&
                        from[i].device() == to[0].device() && to[i].device() == to[0].device() &&
                        from[i].scalar_type() == to[0].scalar_type() && to[i].scalar_type() == to[0].scalar_type() &&
                        (to[i].scalar_type() == at::kFloat || to[i].scalar_type() == at::kDouble),
                    "copyAll: ", from[i].scalar_type(), " ", from[i].sizes(), " on ", from[i].device(), " to ",
                    to[i].scalar_type(), " ", to[i].sizes(), " on ", to[i].device(),
                    "; expected equal shapes of at most five dimensions and one type, float32 or float64");
    if (to[0].is_cuda())
        return copyOnDevice(from, to);
    for (std::size_t i = 0; i < from.size(); ++i)
        to[i].copy_(from[i]);
}

}  // namespace isonet::model
