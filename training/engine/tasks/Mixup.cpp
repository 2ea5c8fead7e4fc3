#include "training/engine/tasks/Mixup.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "training/data/images/CounterRandom.h"

namespace isonet::training {
namespace {

// In (0, 1).
double uniform(RandomStream& random) {
    return (static_cast<double>(random.next() >> 11) + 0.5) * 0x1p-53;
}

double normal(RandomStream& random) {
    const double radius = std::sqrt(-2 * std::log(uniform(random)));
    return radius * std::cos(2 * std::numbers::pi * uniform(random));
}

// The logarithm of a Gamma(shape, 1) variable, which itself may be too small for a double. Source: Marsaglia and Tsang,
// "A simple method for generating gamma variables" (2000); for shapes below 1 its last remark.
double logGamma(double shape, RandomStream& random) {
    if (shape < 1)
        return logGamma(shape + 1, random) + std::log(uniform(random)) / shape;
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = normal(random), root = 1 + c * x;
        if (root <= 0)
            continue;
        const double v = root * root * root;
        if (std::log(uniform(random)) < 0.5 * x * x + d - d * v + d * std::log(v))
            return std::log(d) + std::log(v);
    }
}

}  // namespace

MixupDraw drawMixup(double alpha, std::int64_t images, std::uint64_t key, bool pinned) {
    TORCH_CHECK(alpha > 0 && images > 0, "drawMixup: alpha ", alpha, " and ", images, " images; expected both above 0");
    RandomStream random(key);
    const double first = logGamma(alpha, random), second = logGamma(alpha, random);
    std::vector<std::int64_t> order(static_cast<std::size_t>(images));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    shuffle(order, random.next());
    MixupDraw draw{at::empty({images}, at::TensorOptions(at::kLong).pinned_memory(pinned)),
                   at::empty({1}, at::TensorOptions(at::kFloat).pinned_memory(pinned))};
    std::copy(order.begin(), order.end(), draw.partner.data_ptr<std::int64_t>());
    draw.share.fill_(1 / (1 + std::exp(second - first)));
    return draw;
}

at::Tensor mixed(const at::Tensor& images, const at::Tensor& partner, const at::Tensor& share) {
    return at::lerp(images.index_select(0, partner), images, share);
}

}  // namespace isonet::training
