#include "training/engine/tasks/Classification.h"

#include <ATen/ATen.h>

#include <cmath>
#include <utility>

#include "model/base/NumberText.h"
#include "training/config/Passes.h"
#include "training/config/RunConfigYaml.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/images/CounterRandom.h"
#include "training/engine/distributed/Group.h"
#include "training/engine/runtime/Precision.h"
#include "training/engine/tasks/InitialWeights.h"
#include "training/engine/tasks/Mixup.h"
#include "training/telemetry/Tags.h"

namespace isonet::training {
namespace {

// A random stream of the run's seed, distinct from the loader's (Loader.cpp).
constexpr std::uint64_t mixupStream = 3;

LoaderOptions trainingOptions(const config::RunConfig& config, const Dataset& data, const at::Device& device,
                              const distributed::Group* group) {
    return {.batchSize = config.run.batchSize,
            .seed = config.run.seed,
            .train = true,
            .workers = Loader::workersFor(data, device, config.data.workers),
            .channelsLast = true,
            .bytes = true,
            .pinned = device.is_cuda(),
            .device = device,
            .rank = group ? group->rank() : 0,
            .world = group ? group->size() : 1};
}

// Images of a batch on this rank.
std::int64_t ownImages(const config::RunConfig& config, const distributed::Group* group) {
    return config.run.batchSize / (group ? group->size() : 1);
}

at::Tensor crossEntropy(const at::Tensor& logits, const at::Tensor& labels, double smoothing) {
    return at::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, -100, smoothing);
}

}  // namespace

void placeNetwork(model::Network& network, const at::Device& device) {
    const at::NoGradGuard noGrad;
    network->to(device);
    for (auto& parameter : network->parameters())
        if (parameter.dim() == 4)
            parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
}

Classification::Classification(model::Network network, const config::RunConfig& config, const at::Device& device,
                               DatasetPair data, distributed::Group* group, std::optional<WeightsOrigin> weights)
    : network_(std::move(network)),
      config_(config),
      device_(device),
      group_(group),
      imagesPerPass_(device.is_cpu() ? config::imagesPerPass(config, ownImages(config, group))
                                     : ownImages(config, group)),
      notes_(std::move(data.notes)),
      data_(std::move(data)),
      input_(data_.train ? NetworkInput(*data_.train, device) : NetworkInput()),
      weights_(std::move(weights)) {
    if (data_.train)
        loader_ = std::make_unique<Loader>(data_.train, trainingOptions(config_, *data_.train, device_, group_));
}

void Classification::startEpoch(std::int64_t epoch, std::int64_t firstBatch) {
    TORCH_CHECK(loader_, "Classification: no data, so there are no batches");
    epoch_ = epoch;
    loader_->start(epoch, firstBatch);
}

std::optional<TaskBatch> Classification::next() {
    auto batch = loader_->next();
    if (!batch)
        return std::nullopt;
    TaskBatch given{batch->labels.size(0), {std::move(batch->images), std::move(batch->labels)}};
    if (config_.data.mixup > 0) {
        auto draw = drawMixup(config_.data.mixup, given.images,
                              mixKeys({config_.run.seed, mixupStream, static_cast<std::uint64_t>(epoch_),
                                       static_cast<std::uint64_t>(batch->index)}),
                              device_.is_cuda());
        given.tensors.push_back(std::move(draw.partner));
        given.tensors.push_back(std::move(draw.share));
    }
    if (batch->places.defined())
        given.tensors.push_back(std::move(batch->places));
    return given;
}

TaskLoss Classification::loss(const std::vector<at::Tensor>& tensors) {
    const bool bytes = !tensors.empty() && tensors[0].scalar_type() == at::kByte;
    const std::size_t others = tensors.size() - (bytes ? 1 : 0);  // without the places
    TORCH_CHECK(
        others == 2 || others == 4, "Classification: a batch of ", tensors.size(),
        " tensors; expected {images, labels} or {images, labels, partner, share}, then places for uint8 images");
    const bool mixing = others == 4;
    at::Tensor images = input_.of(tensors[0], bytes ? tensors.back() : at::Tensor());
    if (mixing)
        images = mixed(images, tensors[2], tensors[3]);
    at::Tensor logits;
    {
        const PrecisionScope scope(config_.run.precision, device_);
        logits = network_->forward(std::move(images));
    }
    logits = logits.to(at::kFloat);
    const at::Tensor& labels = tensors[1];
    const double smoothing = config_.optimizer.labelSmoothing;
    at::Tensor total = crossEntropy(logits, labels, smoothing), partnerLabels;
    if (mixing) {
        partnerLabels = labels.index_select(0, tensors[2]);
        total = at::lerp(crossEntropy(logits, partnerLabels, smoothing), total, tensors[3].squeeze(0));
    }
    const at::NoGradGuard noGrad;
    const at::Tensor predictions = logits.argmax(1);
    const auto share = [&](const at::Tensor& truth) { return predictions.eq(truth).to(at::kFloat).mean(); };
    // Each of the two labels of a mixed image counts by its share.
    at::Tensor correct = share(labels);
    if (mixing)
        correct = at::lerp(share(partnerLabels), correct, tensors[3].squeeze(0));
    return {total, at::stack({total.detach(), correct.mul(100)})};
}

