#include "model/isometry/SpectralNormPenalty.h"

#include <ATen/ATen.h>

#include "model/isometry/Autocorrelation.h"
#include "model/isometry/DominantValue.h"
#include "model/isometry/FullPrecision.h"

namespace isonet::model {

at::Tensor spectralNormPenalty(const at::Tensor& weight, std::int64_t groups) {
    TORCH_CHECK(weight.defined() && weight.dim() == 4 && weight.numel() > 0 && weight.is_floating_point() &&
                    groups > 0 && weight.size(0) % groups == 0,
                "spectralNormPenalty: kernel of shape ", weight.defined() ? weight.sizes() : at::IntArrayRef{}, ", ",
                groups, " groups; expected a floating-point (M, C / groups, k, k) with M divisible by the groups");
    const FullPrecision guard(weight.device());
    return dominantValue(flatGram(atLeastFloat(weight), groups)).amax() / 2;
}

}  // namespace isonet::model
