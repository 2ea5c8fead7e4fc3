#include "training/engine/tasks/Detection.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <span>
#include <utility>

#include "model/base/DataError.h"
#include "model/base/NumberText.h"
#include "training/config/RunConfigYaml.h"
#include "training/engine/distributed/Group.h"
#include "training/engine/runtime/Precision.h"
#include "training/engine/tasks/DetectionBatch.h"
#include "training/engine/tasks/DetectionEvaluation.h"
#include "training/engine/tasks/DetectionResults.h"
#include "training/engine/tasks/DetectionWeights.h"
#include "training/telemetry/Tags.h"

namespace isonet::training {

namespace tags = telemetry::tags;

namespace {

std::vector<bool> wideImages(const DetectionDataset& data) {
    std::vector<bool> wide;
    for (std::int64_t i = 0; i < data.size(); ++i)
        wide.push_back(data.wide(i));
    return wide;
}

std::vector<std::int64_t> numbers(const at::Tensor& tensor) {
    const at::Tensor host = tensor.to(at::kCPU).contiguous();
    return {host.const_data_ptr<std::int64_t>(), host.const_data_ptr<std::int64_t>() + host.numel()};
}

}  // namespace

Detection::Detection(model::Detector detector, const config::RunConfig& config, const at::Device& device,
                     DetectionData data, distributed::Group* group, std::optional<WeightsOrigin> weights)
    : detector_(std::move(detector)),
      config_(config),
      device_(device),
      group_(group),
      data_(std::move(data)),
      input_(config_.data, device_),
      sampler_(wideImages(*data_.train), config.run.batchSize, config.run.seed, config.detection.epochBatches),
      loader_(data_.train, config.data.workers, device,
              [pinned = device.is_cuda()](const auto& samples) { return detectionBatch(samples, pinned); }),
      tags_{tags::lossObjectness, tags::lossProposalBox, tags::lossCategory, tags::lossBox},
      weights_(std::move(weights)) {
    if (detector_->spec().masks)
        tags_.push_back(tags::lossMask);
}

void Detection::startEpoch(std::int64_t epoch, std::int64_t firstBatch) {
    const std::size_t rank = group_ ? static_cast<std::size_t>(group_->rank()) : 0;
    const std::size_t world = group_ ? static_cast<std::size_t>(group_->size()) : 1;
    loader_.start(
        [this, epoch, rank, world](std::int64_t batch) {
            std::vector<DetectionLoader::Item> items;
            const auto images = sampler_.batch(epoch, batch);
            const std::size_t share = images.size() / world;  // images of this rank
            for (const std::int64_t image : std::span(images).subspan(rank * share, share))
                items.push_back({image, config_.data.flip && sampler_.mirrored(epoch, batch, image)});
            return items;
        },
        firstBatch, batchesPerEpoch());
}

std::optional<TaskBatch> Detection::next() {
    auto tensors = loader_.nextJoined();
    if (!tensors)
        return std::nullopt;
    const std::int64_t images = tensors->at(Images).size(0);
    return TaskBatch{images, std::move(*tensors)};
}

bool Detection::readsOnHost(std::size_t tensor) const {
    return tensor == Sizes || tensor == Objects || tensor == CrowdCounts;
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
        const auto of = [&](DetectionPart part) { return tensors[part].narrow(0, firstObject, objects[i]); };
        truths.push_back({of(Boxes), of(Labels), masks ? of(Masks) : at::Tensor(),
                          tensors[Crowds].narrow(0, firstCrowd, crowds[i])});
        firstObject += objects[i];
        firstCrowd += crowds[i];
    }
    const at::Tensor images = input_.of(tensors[Images], sizes);
    model::DetectionLosses losses;
    {
        const PrecisionScope scope(config_.run.precision, device_);
        losses = detector_->losses(images, sizes, truths);
    }
    std::vector<at::Tensor> parts{losses.objectness, losses.proposalBox, losses.category, losses.box};
    if (masks)
        parts.push_back(losses.mask);
    const at::Tensor all = at::stack(parts).to(at::kFloat);
    return {all.sum(), all.detach()};
}

std::vector<std::string> Detection::takeNotices() {
    constexpr std::size_t mostNamed = 10;
    std::vector<std::string> notices;
    for (const DetectionDataset* data : {data_.train.get(), data_.validation.get()})
        for (std::string& notice : data->corruptImages().takeNotices())
            notices.push_back(std::move(notice));
    if (std::exchange(told_, true))
        return notices;
    const auto add = [&](std::string notice) {
        if (std::find(notices.begin(), notices.end(), notice) == notices.end())  // both may read one file
            notices.push_back(std::move(notice));
    };
    for (const DetectionDataset* data : {data_.train.get(), data_.validation.get()}) {
        const std::string file = data->annotations().file.string() + ": ";
        for (const std::string& warning : data->annotations().warnings)
            add(file + warning + ".");
        for (std::size_t i = 0; i < std::min(mostNamed, data->problems().size()); ++i)
            add("Skipped: " + file + data->problems()[i] + ".");
        if (data->skipped() > static_cast<std::int64_t>(mostNamed))
            add(file + base::grouped(data->skipped()) + " annotations are skipped, the first " +
                std::to_string(mostNamed) + " as above.");
    }
    return notices;
}

TaskEvaluation Detection::evaluate(std::stop_token stop, const std::function<void()>& progress) {
    detector_->eval();
    DetectedSet found;
    try {
        found = detectAll(detector_, data_.validation, config_, device_, std::move(stop), progress, group_);
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
    TaskEvaluation evaluation = detectionEvaluation(data_.validation->annotations(), std::move(found.detections),
                                                    detector_->spec().masks, found.skipped);
    for (const auto& [part, data] :
         {std::pair("training", data_.train.get()), std::pair("validation", data_.validation.get())})
        if (const ImageFaultCounts faults = data->corruptImages().counts(); faults.total() > 0)
            evaluation.summary +=
                std::string("; ") + part + " images skipped" + (group_ ? " by this process: " : ": ") + faults.text();
    return evaluation;
}

std::unique_ptr<Task> makeDetection(const config::RunConfig& config, const at::Device& device,
                                    distributed::Group* group) {
    DetectionData data{std::make_shared<DetectionDataset>(config, true),
                       std::make_shared<DetectionDataset>(config, false)};
    const auto& trained = data.train->annotations().categories;
    const auto& evaluated = data.validation->annotations().categories;
    for (std::size_t i = 0; i < trained.size(); ++i)
        if (trained[i].id != evaluated[i].id)
            throw DataError(data.validation->annotations().file.string() + " has category " +
                            std::to_string(evaluated[i].id) + " where " + data.train->annotations().file.string() +
                            " has category " + std::to_string(trained[i].id) +
                            ". Both must have the same categories with the same ids.");
    model::Detector detector(config.model, config.detection.detector);
    std::optional<WeightsOrigin> weights;
    if (!config.detection.weights.empty() && (!group || group->isFirst()))
        weights = loadBackbone(detector->backbone(), config.detection.weights);
    detector->backbone()->recompute(config.run.checkpointActivations);
    placeDetector(detector, device);
    return std::make_unique<Detection>(std::move(detector), config, device, std::move(data), group, std::move(weights));
}

}  // namespace isonet::training
