#include "training/data/classification/Loader.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "model/base/BackgroundThread.h"
#include "model/base/DataError.h"
#include "training/data/images/CounterRandom.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/WorkerDevice.h"

namespace isonet::training {
namespace {

constexpr int replacements = 1000;  // at most 1 % of the images are corrupt, so one or two suffice
constexpr std::int64_t largestChunk = 32;

std::int64_t workersOf(const LoaderOptions& options) {
    return std::max(0, options.workers);
}

// A worker that wakes up may delay a thread that trains, so batches in memory are prepared by one worker.
std::int64_t chunkOf(const LoaderOptions& options, bool inMemory) {
    const std::int64_t share = options.batchSize / std::max(1, options.world);
    if (inMemory)
        return std::max<std::int64_t>(1, share);
    return std::clamp<std::int64_t>(share / std::max<std::int64_t>(1, 2 * workersOf(options)), 1, largestChunk);
}

std::int64_t prefetchOf(const LoaderOptions& options, std::int64_t chunk) {
    if (options.prefetch > 0)
        return options.prefetch;
    const std::int64_t share = std::max<std::int64_t>(1, options.batchSize / std::max(1, options.world));
    return 2 + (workersOf(options) * chunk + share - 1) / share;
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
    return {batch.images.index_select(0, index),
            batch.places.defined() ? batch.places.index_select(0, index) : at::Tensor(),
            batch.labels.index_select(0, index), batch.index};
}

}  // namespace

Loader::Loader(std::shared_ptr<const Dataset> dataset, LoaderOptions options)
    : dataset_(std::move(dataset)),
      options_(options),
      bytes_(options.bytes ? dataset_->bytePixels() : nullptr),
      sampler_(dataset_->size(), samplerOptions(options), dataset_->blocks()),
      chunk_(chunkOf(options, dataset_->inMemory())),
      prefetch_(prefetchOf(options, chunk_)) {
    for (std::int64_t i = 0; i < workersOf(options_); ++i)
        workers_.emplace_back([this](std::stop_token stop) { work(stop); });
}

Loader::~Loader() {
    for (auto& worker : workers_)
        worker.request_stop();
    claimable_.notify_all();
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
    claimable_.notify_one();
}

int Loader::workersFor(const Dataset& dataset, const at::Device& device, int wanted) {
    return dataset.inMemory() && device.is_cpu() ? 0 : wanted;
}

std::optional<Batch> Loader::complete(Slot& slot) {
    if (!slot.skipped.empty())
        slot.batch = without(slot.batch, std::move(slot.skipped));
    if (slot.batch.labels.size(0) == 0)
        return std::nullopt;
    return std::move(slot.batch);
}

// Without workers, nothing else uses the members.
std::optional<Batch> Loader::prepareNext() {
    while (epoch_ && delivered_ < batches()) {
        const auto slot = open(delivered_);
        slot->skipped = fill(*slot, 0, slot->range.count);
        ++delivered_;
        if (auto batch = complete(*slot))
            return batch;
    }
    return std::nullopt;
}

std::optional<Batch> Loader::next() {
    if (workers_.empty())
        return prepareNext();
    for (;;) {
        std::unique_lock lock(mutex_);
        if (!epoch_ || delivered_ >= batches())
            return std::nullopt;
        const auto isReady = [this] {
            const auto slot = slots_.find(delivered_);
            return slot != slots_.end() && slot->second->ready();
        };
        ready_.wait(lock, [&] { return (error_ && errorBatch_ <= delivered_) || isReady(); });
        // Batches before the failing one are still delivered; the error is thrown after them.
        if (!isReady())
            std::rethrow_exception(error_);
        const auto node = slots_.extract(delivered_++);
        lock.unlock();
        claimable_.notify_one();
        if (auto batch = complete(*node.mapped()))
            return batch;
    }
}

bool Loader::canClaim() const {
    if (!epoch_ || error_)
        return false;
    const auto last = slots_.empty() ? nullptr : slots_.rbegin()->second;
    return (last && last->claimed < last->range.count) || (opened_ < batches() && opened_ < delivered_ + prefetch_);
}

void Loader::work(std::stop_token stop) {
    const WorkerDevice device(options_.device);
    base::runInBackground();
    std::unique_lock lock(mutex_);
    for (;;) {
        if (!claimable_.wait(lock, stop, [this] { return canClaim(); }) || stop.stop_requested())
            return;
        // Batches are opened one after another: only the newest can have unclaimed images.
        std::shared_ptr<Slot> slot = slots_.empty() ? nullptr : slots_.rbegin()->second;
        if (!slot || slot->claimed == slot->range.count) {
            try {
                slot = open(opened_);
            } catch (...) {  // out of memory
                error_ = std::current_exception();
                errorBatch_ = opened_;
                ready_.notify_one();
                continue;
            }
            slots_.emplace(opened_++, slot);
        }
        const std::int64_t first = slot->claimed;
        const std::int64_t count = std::min(chunk_, slot->range.count - first);
        slot->claimed += count;
        const bool more = canClaim();
        lock.unlock();
        if (more)  // each worker wakes the next one, as long as there is work
            claimable_.notify_one();
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
        if (error || (slot->ready() && slot->batch.index == delivered_))
            ready_.notify_one();
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
    const auto pinned = at::TensorOptions().pinned_memory(options_.pinned);
    if (bytes_) {
        const ImageShape& stored = bytes_->shape;
        slot->batch.images =
            at::empty({slot->range.count, stored.channels, stored.height, stored.width}, pinned.dtype(at::kByte));
        slot->batch.places = at::empty({slot->range.count, 3}, pinned.dtype(at::kInt));
    } else {
        slot->batch.images = at::empty({slot->range.count, shape.channels, shape.height, shape.width},
                                       pinned.dtype(at::kFloat).memory_format(format));
    }
    slot->batch.labels = at::empty({slot->range.count}, pinned.dtype(at::kLong));
    return slot;
}

std::vector<std::int64_t> Loader::fill(const Slot& slot, std::int64_t first, std::int64_t count) const {
    std::vector<std::int64_t> skipped;
    for (std::int64_t place = first; place < first + count; ++place)
        if (!loadImage(slot, place))
            skipped.push_back(place);
    return skipped;
}

void Loader::write(const Batch& batch, std::int64_t place, std::int64_t image, std::uint64_t draw) const {
    const std::int64_t size = batch.images.stride(0);
    if (bytes_) {
        const Placed placed = dataset_->loadBytes(image, draw, batch.images.data_ptr<std::uint8_t>() + place * size);
        auto* places = batch.places.data_ptr<std::int32_t>() + 3 * place;
        places[0] = placed.top;
        places[1] = placed.left;
        places[2] = placed.mirror ? 1 : 0;
    } else {
        const bool interleaved = options_.channelsLast && batch.images.size(1) > 1;
        dataset_->load(image, draw, interleaved ? PixelOrder::Interleaved : PixelOrder::Planes,
                       batch.images.data_ptr<float>() + place * size);
    }
    batch.labels.data_ptr<std::int64_t>()[place] = dataset_->label(image);
}

bool Loader::loadImage(const Slot& slot, std::int64_t place) const {
    const auto epoch = static_cast<std::uint64_t>(slot.epoch->number);
    const auto position = static_cast<std::uint64_t>(slot.range.first + place);
    std::int64_t image = slot.epoch->order[position];
    std::uint64_t draw =
        options_.train ? mixKeys({options_.seed, augmentationStream, epoch, static_cast<std::uint64_t>(image)}) : 0;
    for (std::uint64_t attempt = 0;; ++attempt) {
        try {
            // A draw of 0 would disable augmentation.
            write(slot.batch, place, image, options_.train && draw == 0 ? 1 : draw);
            return true;
        } catch (const ImageError& error) {
            dataset_->corruptImages().add(image, dataset_->size(), error.fault(), error.what());
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
