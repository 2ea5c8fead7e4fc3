#include "training/data/detection/DetectionLoader.h"

#include <algorithm>

#include "model/base/BackgroundThread.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/WorkerDevice.h"

namespace isonet::training {

DetectionLoader::DetectionLoader(std::shared_ptr<const DetectionDataset> dataset, int workers, const at::Device& device,
                                 Join join)
    : dataset_(std::move(dataset)), ahead_(std::max(1, workers) + 1), device_(device), join_(std::move(join)) {
    for (int i = 0; i < std::max(1, workers); ++i)
        workers_.emplace_back([this](std::stop_token stop) { work(stop); });
}

DetectionLoader::~DetectionLoader() {
    for (auto& worker : workers_)
        worker.request_stop();
    changed_.notify_all();
}

void DetectionLoader::start(Plan plan, std::int64_t first, std::int64_t end) {
    {
        const std::lock_guard lock(mutex_);
        plan_ = std::move(plan);
        ++generation_;
        opened_ = delivered_ = first;
        end_ = end;
        ready_.clear();
        errors_.clear();
    }
    changed_.notify_all();
}

std::optional<std::vector<DetectionSample>> DetectionLoader::next() {
    auto batch = take();
    return batch ? std::optional(std::move(batch->samples)) : std::nullopt;
}

std::optional<std::vector<at::Tensor>> DetectionLoader::nextJoined() {
    auto batch = take();
    return batch ? std::optional(std::move(batch->joined)) : std::nullopt;
}

std::optional<DetectionLoader::Prepared> DetectionLoader::take() {
    std::unique_lock lock(mutex_);
    if (delivered_ >= end_)
        return std::nullopt;
    changed_.wait(lock, [this] { return ready_.contains(delivered_) || errors_.contains(delivered_); });
    if (const auto error = errors_.find(delivered_); error != errors_.end())
        std::rethrow_exception(error->second);
    auto batch = ready_.extract(delivered_++);
    lock.unlock();
    changed_.notify_all();
    return std::move(batch.mapped());
}

void DetectionLoader::work(std::stop_token stop) {
    const WorkerDevice device(device_);
    base::runInBackground();
    std::unique_lock lock(mutex_);
    for (;;) {
        const auto free = [this] { return opened_ < std::min(end_, delivered_ + ahead_) && errors_.empty(); };
        if (!changed_.wait(lock, stop, free) || stop.stop_requested())
            return;
        const std::int64_t batch = opened_++;
        const std::uint64_t generation = generation_;
        const auto items = plan_(batch);
        lock.unlock();
        Prepared result;
        std::exception_ptr error;
        try {
            result = prepared(items);
        } catch (...) {
            error = std::current_exception();
        }
        lock.lock();
        if (generation != generation_)
            continue;  // start() was called meanwhile
        if (error)
            errors_[batch] = error;
        else
            ready_[batch] = std::move(result);
        changed_.notify_all();
    }
}

std::optional<DetectionSample> DetectionLoader::usable(const Item& item) const {
    for (std::int64_t image = item.image;; image = (image + 1) % dataset_->size()) {
        try {
            return dataset_->load(image, item.mirrored);
        } catch (const ImageError& error) {
            dataset_->corruptImages().add(image, dataset_->size(), error.fault(), error.what());
        }
        if (!dataset_->forTraining())
            return std::nullopt;
    }
}

DetectionLoader::Prepared DetectionLoader::prepared(const std::vector<Item>& items) const {
    std::vector<DetectionSample> samples;
    for (const Item& item : items)
        if (auto sample = usable(item))
            samples.push_back(std::move(*sample));
    if (join_)
        return {{}, join_(samples)};
    return {std::move(samples), {}};
}

}  // namespace isonet::training
