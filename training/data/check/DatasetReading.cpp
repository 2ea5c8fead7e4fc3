#include "training/data/check/DatasetReading.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>

#include "model/base/BackgroundThread.h"
#include "training/data/images/ImageDecoder.h"

namespace isonet::training {
namespace {

constexpr std::chrono::milliseconds betweenReports{100};

// The images of one part, which the threads take in turns.
class PartReader {
public:
    PartReader(const Dataset& data, PartReading& to, std::int64_t before, std::int64_t all,
               const CheckSettings& settings, std::stop_token stop)
        : data_(data), to_(to), before_(before), all_(all), settings_(settings), stop_(std::move(stop)) {
        to_.images.resize(static_cast<std::size_t>(data.size()));
    }

    // Returns once all images are read or `stop` is requested. Throws what a thread threw.
    void run() {
        {
            std::vector<std::jthread> threads;
            const auto count = std::clamp<std::int64_t>(settings_.threads, 1, std::max<std::int64_t>(data_.size(), 1));
            for (std::int64_t i = 0; i < count; ++i)
                threads.emplace_back([this] { work(); });
        }
        if (failure_)
            std::rethrow_exception(failure_);
    }

private:
    void work() {
        base::runInBackground();
        PixelSums sums;
        StoredImage image;
        try {
            while (!stop_.stop_requested() && !failed_) {
                const std::int64_t index = next_++;
                if (index >= data_.size())
                    break;
                read(index, image, sums);
                report();
            }
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!failed_.exchange(true))
                failure_ = std::current_exception();
        }
        const std::lock_guard lock(mutex_);
        to_.pixels.add(sums);
    }

    void read(std::int64_t index, StoredImage& image, PixelSums& sums) {
        try {
            data_.readStored(index, image);
            to_.images[static_cast<std::size_t>(index)] = readCompletely(image, data_.file(index).string(), &sums);
        } catch (const ImageError& error) {
            const std::lock_guard lock(mutex_);
            to_.corrupt[index] = {error.fault(), error.what()};
        }
    }

    void report() {
        const std::int64_t done = before_ + ++done_;
        if (!settings_.progress)
            return;
        const std::lock_guard lock(mutex_);
        const auto now = std::chrono::steady_clock::now();
        if (done < reported_ || (done < all_ && now - last_ < betweenReports))
            return;
        last_ = now;
        reported_ = done;
        settings_.progress(done, all_);
    }

    const Dataset& data_;
    PartReading& to_;
    const std::int64_t before_, all_;
    const CheckSettings& settings_;
    const std::stop_token stop_;
    std::atomic<std::int64_t> next_ = 0, done_ = 0;
    std::atomic<bool> failed_ = false;
    // Under the mutex
    std::mutex mutex_;
    std::exception_ptr failure_;
    std::int64_t reported_ = 0;
    std::chrono::steady_clock::time_point last_{};
};

}  // namespace

std::optional<std::vector<PartReading>> readDatasets(const std::vector<const Dataset*>& parts,
                                                     const CheckSettings& settings, const std::stop_token& stop) {
    std::int64_t all = 0, before = 0;
    for (const Dataset* part : parts)
        all += part->size();
    std::vector<PartReading> read(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        PartReader(*parts[i], read[i], before, all, settings, stop).run();
        before += parts[i]->size();
        if (stop.stop_requested())
            return std::nullopt;
    }
    return read;
}

}  // namespace isonet::training
