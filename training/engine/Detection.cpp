#include "training/engine/Detection.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <span>

#include "training/config/RunConfigYaml.h"
#include "training/engine/DetectionResults.h"
#include "training/engine/DetectionTags.h"
#include "training/engine/DetectionWeights.h"
#include "training/engine/Precision.h"
#include "training/engine/distributed/Group.h"

namespace isonet::training {
namespace {

// The places in a batch's tensors.
enum Part { Images, Sizes, Boxes, Labels, Objects, Crowds, CrowdCounts, Masks };

std::vector<bool> wideImages(const DetectionDataset& data) {
    std::vector<bool> wide;
    for (std::int64_t i = 0; i < data.size(); ++i)
        wide.push_back(data.wide(i));
    return wide;
}

at::Tensor counts(const std::vector<DetectionSample>& samples, at::Tensor DetectionSample::*list) {
    std::vector<std::int64_t> sizes;
    for (const auto& sample : samples)
        sizes.push_back((sample.*list).size(0));
    return at::tensor(sizes, at::kLong);
}

at::Tensor joined(const std::vector<DetectionSample>& samples, at::Tensor DetectionSample::*list) {
    std::vector<at::Tensor> parts;
    for (const auto& sample : samples)
        parts.push_back(sample.*list);
    return at::cat(parts);
}

std::vector<std::int64_t> numbers(const at::Tensor& tensor) {
    const at::Tensor host = tensor.to(at::kCPU).contiguous();
    return {host.const_data_ptr<std::int64_t>(), host.const_data_ptr<std::int64_t>() + host.numel()};
}

}  // namespace

TaskBatch detectionBatch(const std::vector<DetectionSample>& samples, bool pinned) {
    std::int64_t height = 0, width = 0;
    std::vector<std::int64_t> sizes;
    for (const auto& sample : samples) {
        height = std::max(height, sample.image.size(1));
        width = std::max(width, sample.image.size(2));
        sizes.insert(sizes.end(), {sample.image.size(1), sample.image.size(2)});
    }
    const auto count = static_cast<std::int64_t>(samples.size());
    const at::Tensor images = at::zeros({count, 3, height, width}, at::kFloat);
    const auto corner = [](const at::Tensor& whole, const at::Tensor& part) {
        return whole.slice(1, 0, part.size(1)).slice(2, 0, part.size(2));
    };
    for (std::int64_t i = 0; i < count; ++i) {
        const at::Tensor& image = samples[static_cast<std::size_t>(i)].image;
        corner(images[i], image).copy_(image);
    }
    TaskBatch batch{count,
                    {images, at::tensor(sizes, at::kLong).view({-1, 2}), joined(samples, &DetectionSample::boxes),
                     joined(samples, &DetectionSample::labels), counts(samples, &DetectionSample::boxes),
                     joined(samples, &DetectionSample::crowds), counts(samples, &DetectionSample::crowds)}};
    if (samples.front().masks.defined()) {
        const at::Tensor masks = at::zeros({batch.tensors[Labels].size(0), height, width}, at::kByte);
        std::int64_t first = 0;
        for (const auto& sample : samples) {
            corner(masks.slice(0, first, first + sample.masks.size(0)), sample.masks).copy_(sample.masks);
            first += sample.masks.size(0);
        }
        batch.tensors.push_back(masks);
    }
    if (pinned)
        for (auto& tensor : batch.tensors)
            tensor = tensor.pin_memory();
    return batch;
}

Detection::Detection(model::Detector detector, const config::RunConfig& config, const at::Device& device,
                     DetectionData data)
    : detector_(std::move(detector)),
      config_(config),
      device_(device),
      data_(std::move(data)),
      sampler_(wideImages(*data_.train), config.run.batchSize, config.run.seed, config.detection.epochBatches),
      loader_(data_.train, config.data.workers),
      tags_{tags::lossObjectness, tags::lossProposalBox, tags::lossCategory, tags::lossBox} {
    if (detector_->spec().masks)
        tags_.push_back(tags::lossMask);
}

void Detection::startEpoch(std::int64_t epoch, std::int64_t firstBatch) {
    const auto* group = distributed::Group::current();
    const std::size_t rank = group ? static_cast<std::size_t>(group->rank()) : 0;
    const std::size_t world = group ? static_cast<std::size_t>(group->size()) : 1;
    loader_.start(
        [this, epoch, rank, world](std::int64_t batch) {
            std::vector<DetectionLoader::Item> items;
            const auto images = sampler_.batch(epoch, batch);
            const std::size_t share = images.size() / world;  // of the processes that train together
            for (const std::int64_t image : std::span(images).subspan(rank * share, share))
                items.push_back({image, config_.data.flip && sampler_.mirrored(epoch, batch, image)});
            return items;
        },
        firstBatch, batchesPerEpoch());
}

std::optional<TaskBatch> Detection::next() {
    const auto samples = loader_.next();
    if (!samples)
        return std::nullopt;
    return detectionBatch(*samples, device_.is_cuda());
}

TaskLoss Detection::loss(const std::vector<at::Tensor>& tensors) {
    const bool masks = detector_->spec().masks;
    TORCH_CHECK(tensors.size() == (masks ? std::size_t{Masks} + 1 : std::size_t{Masks}), "Detection: a batch of ",
                tensors.size(), " tensors; expected ", static_cast<int>(Masks) + (masks ? 1 : 0));
    const auto sides = numbers(tensors[Sizes]), objects = numbers(tensors[Objects]),
               crowds = numbers(tensors[CrowdCounts]);
    std::vector<model::ImageSize> sizes;
    std::vector<model::Truth> truths;
    std::int64_t firstObject = 0, firstCrowd = 0;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        sizes.push_back({sides[2 * i], sides[2 * i + 1]});
        const auto of = [&](Part part) { return tensors[part].narrow(0, firstObject, objects[i]); };
        truths.push_back({of(Boxes), of(Labels), masks ? of(Masks) : at::Tensor(),
                          tensors[Crowds].narrow(0, firstCrowd, crowds[i])});
        firstObject += objects[i];
        firstCrowd += crowds[i];
    }
    model::DetectionLosses losses;
    {
        const AutocastScope autocast(config_.run.precision, device_);
        losses = detector_->losses(tensors[Images].contiguous(at::MemoryFormat::ChannelsLast), sizes, truths);
    }
    std::vector<at::Tensor> parts{losses.objectness, losses.proposalBox, losses.category, losses.box};
    if (masks)
        parts.push_back(losses.mask);
    const at::Tensor all = at::stack(parts).to(at::kFloat);
    return {all.sum(), all.detach()};
}

