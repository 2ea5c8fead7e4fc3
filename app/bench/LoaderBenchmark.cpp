#include "app/bench/LoaderBenchmark.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <thread>

#include "app/bench/Comparison.h"
#include "app/bench/RepeatedFiles.h"
#include "app/bench/ShardSpeed.h"
#include "app/bench/TemporaryFolder.h"
#include "model/base/Cores.h"
#include "model/base/DataError.h"
#include "training/data/classification/Loader.h"
#include "training/data/images/CounterRandom.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/ImageWriter.h"
#include "training/engine/tasks/NetworkInput.h"

namespace isonet::benchmarks {
namespace {

namespace fs = std::filesystem;
using namespace isonet::training;

constexpr std::int64_t batchSize = loaderBatch;
constexpr int side = loaderSide;

// A random crop, sampled like RandomResizedCrop.
cv::Rect randomCrop(const cv::Size& size, RandomStream& random) {
    for (int i = 0; i < 10; ++i) {
        const double area = size.area() * (0.08 + 0.92 * random.uniform());
        const double ratio = std::exp((2 * random.uniform() - 1) * std::log(4.0 / 3));
        const int width = static_cast<int>(std::lround(std::sqrt(area * ratio)));
        const int height = static_cast<int>(std::lround(std::sqrt(area / ratio)));
        if (width < 1 || height < 1 || width > size.width || height > size.height)
            continue;
        return {static_cast<int>(random.below(static_cast<std::uint64_t>(size.width - width + 1))),
                static_cast<int>(random.below(static_cast<std::uint64_t>(size.height - height + 1))), width, height};
    }
    const int shorter = std::min(size.width, size.height);
    return {(size.width - shorter) / 2, (size.height - shorter) / 2, shorter, shorter};
}

// Valid until this thread's next call.
cv::Mat wholeImage(const fs::path& file) {
    thread_local std::vector<std::uint8_t> bytes;
    readImageFile(file, bytes);
    const ImageHeader header = readImageHeader(bytes);
    const PixelView pixels =
        decodeImage(bytes, header, {0, 0, header.width, header.height}, false, 1, file.string()).pixels;
    return {pixels.height, pixels.width, CV_8UC3, const_cast<std::uint8_t*>(pixels.data),
            static_cast<std::size_t>(pixels.stride)};
}

void loadWithOpenCv(const fs::path& file, std::uint64_t draw, const at::Tensor& out) {
    RandomStream random(draw);
    cv::Mat colors, small, values;
    cv::cvtColor(wholeImage(file), colors, cv::COLOR_BGR2RGB);
    const cv::Mat crop = colors(randomCrop(colors.size(), random)).clone();
    cv::resize(crop, small, {side, side}, 0, 0,
               crop.cols > side || crop.rows > side ? cv::INTER_AREA : cv::INTER_LINEAR);
    if (random.next() & 1)
        cv::flip(small, small, 1);
    small.convertTo(values, CV_32F, 1.0 / 255);
    const at::Tensor image = at::from_blob(values.data, {side, side, 3}, at::kFloat).permute({2, 0, 1});
    const at::Tensor mean = at::tensor({0.485f, 0.456f, 0.406f}).view({3, 1, 1});
    const at::Tensor deviation = at::tensor({0.229f, 0.224f, 0.225f}).view({3, 1, 1});
    out.copy_((image - mean) / deviation);
}

void plainEpoch(const RepeatedFiles& files, int threads) {
    const std::int64_t batches = files.size() / batchSize;
    for (std::int64_t b = 0; b < batches; ++b) {
        const at::Tensor images = at::empty({batchSize, 3, side, side}, at::kFloat);
        std::atomic<std::int64_t> next = 0;
        std::atomic<bool> failed = false;
        {
            std::vector<std::jthread> workers;
            for (int t = 0; t < threads; ++t)
                workers.emplace_back([&] {
                    for (std::int64_t i = next++; i < batchSize && !failed; i = next++)
                        try {
                            loadWithOpenCv(files.file(b * batchSize + i),
                                           static_cast<std::uint64_t>(b * batchSize + i + 1), images[i]);
                        } catch (const std::exception&) {
                            failed = true;
                        }
                });
        }
        if (failed)
            throw DataError("A file cannot be decoded. Remove it or choose another folder.");
    }
}

// Bytes from the workers, normalized as a training step does.
void ourEpoch(Loader& loader, const NetworkInput& input, std::int64_t epoch) {
    loader.start(epoch);
    while (const auto batch = loader.next())
        input.of(batch->images, batch->places);
}

void measure(std::ostream& out, const std::vector<fs::path>& paths, const std::string& source) {
    const int threads = base::availableCores();
    const auto files = std::make_shared<const RepeatedFiles>(paths, 3 * batchSize);
    Loader loader(files, {.batchSize = batchSize, .workers = threads, .bytes = true});
    const NetworkInput input(*files, at::kCPU);
    std::int64_t epoch = 0;
    ourEpoch(loader, input, epoch++);  // fills the page cache for both sides
    const Comparison result = compare([&] { plainEpoch(*files, threads); }, [&] { ourEpoch(loader, input, epoch++); });
    const auto images = static_cast<double>(files->size());
    out << "Training images of " << side << "x" << side << " (random crop, resize, flip, normalize) from " << source
        << ", " << threads << " threads\n"
        << std::fixed << std::setprecision(0) << "plain OpenCV, one pass per operation      " << std::setw(8)
        << images / result.published << " images/s\nloader                                    " << std::setw(8)
        << images / result.ours << " images/s\nratio " << std::setprecision(2) << result.ratio() << '\n';
}

void printShards(std::ostream& out, const std::vector<fs::path>& paths, const fs::path& scratch) {
    const ShardSpeed speed = compareShards(paths, scratch);
    const auto images = static_cast<double>(speed.images);
    const auto line = [&](const char* label, const Comparison& times) {
        out << std::fixed << std::setprecision(0) << "loader, " << speed.images << " files, " << std::left
            << std::setw(25) << label << std::right << std::setw(8) << images / times.published
            << " images/s\nloader, the same in a tar file            " << std::setw(8) << images / times.ours
            << " images/s\nratio " << std::setprecision(2) << times.ratio() << '\n';
    };
    line("in the page cache", speed.cached);
    line("dropped from it before", speed.fromDisk);
}

// Writes a photograph-like JPEG: a few waves, edges and noise.
void writeImage(const fs::path& file, int width, int height, std::uint64_t seed) {
    RandomStream random(seed);
    cv::Mat pixels(height, width, CV_8UC3);
    const double a = 0.005 + 0.03 * random.uniform(), b = 0.005 + 0.03 * random.uniform(), c = 6 * random.uniform();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int channel = 0; channel < 3; ++channel) {
                const double wave = std::sin(a * x + c * channel) + std::cos(b * y + c) + std::sin((a + b) * (x - y));
                const double edge = ((x / 60 + y / 45) % 3 == 0) ? 25 : 0;
                const double noise = 24 * (random.uniform() - 0.5);
                pixels.at<cv::Vec3b>(y, x)[channel] = cv::saturate_cast<uchar>(118 + 30 * wave + edge + noise);
            }
    const std::vector<std::uint8_t> bytes =
        encodeJpeg({pixels.data, static_cast<std::ptrdiff_t>(pixels.step[0]), width, height, 3}, 92);
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

void runLoader(std::ostream& out) {
    const TemporaryFolder folder;
    std::vector<fs::path> files;
    constexpr std::array<std::array<int, 2>, 4> sizes{
        {{500, 375}, {500, 333}, {375, 500}, {500, 400}}};  // typical of ImageNet
    for (std::size_t i = 0; i < 24; ++i) {
        files.push_back(folder.path / (std::to_string(i) + ".jpg"));
        writeImage(files.back(), sizes[i % 4][0], sizes[i % 4][1], i);
    }
    measure(out, files, "generated JPEG files of about 500x375");
    printShards(out, files, folder.path);
}

void runLoaderOn(std::ostream& out, const std::string& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error), end;
         !error && entry != end && files.size() < 5000; entry.increment(error))
        if (isImageName(entry->path().filename().string()) && entry->is_regular_file(error))
            files.push_back(entry->path());
    if (files.empty())
        throw DataError(folder + " contains no images (" + imageEndings() + ").");
    std::sort(files.begin(), files.end());
    measure(out, files, std::to_string(files.size()) + " files in " + folder);
    const TemporaryFolder scratch;
    printShards(out, files, scratch.path);
}

}  // namespace

Benchmark loaderBenchmark() {
    return {"loader",
            "training images from JPEG files against plain OpenCV, and from a tar file; --data FOLDER: your own images",
            runLoader, runLoaderOn};
}

}  // namespace isonet::benchmarks
