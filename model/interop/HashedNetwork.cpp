#include "model/interop/HashedNetwork.h"

#include <cmath>
#include <string>

namespace isonet::interop {

at::Tensor hashed(at::IntArrayRef shape, std::uint32_t stream) {
    auto result = at::empty(shape, at::kDouble);
    double* out = result.data_ptr<double>();
    for (std::int64_t i = 0; i < result.numel(); ++i) {
        std::uint32_t h = static_cast<std::uint32_t>(i) * 2654435761u + (stream * 40503u + 12345u);
        h ^= h >> 16;
        h *= 2246822519u;
        h ^= h >> 13;
        h *= 3266489917u;
        h ^= h >> 16;
        out[i] = h / 4294967296.0 * 2 - 1;
    }
    return result;
}

void fillHashed(model::Network& network) {
    at::NoGradGuard noGrad;
    std::uint32_t stream = 0;
    for (auto& item : network->named_parameters()) {
        const std::string& name = item.key();
        at::Tensor& value = item.value();
        auto u = hashed(value.sizes(), stream++);
        if (name.find("srelu") != std::string::npos) {
            u = -1 + 0.25 * u;
        } else if (name.find("shared") != std::string::npos) {
            u.fill_(0.05);
        } else if (value.dim() == 4) {
            u *= 0.5 / std::sqrt(static_cast<double>(value.numel() / value.size(0)));
            if (value.size(2) != 7)
                u.select(3, value.size(3) / 2).select(2, value.size(2) / 2).diagonal().add_(1.0);
        } else if (value.dim() == 2) {
            u /= std::sqrt(static_cast<double>(value.size(1)));
        } else if (name.ends_with("bn.weight")) {
            u = 1 + 0.1 * u;
        } else {
            u *= 0.05;
        }
        value.copy_(u);
    }
}

HashedBatch hashedBatch(const model::Network& network, std::int64_t size, std::int64_t step) {
    const auto& spec = network->spec();
    const auto labels = (at::arange(size) * 7 + 3 + step).remainder(spec.classes);
    return {
        hashed({size, spec.channels, spec.height, spec.width}, static_cast<std::uint32_t>(1000 + step)).to(at::kFloat),
        labels};
}

}  // namespace isonet::interop
