#include "training/data/Loader.h"

#include <algorithm>
#include <numeric>

#include "training/data/Random.h"

namespace isonet::training {
namespace {

// Streams of the one seed: the order of an epoch and the augmentation must not repeat each other's numbers.
constexpr std::uint64_t orderStream = 1;
constexpr std::uint64_t augmentationStream = 2;

std::int64_t batchesOf(const Dataset& dataset, const LoaderOptions& options) {
    if (options.batchSize < 1)
        throw DataError("run.batch_size is " + std::to_string(options.batchSize) + "; accepted: 1 or more.");
    const std::int64_t whole = dataset.size() / options.batchSize;
    const bool rest = dataset.size() % options.batchSize != 0;
    return options.train || !rest ? whole : whole + 1;
}

// channels x height x width to height x width x channels.
void interleave(const float* planes, const ImageShape& shape, float* out) {
    const std::int64_t area = std::int64_t{shape.height} * shape.width;
    for (int c = 0; c < shape.channels; ++c)
        for (std::int64_t i = 0; i < area; ++i)
            out[i * shape.channels + c] = planes[c * area + i];
}

}  // namespace

Loader::Loader(std::shared_ptr<const Dataset> dataset, LoaderOptions options)
    : dataset_(std::move(dataset)), options_(options), batches_(batchesOf(*dataset_, options)) {
    for (int i = 0; i < std::max(1, options_.workers); ++i)
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
    wanted->order.resize(static_cast<std::size_t>(dataset_->size()));
    std::iota(wanted->order.begin(), wanted->order.end(), std::int64_t{0});
    if (options_.train)
        shuffle(wanted->order, mixKeys({options_.seed, orderStream, static_cast<std::uint64_t>(epoch)}));
    {
        const std::lock_guard lock(mutex_);
        wanted->generation = epoch_ ? epoch_->generation + 1 : 1;
        epoch_ = std::move(wanted);
        claimed_ = delivered_ = firstBatch;
        ready_.clear();
        error_ = nullptr;
    }
    changed_.notify_all();
}

std::optional<Batch> Loader::next() {
    std::unique_lock lock(mutex_);
    if (!epoch_ || delivered_ >= batches_)
        return std::nullopt;
    changed_.wait(lock, [this] { return error_ || ready_.contains(delivered_); });
    // Batches before the failing one are still good; the error stays and comes when they are used up.
    if (!ready_.contains(delivered_))
        std::rethrow_exception(error_);
    auto node = ready_.extract(delivered_++);
    lock.unlock();
    changed_.notify_all();
    return std::move(node.mapped());
}

void Loader::work(std::stop_token stop) {
    const int prefetch = options_.prefetch > 0 ? options_.prefetch : 2 * std::max(1, options_.workers);
    std::unique_lock lock(mutex_);
    for (;;) {
        const bool awake = changed_.wait(
            lock, stop, [&] { return epoch_ && !error_ && claimed_ < batches_ && claimed_ < delivered_ + prefetch; });
        if (!awake || stop.stop_requested())
            return;
        const std::shared_ptr<const Epoch> epoch = epoch_;
        const std::int64_t index = claimed_++;
        lock.unlock();
        Batch batch;
        std::exception_ptr error;
        try {
            batch = prepare(*epoch, index);
        } catch (...) {
            error = std::current_exception();
        }
        lock.lock();
        if (epoch_->generation != epoch->generation)
            continue;  // start() was called meanwhile
        if (error)
            error_ = error;
        else
            ready_.emplace(index, std::move(batch));
        changed_.notify_all();
    }
}

Batch Loader::prepare(const Epoch& epoch, std::int64_t index) const {
    const ImageShape shape = dataset_->shape();
    const std::int64_t first = index * options_.batchSize;
    const std::int64_t count = std::min(options_.batchSize, dataset_->size() - first);
    const std::int64_t imageSize = std::int64_t{shape.channels} * shape.height * shape.width;
    // With one channel both formats are the same memory; only then can an image be decoded in place.
    const bool reorder = options_.channelsLast && shape.channels > 1;
    const auto format = reorder ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    Batch batch;
    batch.index = index;
    batch.images = at::empty({count, shape.channels, shape.height, shape.width},
                             at::TensorOptions(at::kFloat).pinned_memory(options_.pinned).memory_format(format));
    batch.labels = at::empty({count}, at::TensorOptions(at::kLong).pinned_memory(options_.pinned));
    auto* labels = batch.labels.data_ptr<std::int64_t>();
    auto* images = batch.images.data_ptr<float>();
    std::vector<float> planes(reorder ? static_cast<std::size_t>(imageSize) : 0);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t image = epoch.order[static_cast<std::size_t>(first + i)];
        std::uint64_t draw = 0;
        if (options_.train) {
            draw = mixKeys({options_.seed, augmentationStream, static_cast<std::uint64_t>(epoch.number),
                            static_cast<std::uint64_t>(image)});
            draw |= draw == 0;  // 0 would mean no augmentation
        }
        labels[i] = dataset_->label(image);
        if (reorder) {
            dataset_->load(image, draw, planes.data());
            interleave(planes.data(), shape, images + i * imageSize);
        } else {
            dataset_->load(image, draw, images + i * imageSize);
        }
    }
    return batch;
}

}  // namespace isonet::training
