#include "training/data/classification/Loader.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "model/base/DataError.h"
#include "training/data/images/CounterRandom.h"
#include "training/data/images/ImageDecoder.h"

namespace isonet::training {
namespace {

constexpr int replacements = 1000;  // at most 1 % of the images are corrupt, so one or two suffice
constexpr std::int64_t largestChunk = 32;

std::int64_t workersOf(const LoaderOptions& options) {
    return std::max(1, options.workers);
}

std::int64_t chunkOf(const LoaderOptions& options) {
    const std::int64_t share = options.batchSize / std::max(1, options.world);
    return std::clamp<std::int64_t>(share / (2 * workersOf(options)), 1, largestChunk);
}

std::int64_t prefetchOf(const LoaderOptions& options) {
    if (options.prefetch > 0)
        return options.prefetch;
    const std::int64_t share = std::max<std::int64_t>(1, options.batchSize / std::max(1, options.world));
    return 2 + (workersOf(options) * chunkOf(options) + share - 1) / share;
}

SamplerOptions samplerOptions(const LoaderOptions& options) {
    return {options.batchSize, options.seed, options.train, options.rank, options.world};
}

// The batch without the images that could not be decoded.
Batch without(const Batch& batch, std::vector<std::int64_t> skipped) {
    std::sort(skipped.begin(), skipped.end());
    std::vector<std::int64_t> kept;
    for (std::int64_t i = 0; i < batch.labels.size(0); ++i)
        if (!std::binary_search(skipped.begin(), skipped.end(), i))
            kept.push_back(i);
    const at::Tensor index = at::tensor(kept, at::kLong);
    return {batch.images.index_select(0, index), batch.labels.index_select(0, index), batch.index};
}

}  // namespace

Loader::Loader(std::shared_ptr<const Dataset> dataset, LoaderOptions options)
    : dataset_(std::move(dataset)),
      options_(options),
      sampler_(dataset_->size(), samplerOptions(options)),
      chunk_(chunkOf(options)),
      prefetch_(prefetchOf(options)) {
    for (std::int64_t i = 0; i < workersOf(options_); ++i)
        workers_.emplace_back([this](std::stop_token stop) { work(stop); });
}

Loader::~Loader() {
    for (auto& worker : workers_)
        worker.request_stop();
    changed_.notify_all();
}

void Loader::start(std::int64_t epoch, std::int64_t firstBatch) {
    auto wanted = std::make_shared<Epoch>();
    wanted->number = epoch;
    wanted->order = sampler_.order(epoch);
    {
        const std::lock_guard lock(mutex_);
        wanted->generation = epoch_ ? epoch_->generation + 1 : 1;
        epoch_ = std::move(wanted);
        opened_ = delivered_ = firstBatch;
        slots_.clear();
        error_ = nullptr;
    }
    changed_.notify_all();
}

std::optional<Batch> Loader::next() {
    for (;;) {
        std::unique_lock lock(mutex_);
        if (!epoch_ || delivered_ >= batches())
            return std::nullopt;
        const auto isReady = [this] {
            const auto slot = slots_.find(delivered_);
            return slot != slots_.end() && slot->second->ready();
        };
        changed_.wait(lock, [&] { return (error_ && errorBatch_ <= delivered_) || isReady(); });
        // Batches before the failing one are still delivered; the error is thrown after them.
        if (!isReady())
            std::rethrow_exception(error_);
        const auto node = slots_.extract(delivered_++);
        lock.unlock();
        changed_.notify_all();
        Slot& slot = *node.mapped();
        if (!slot.skipped.empty())
            slot.batch = without(slot.batch, std::move(slot.skipped));
        if (slot.batch.labels.size(0) > 0)
            return std::move(slot.batch);
    }
}

bool Loader::canClaim() const {
    if (!epoch_ || error_)
        return false;
    const auto last = slots_.empty() ? nullptr : slots_.rbegin()->second;
    return (last && last->claimed < last->range.count) || (opened_ < batches() && opened_ < delivered_ + prefetch_);
}

void Loader::work(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    for (;;) {
        if (!changed_.wait(lock, stop, [this] { return canClaim(); }) || stop.stop_requested())
            return;
        // Batches are opened one after another: only the newest can have unclaimed images.
        std::shared_ptr<Slot> slot = slots_.empty() ? nullptr : slots_.rbegin()->second;
        if (!slot || slot->claimed == slot->range.count) {
            try {
                slot = open(opened_);
            } catch (...) {  // out of memory
                error_ = std::current_exception();
                errorBatch_ = opened_;
                changed_.notify_all();
                continue;
            }
            slots_.emplace(opened_++, slot);
        }
        const std::int64_t first = slot->claimed;
        const std::int64_t count = std::min(chunk_, slot->range.count - first);
        slot->claimed += count;
        lock.unlock();
        std::vector<std::int64_t> skipped;
        std::exception_ptr error;
        try {
            skipped = fill(*slot, first, count);
        } catch (...) {
            error = std::current_exception();
        }
        lock.lock();
        if (epoch_->generation != slot->epoch->generation)
            continue;  // start() was called meanwhile
        slot->skipped.insert(slot->skipped.end(), skipped.begin(), skipped.end());
        if (!error)
            slot->done += count;
        else if (!error_ || slot->batch.index < errorBatch_) {
            error_ = error;
            errorBatch_ = slot->batch.index;
        }
        if (error || slot->ready())
            changed_.notify_all();
    }
}

std::shared_ptr<Loader::Slot> Loader::open(std::int64_t index) const {
    const ImageShape shape = dataset_->shape();
    auto slot = std::make_shared<Slot>();
    slot->epoch = epoch_;
    slot->range = sampler_.part(index);
    // With one channel both formats have the same memory layout, but a convolution's output follows the strides.
    const auto format = options_.channelsLast ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    slot->batch.index = index;
    slot->batch.images = at::empty({slot->range.count, shape.channels, shape.height, shape.width},
                                   at::TensorOptions(at::kFloat).pinned_memory(options_.pinned).memory_format(format));
    slot->batch.labels = at::empty({slot->range.count}, at::TensorOptions(at::kLong).pinned_memory(options_.pinned));
    return slot;
}

std::vector<std::int64_t> Loader::fill(const Slot& slot, std::int64_t first, std::int64_t count) const {
    const ImageShape shape = dataset_->shape();
    const std::int64_t size = std::int64_t{shape.channels} * shape.height * shape.width;
    const PixelOrder order = options_.channelsLast && shape.channels > 1 ? PixelOrder::Interleaved : PixelOrder::Planes;
    auto* labels = slot.batch.labels.data_ptr<std::int64_t>();
    auto* images = slot.batch.images.data_ptr<float>();
    std::vector<std::int64_t> skipped;
    for (std::int64_t place = first; place < first + count; ++place)
        if (!loadImage(slot, place, order, images + place * size, labels[place]))
            skipped.push_back(place);
    return skipped;
}

bool Loader::loadImage(const Slot& slot, std::int64_t place, PixelOrder order, float* out, std::int64_t& label) const {
    const auto epoch = static_cast<std::uint64_t>(slot.epoch->number);
    const auto position = static_cast<std::uint64_t>(slot.range.first + place);
    std::int64_t image = slot.epoch->order[position];
    std::uint64_t draw =
        options_.train ? mixKeys({options_.seed, augmentationStream, epoch, static_cast<std::uint64_t>(image)}) : 0;
    for (std::uint64_t attempt = 0;; ++attempt) {
        try {
            // A draw of 0 would disable augmentation.
            dataset_->load(image, options_.train && draw == 0 ? 1 : draw, order, out);
            label = dataset_->label(image);
            return true;
        } catch (const ImageError& error) {
            dataset_->corruptImages().add(image, dataset_->size(), error.what());
            if (!options_.train)
                return false;
            if (attempt == replacements)
                throw DataError(std::string(error.what()) + ", and no replacement image could be decoded.");
        }
        RandomStream random(mixKeys({options_.seed, replacementStream, epoch, position, attempt}));
        image = slot.epoch->order[random.below(slot.epoch->order.size())];
        draw = random.next();
    }
}

}  // namespace isonet::training
