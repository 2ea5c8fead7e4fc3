#include "training/engine/tasks/Evaluation.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "training/data/classification/Loader.h"
#include "training/engine/distributed/Group.h"
#include "training/engine/runtime/DeviceFeed.h"
#include "training/engine/runtime/Precision.h"
#include "training/engine/tasks/Certificate.h"
#include "training/engine/tasks/NetworkInput.h"

namespace isonet::training {
namespace {

// Sets evaluation mode in a scope.
class EvaluationMode {
public:
    explicit EvaluationMode(model::Network& network) : network_(network), training_(network->is_training()) {
        network_->eval();
    }
    ~EvaluationMode() { network_->train(training_); }

private:
    model::Network& network_;
    bool training_;
};

}  // namespace

EvaluationResult evaluate(model::Network& network, const Dataset& validation, const config::RunConfig& config,
                          const at::Device& device, std::stop_token stop,
                          const std::function<void(std::int64_t, std::int64_t)>& progress, distributed::Group* group,
                          bool certified) {
    const EvaluationMode mode(network);
    const at::NoGradGuard noGrad;
    const config::Precision precision = precisionOn(device, config.run.precision);
    // The dataset outlives the loader, so the pointer need not own it.
    Loader loader(std::shared_ptr<const Dataset>(std::shared_ptr<const Dataset>(), &validation),
                  {.batchSize = config.run.batchSize,
                   .train = false,
                   .workers = Loader::workersFor(validation, device, config.data.workers),
                   .channelsLast = true,
                   .bytes = true,
                   .pinned = device.is_cuda(),
                   .device = device,
                   .rank = group ? group->rank() : 0,
                   .world = group ? group->size() : 1});
    std::vector<double> radii;
    if (certified)
        radii.assign(certifiedRadii.begin(), certifiedRadii.end());
    const auto figures = static_cast<std::int64_t>(3 + radii.size());
    // top-1, top-5, summed cross entropy, certified by radius; on the device until the end
    at::Tensor sums = at::zeros({figures}, at::TensorOptions(at::kDouble).device(device));
    const std::int64_t top = std::min<std::int64_t>(5, validation.classes());
    EvaluationResult result;
    if (certified)
        result.lipschitz = pixelLipschitz(network, config);
    const NetworkInput input(validation, device);
    const auto feed = makeDeviceFeed(device);
    loader.start(0);
    while (const auto batch = loader.next()) {
        if (stop.stop_requested())
            break;
        const auto given = feed->copy({{batch->images, batch->places, batch->labels}}).front();
        const at::Tensor images = input.of(given[0], given[1]), labels = given[2];
        at::Tensor logits;
        {
            const PrecisionScope scope(precision, device);
            logits = network->forward(images);
        }
        logits = logits.to(at::kFloat);
        const at::Tensor hits = std::get<1>(logits.topk(top, 1)).eq(labels.unsqueeze(1));
        at::Tensor counts = at::stack({hits.select(1, 0).sum().to(at::kDouble), hits.sum().to(at::kDouble),
                                       at::cross_entropy_loss(logits, labels, {}, at::Reduction::Sum).to(at::kDouble)});
        if (certified)
            counts = at::cat({counts, certifiedCounts(margins(logits, labels), result.lipschitz, radii)});
        sums += counts;
        feed->used();
        result.images += labels.size(0);
        if (progress)
            progress(result.images, validation.size());
    }
    if (group) {
        at::Tensor all = at::cat({sums, at::full({1}, static_cast<double>(result.images), sums.options())});
        group->sum(all);
        sums = all.narrow(0, 0, figures);
        result.images = static_cast<std::int64_t>(all[figures].item<double>());
    }
    const at::Tensor host = sums.cpu();
    if (result.images > 0) {
        const double count = static_cast<double>(result.images);
        result.top1 = 100.0 * host[0].item<double>() / count;
        result.top5 = 100.0 * host[1].item<double>() / count;
        result.crossEntropy = host[2].item<double>() / count;
        for (std::int64_t i = 3; i < figures; ++i)
            result.certified.push_back(100.0 * host[i].item<double>() / count);
    }
    return result;
}

}  // namespace isonet::training
