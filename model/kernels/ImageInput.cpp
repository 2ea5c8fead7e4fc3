#include "model/kernels/ImageInput.h"

#include <ATen/ops/empty.h>
#include <torch/library.h>

#include "model/kernels/cpu/ImageInput.h"

TORCH_LIBRARY_FRAGMENT(isonet, library) {
    library.def("image_input_out(Tensor bytes, Tensor places, Tensor table, Tensor(a!) out) -> ()");
}

TORCH_LIBRARY_IMPL(isonet, CPU, library) {
    library.impl("image_input_out", &isonet::model::cpu::imageInputOut);
}

namespace isonet::model {
namespace {

void checkImageInput(const at::Tensor& bytes, const at::Tensor& places, const at::Tensor& table,
                     std::int64_t channels) {
    TORCH_CHECK(bytes.defined() && places.defined() && table.defined(),
                "imageInput: bytes, places and table must be defined");
    TORCH_CHECK(bytes.dim() == 4 && bytes.scalar_type() == at::kByte && bytes.is_contiguous(),
                "imageInput: bytes must be (N, c, h, w) uint8, contiguous; got ", bytes.sizes(), " ",
                bytes.scalar_type());
    TORCH_CHECK(places.dim() == 2 && places.size(0) == bytes.size(0) && places.size(1) == 3 &&
                    places.scalar_type() == at::kInt && places.is_contiguous(),
                "imageInput: places must be (", bytes.size(0), ", 3) int32, contiguous; got ", places.sizes(), " ",
                places.scalar_type());
    TORCH_CHECK(table.dim() == 2 && table.size(0) == bytes.size(1) && table.size(1) == 256 &&
                    table.scalar_type() == at::kFloat && table.is_contiguous(),
                "imageInput: table must be (", bytes.size(1), ", 256) float32, contiguous; got ", table.sizes(), " ",
                table.scalar_type());
    TORCH_CHECK(bytes.size(1) == channels || bytes.size(1) == 1, "imageInput: images of ", bytes.size(1),
                " channels cannot fill ", channels, "; expected 1 or ", channels);
    TORCH_CHECK(bytes.device() == places.device() && bytes.device() == table.device(), "imageInput: bytes are on ",
                bytes.device(), ", places on ", places.device(), " and the table on ", table.device());
}

}  // namespace

at::Tensor imageInput(const at::Tensor& bytes, const at::Tensor& places, const at::Tensor& table, std::int64_t channels,
                      std::int64_t height, std::int64_t width) {
    checkImageInput(bytes, places, table, channels);
    at::Tensor out = at::empty({bytes.size(0), channels, height, width},
                               table.options().memory_format(at::MemoryFormat::ChannelsLast));
    static const auto op = c10::Dispatcher::singleton()
                               .findSchemaOrThrow("isonet::image_input_out", "")
                               .typed<void(const at::Tensor&, const at::Tensor&, const at::Tensor&, at::Tensor)>();
    if (out.numel() > 0)
        op.call(bytes, places, table, out);
    return out;
}

}  // namespace isonet::model
