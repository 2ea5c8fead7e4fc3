#include "model/isometry/LinearMap.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <vector>

namespace isonet::model {

at::Tensor denseMatrix(const LinearMap& map) {
    constexpr std::int64_t together = 64;
    const bool byRows = map.rows < map.columns;
    const std::int64_t count = byRows ? map.rows : map.columns;
    std::vector<at::Tensor> parts;
    for (std::int64_t first = 0; first < count; first += together) {
        const std::int64_t size = std::min(together, count - first);
        at::Tensor units = at::zeros({size, count}, at::kDouble);
        units.narrow(1, first, size).fill_diagonal_(1.0);
        parts.push_back(byRows ? map.adjoint(units) : map.apply(units));
    }
    const at::Tensor all = at::cat(parts);
    return byRows ? all : all.t();
}

at::Tensor gaussianVectors(std::int64_t count, std::int64_t size, std::uint64_t seed) {
    return at::randn({count, size}, at::make_generator<at::CPUGeneratorImpl>(seed), at::kDouble);
}

}  // namespace isonet::model