TaskEvaluation Detection::evaluate(std::stop_token stop, const std::function<void()>& progress) {
    detector_->eval();
    DetectedSet found;
    try {
        found = detectAll(detector_, data_.validation, config_, device_, std::move(stop), progress);
    } catch (...) {
        detector_->train();
        throw;
    }
    detector_->train();
    if (!found.complete) {
        TaskEvaluation stopped;
        stopped.complete = false;
        return stopped;
    }
    return detectionEvaluation(data_.validation->annotations(), std::move(found.detections), detector_->spec().masks);
}

std::unique_ptr<Task> makeDetection(const config::RunConfig& config, const at::Device& device) {
    DetectionData data{std::make_shared<DetectionDataset>(config, true),
                       std::make_shared<DetectionDataset>(config, false)};
    const auto& trained = data.train->annotations().categories;
    const auto& evaluated = data.validation->annotations().categories;
    for (std::size_t i = 0; i < trained.size(); ++i)
        if (trained[i].id != evaluated[i].id)
            throw DataError(data.validation->annotations().file.string() + " has the category " +
                            std::to_string(evaluated[i].id) + " where " + data.train->annotations().file.string() +
                            " has " + std::to_string(trained[i].id) +
                            ". Both must have the same categories, with the same ids.");
    model::Detector detector(config.model, config.detection.detector);
    if (!config.detection.weights.empty())
        loadBackbone(detector->backbone(), config.detection.weights);
    placeDetector(detector, device);
    return std::make_unique<Detection>(std::move(detector), config, device, std::move(data));
}

}  // namespace isonet::training
