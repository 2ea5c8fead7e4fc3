#include "training/engine/tasks/Certificate.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/base/DataError.h"
#include "model/isometry/LipschitzBound.h"
#include "training/data/images/PixelNormalization.h"

namespace isonet::training {

at::Tensor margins(const at::Tensor& logits, const at::Tensor& labels) {
    const at::Tensor own = labels.unsqueeze(1);
    const at::Tensor others = logits.scatter(1, own, -std::numeric_limits<double>::infinity());
    return logits.gather(1, own).squeeze(1) - others.amax(1);
}

at::Tensor certifiedCounts(const at::Tensor& margins, double lipschitz, const std::vector<double>& radii) {
    const at::Tensor safe = margins.to(at::kDouble) / (std::sqrt(2.0) * lipschitz);
    const at::Tensor limits = at::tensor(radii, at::kDouble).to(safe.device());
    return safe.unsqueeze(1).gt(limits).sum(0).to(at::kDouble);
}

double pixelLipschitz(const model::Network& network, const config::RunConfig& config) {
    const std::vector<double> deviation = pixelNormalization(config.data, config.model.channels).deviation;
    if (deviation.empty())
        throw DataError("The normalization of the images is not known; set data.mean and data.deviation");
    return model::lipschitzBound(network).network / *std::ranges::min_element(deviation);
}

}  // namespace isonet::training