std::vector<std::vector<at::Tensor>> Classification::passes(std::vector<at::Tensor> tensors) const {
    const std::int64_t images = tensors[0].size(0);
    if (images <= imagesPerPass_ || images % imagesPerPass_ != 0)
        return {std::move(tensors)};
    std::vector<std::vector<at::Tensor>> parts;
    for (std::int64_t first = 0; first < images; first += imagesPerPass_) {
        auto& part = parts.emplace_back();
        for (const at::Tensor& tensor : tensors)
            part.push_back(tensor.narrow(0, first, imagesPerPass_));
    }
    return parts;
}

const std::vector<std::string>& Classification::trainingTags() const {
    static const std::vector<std::string> tags{telemetry::tags::lossCrossEntropy, telemetry::tags::trainTop1};
    return tags;
}

std::vector<std::string> Classification::classNames() const {
    return data_.train ? data_.train->classNames() : std::vector<std::string>();
}

std::vector<std::string> Classification::takeNotices() {
    if (!data_.train)
        return {};
    std::vector<std::string> notices = std::exchange(notes_, {});
    for (const auto& part : {data_.train, data_.validation, data_.test})
        if (part)
            for (std::string& notice : part->corruptImages().takeNotices())
                notices.push_back(std::move(notice));
    return notices;
}

TaskEvaluation Classification::evaluate(std::stop_token stop, const std::function<void()>& progress) {
    namespace tags = telemetry::tags;
    return evaluated(*data_.validation,
                     {tags::validationTop1, tags::validationTop5, tags::validationCrossEntropy, "validation"},
                     std::move(stop), progress);
}

TaskEvaluation Classification::test(std::stop_token stop, const std::function<void()>& progress) {
    namespace tags = telemetry::tags;
    TORCH_CHECK(data_.test, "Classification: no test images");
    return evaluated(*data_.test, {tags::testTop1, tags::testTop5, tags::testCrossEntropy, "test"}, std::move(stop),
                     progress);
}

TaskEvaluation Classification::evaluated(const Dataset& part, const PartTags& tags, std::stop_token stop,
                                         const std::function<void()>& progress) {
    const auto result = training::evaluate(
        network_, part, config_, device_, stop, [&](std::int64_t, std::int64_t) { progress(); }, group_,
        config_.telemetry.certified && &part == data_.validation.get());
    TaskEvaluation evaluation;
    // Images that cannot be decoded are missing from a complete evaluation too.
    evaluation.complete = !stop.stop_requested() || result.images == part.size();
    evaluation.score = result.top1;
    evaluation.atChance = isChanceLevel(result.top1, result.images, part.classes());
    evaluation.values = {{tags.top1, result.top1}, {tags.top5, result.top5}, {tags.crossEntropy, result.crossEntropy}};
    evaluation.summary = std::string(tags.name) + " top-1 " + base::fixed(result.top1, 2) + " %, top-5 " +
                         base::fixed(result.top5, 2) + " %, cross entropy " + base::fixed(result.crossEntropy, 4);
    for (std::size_t i = 0; i < result.certified.size(); ++i)
        evaluation.values.emplace_back(telemetry::tags::certified[i], result.certified[i]);
    if (!result.certified.empty()) {
        if (std::isfinite(result.lipschitz))
            evaluation.values.emplace_back(telemetry::tags::lipschitz, result.lipschitz);
        evaluation.summary += ", certified at 36/255 " + base::fixed(result.certified.front(), 2) + " %";
    }
    for (const auto& [part, dataset] :
         {std::pair("training", data_.train.get()), std::pair("validation", data_.validation.get())}) {
        const ImageFaultCounts skipped = dataset ? dataset->corruptImages().counts() : ImageFaultCounts();
        if (skipped.total() > 0)
            evaluation.summary +=
                std::string("; ") + part + " images skipped" + (group_ ? " by this process: " : ": ") + skipped.text();
    }
    return evaluation;
}

bool isChanceLevel(double top1, std::int64_t images, int classes) {
    if (images < 1 || classes < 2)
        return false;
    const double chance = 1.0 / classes;
    const double deviation = std::sqrt(chance * (1 - chance) / static_cast<double>(images));
    return top1 / 100 <= chance + 3 * deviation;
}

std::unique_ptr<Task> makeClassification(const config::RunConfig& config, const at::Device& device,
                                         distributed::Group* group) {
    DatasetPair data = openDatasets(config.data, config.model);
    const std::int64_t images = data.train->size(), batch = config.run.batchSize;
    const auto reject = [](const char* field, std::int64_t value, std::int64_t highest, const std::string& what) {
        throw config::ConfigError({{field, std::to_string(value) + " is more than the " + std::to_string(highest) +
                                               " " + what + "; accepted: 1 to " + std::to_string(highest) + "."}});
    };
    if (images < batch)
        reject("run.batch_size", batch, images, "training images");
    if (images / batch < config.optimizer.accumulateBatches)
        reject("optimizer.accumulate_batches", config.optimizer.accumulateBatches, images / batch,
               "batches of " + std::to_string(batch) + " in the training images");
    model::Network network(config.model);
    std::optional<WeightsOrigin> weights;
    if (!config.fineTuning.weights.empty() && (!group || group->isFirst()))
        weights = loadInitialWeights(network, config.fineTuning);
    network->freeze(config.fineTuning.frozen);
    network->recompute(config.run.checkpointActivations);
    placeNetwork(network, device);
    return std::make_unique<Classification>(std::move(network), config, device, std::move(data), group,
                                            std::move(weights));
}

}  // namespace isonet::training
