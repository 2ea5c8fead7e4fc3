#include "app/bench/soak/SoakData.h"

#include <array>
#include <string>
#include <utility>

#include "training/data/images/CounterRandom.h"
#include "training/data/images/ImageWriter.h"

namespace isonet::benchmarks {
namespace {

constexpr int soakSide = 8;

// Noise around a gray of the class, close enough to the other's that the loss stays above 0.
void writeNoise(const std::filesystem::path& file, int label, std::uint64_t key) {
    training::RandomStream random(key);
    std::array<std::uint8_t, static_cast<std::size_t>(soakSide) * soakSide * 3> pixels{};
    for (auto& value : pixels)
        value = static_cast<std::uint8_t>((label == 0 ? 40 : 70) + random.below(150));
    training::writeImageFile(file, {pixels.data(), std::ptrdiff_t{soakSide} * 3, soakSide, soakSide, 3});
}

}  // namespace

void writeSoakImages(const std::filesystem::path& folder) {
    std::uint64_t key = 1;
    for (const auto& [split, images] : {std::pair{"train", 20}, std::pair{"val", 6}})
        for (int label = 0; label < 2; ++label) {
            const auto place = folder / split / ("class" + std::to_string(label));
            std::filesystem::create_directories(place);
            for (int i = 0; i < images; ++i)
                writeNoise(place / (std::to_string(i) + ".png"), label, key++);
        }
}

config::RunConfig soakConfig(const std::filesystem::path& images, std::uint64_t key) {
    training::RandomStream random(key);
    config::RunConfig config;
    config.model.depth = 8;
    config.model.channels = 3;
    config.model.height = config.model.width = soakSide;
    config.model.classes = 2;
    config.data.dataset = "folder";
    config.data.root = images.string();
    config.data.crop = config::CropKind::Padded;
    config.data.cropPadding = 1;
    config.data.workers = 1;
    config.optimizer.learningRate = 0.005;
    config.telemetry.scalarSteps = 1;
    config.telemetry.spectrumSteps = 5;
    config.telemetry.checkpointMinutes = 0.02;
    config.telemetry.keepEveryEpochs = static_cast<int>(random.below(3));
    config.run.name = "soak";
    config.run.device = "cpu";
    config.run.batchSize = 4;
    config.run.epochs = 5 + static_cast<int>(random.below(6));
    config.run.seed = 1 + random.below(1000);
    return config;
}

}  // namespace isonet::benchmarks
