#include "training/engine/tasks/Robustness.h"

#include <ATen/ATen.h>
#include <torch/autograd.h>

#include "model/isometry/EvaluationMode.h"
#include "training/data/classification/Loader.h"
#include "training/data/images/PixelNormalization.h"
#include "training/engine/runtime/Precision.h"
#include "training/engine/tasks/Certificate.h"
#include "training/engine/tasks/NetworkInput.h"

namespace isonet::training {
namespace {

at::Tensor rowNorms(const at::Tensor& x) {
    return at::linalg_vector_norm(x, 2, at::IntArrayRef{1, 2, 3}, true).clamp_min(1e-12);
}

class Attack {
public:
    Attack(model::Network& network, at::Tensor deviation, const RobustnessOptions& options)
        : network_(network),
          deviation_(std::move(deviation)),
          options_(options),
          random_(at::detail::createCPUGenerator(options.seed)) {}

    // Which of the images stay correct, (N) bool.
    at::Tensor withstood(const at::Tensor& images, const at::Tensor& labels, at::Tensor correct, double radius) {
        const double step = 2.5 * radius / options_.steps;
        for (int start = 0; start < options_.restarts && correct.any().item<bool>(); ++start) {
            at::Tensor shift = start == 0 ? at::zeros_like(images) : randomPoint(images, radius);
            for (int i = 0; i <= options_.steps; ++i) {
                shift = shift.detach().requires_grad_(true);
                const at::Tensor logits = network_->forward(images + shift / deviation_);
                correct = correct.logical_and(margins(logits.detach(), labels) > 0);
                if (i == options_.steps)
                    break;
                const at::Tensor loss = at::cross_entropy_loss(logits, labels, {}, at::Reduction::Sum);
                const at::Tensor slope = torch::autograd::grad({loss}, {shift}).front();
                const at::Tensor moved = shift.detach() + step * slope / rowNorms(slope);
                shift = moved * (radius / rowNorms(moved)).clamp_max(1);
            }
        }
        return correct;
    }

private:
    at::Tensor randomPoint(const at::Tensor& images, double radius) {
        const at::Tensor direction = at::randn(images.sizes(), random_).to(images.device());
        const at::Tensor length = at::rand({images.size(0), 1, 1, 1}, random_).to(images.device());
        return radius * length * direction / rowNorms(direction);
    }

    model::Network& network_;
    at::Tensor deviation_;
    const RobustnessOptions& options_;
    at::Generator random_;
};

double percent(const at::Tensor& count, std::int64_t images) {
    return images > 0 ? 100.0 * count.item<double>() / static_cast<double>(images) : 0.0;
}

}  // namespace

RobustnessResult measureRobustness(model::Network& network, const Dataset& images, const config::RunConfig& config,
                                   const at::Device& device, const RobustnessOptions& options, std::stop_token stop,
                                   const std::function<void(std::int64_t, std::int64_t)>& progress) {
    const model::EvaluationMode mode(network);
    const PrecisionScope precision(config::Precision::Float32, device);
    RobustnessResult result;
    result.lipschitz = pixelLipschitz(network, config);
    const std::vector<double> deviation = pixelNormalization(config.data, config.model.channels).deviation;
    const at::Tensor scale = at::tensor(deviation, at::kDouble).to(device, at::kFloat).view({1, -1, 1, 1});
    Loader loader(std::shared_ptr<const Dataset>(std::shared_ptr<const Dataset>(), &images),
                  {.batchSize = config.run.batchSize, .train = false, .workers = 0, .bytes = true});
    const NetworkInput input(images, device);
    Attack attack(network, scale, options);
    const auto radii = static_cast<std::int64_t>(options.radii.size());
    at::Tensor clean = at::zeros({}, at::kDouble), certified = at::zeros({radii}, at::kDouble),
               attacked = at::zeros({radii}, at::kDouble);
    loader.start(0);
    while (const auto batch = loader.next()) {
        if (stop.stop_requested())
            break;
        const at::Tensor given =
            input.of(batch->images.to(device), batch->places.defined() ? batch->places.to(device) : batch->places);
        const at::Tensor labels = batch->labels.to(device);
        at::Tensor margin;
        {
            const at::NoGradGuard noGrad;
            margin = margins(network->forward(given), labels);
        }
        clean += (margin > 0).sum().cpu();
        certified += certifiedCounts(margin, result.lipschitz, options.radii).cpu();
        for (std::int64_t i = 0; options.attack && i < radii; ++i)
            attacked[i] +=
                attack.withstood(given, labels, margin > 0, options.radii[static_cast<std::size_t>(i)]).sum().cpu();
        result.images += labels.size(0);
        if (progress)
            progress(result.images, images.size());
    }
    result.clean = percent(clean, result.images);
    for (std::int64_t i = 0; i < radii; ++i) {
        result.certified.push_back(percent(certified[i], result.images));
        if (options.attack)
            result.attacked.push_back(percent(attacked[i], result.images));
    }
    return result;
}

}  // namespace isonet::training
