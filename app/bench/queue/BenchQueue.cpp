#include "app/bench/queue/BenchQueue.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "training/data/images/CounterRandom.h"
#include "training/data/images/ImageWriter.h"

namespace isonet::benchmarks {

void writeQueueImages(const std::filesystem::path& folder, int images, int side) {
    std::uint64_t key = 1;
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3);
    for (const auto& [split, count] : {std::pair{"train", images / 2}, std::pair{"val", std::max(2, images / 20)}})
        for (int label = 0; label < 2; ++label) {
            const auto place = folder / split / ("class" + std::to_string(label));
            std::filesystem::create_directories(place);
            for (int i = 0; i < count; ++i) {
                training::RandomStream random(key++);
                for (auto& value : pixels)
                    value = static_cast<std::uint8_t>((label == 0 ? 40 : 70) + random.below(150));
                training::writeImageFile(place / (std::to_string(i) + ".png"),
                                         {pixels.data(), std::ptrdiff_t{side} * 3, side, side, 3});
            }
        }
}

sweeps::Queue makeQueue(const std::filesystem::path& folder, const config::RunConfig& config, int rows) {
    sweeps::Sweep sweep;
    sweep.name = sweep.title = "benchmark";
    for (int i = 0; i < rows; ++i) {
        sweeps::SweepRow row;
        row.label = "r" + std::to_string(i);
        row.name = "isonet";
        row.method = "ISONet";
        row.config = config;
        row.config.optimizer.learningRate *= 1 + 0.1 * i;
        sweep.rows.push_back(std::move(row));
    }
    sweeps::nameRows(sweep);
    return sweeps::Queue::create(folder, sweep);
}

std::unique_ptr<Child> startQueue(const std::filesystem::path& queue, int jobs, int retries) {
    auto log = queue;
    log += ".txt";
    return std::make_unique<Child>(
        programFolder() / "isonet",
        std::vector<std::string>{"queue", "run", queue.string(), "--jobs", std::to_string(jobs), "--devices", "cpu",
                                 "--retries", std::to_string(retries)},
        std::vector<std::string>{}, log);
}

std::unique_ptr<Child> startWindow(const std::filesystem::path& queue) {
    const auto program = programFolder() / "isonet-workbench";
    std::error_code error;
    if (!std::filesystem::exists(program, error))
        return nullptr;
    auto log = queue, settings = queue;
    log += ".window.txt";
    settings += ".settings";
    return std::make_unique<Child>(
        program, std::vector<std::string>{"--runs", queue.parent_path().string(), queue.string(), "--start"},
        std::vector<std::string>{"QT_QPA_PLATFORM=offscreen", "XDG_CONFIG_HOME=" + settings.string()}, log);
}

}  // namespace isonet::benchmarks
