#include "app/bench/queue/QueueBenchmark.h"

#include <chrono>
#include <iomanip>
#include <stdexcept>

#include "app/bench/TemporaryFolder.h"
#include "app/bench/queue/BenchQueue.h"
#include "app/bench/queue/QueueKills.h"
#include "model/base/Cores.h"
#include "training/scheduler/Slots.h"
#include "training/telemetry/RunReading.h"

namespace isonet::benchmarks {
namespace {

namespace fs = std::filesystem;

constexpr int queueRows = 4, queueImages = 640, queueEpochs = 2, queueSide = 28;

config::RunConfig queueConfig(const fs::path& images) {
    config::RunConfig config;
    config.model.depth = 20;
    config.model.channels = 3;
    config.model.height = config.model.width = queueSide;
    config.model.classes = 2;
    config.data.dataset = "folder";
    config.data.root = images.string();
    config.data.crop = config::CropKind::Padded;
    config.data.cropPadding = 2;
    config.data.workers = 1;
    config.optimizer.learningRate = 0.005;
    config.telemetry.spectrumSteps = 0;
    config.run.device = "cpu";
    config.run.batchSize = 32;
    config.run.epochs = queueEpochs;
    return config;
}

struct QueueSpeed {
    double seconds = 0;          // of the whole queue
    double imagesPerSecond = 0;  // trained, of all rows, over the whole time
    double training = 0;         // seconds of all rows' training
};

QueueSpeed measureQueue(const fs::path& folder, const config::RunConfig& config, int slots) {
    const auto queue = makeQueue(folder, config, queueRows);
    const auto began = std::chrono::steady_clock::now();
    const auto program = startQueue(folder, slots, 0);
    const auto end = program->waitFor(std::chrono::hours(1));
    QueueSpeed speed;
    speed.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    if (!end || end->code != 0)
        throw std::runtime_error("the queue ended with " + (end ? end->text() : std::string("no result")) + "; see " +
                                 program->log().string());
    double images = 0;
    for (const auto& result : queue.results()) {
        images += static_cast<double>(result.steps) * config.run.batchSize;
        speed.training += result.seconds;
    }
    speed.imagesPerSecond = images / speed.seconds;
    return speed;
}

void print(std::ostream& out, int slots, int cores, const QueueSpeed& speed) {
    const int threads = std::max(1, cores / slots);
    out << std::fixed << std::setprecision(1) << slots << (slots == 1 ? " slot,  " : " slots, ") << threads
        << (threads == 1 ? " thread each:  " : " threads each: ") << std::setw(7) << speed.imagesPerSecond
        << " images/s, " << speed.seconds << " s, of them " << 100 * speed.training / slots / speed.seconds
        << " % training\n"
        << std::flush;
}

void runQueueBenchmark(std::ostream& out) {
    const int cores = base::availableCores();
    out << "A queue of " << queueRows << " ISONet-20, batch 32, images of " << queueSide << "x" << queueSide << ", on "
        << cores << (cores == 1 ? " core" : " cores") << " (goal 1.3)\n";
    if (cores < 2) {
        out << "Two slots need two cores.\n";
        return;
    }
    const TemporaryFolder folder;
    writeQueueImages(folder.path / "images", queueImages, queueSide);
    const auto config = queueConfig(folder.path / "images");
    const QueueSpeed one = measureQueue(folder.path / "one", config, 1);
    print(out, 1, cores, one);
    const QueueSpeed two = measureQueue(folder.path / "two", config, 2);
    print(out, 2, cores, two);
    out << std::setprecision(2) << "ratio " << two.imagesPerSecond / one.imagesPerSecond << ". A row takes "
        << two.training / one.training
        << " times as long beside another one, with half of the cores: 1 if its steps used one core only, 2 if they "
           "used "
           "all of them fully. The rest of the time is the start and end of programs, which overlap with two slots.\n";
}

int runKills(std::ostream& out, int kills) {
    const auto statistics = killQueues(kills, out);
    return statistics.faults.empty() ? 0 : 1;
}

}  // namespace

Benchmark queueBenchmark() {
    Benchmark benchmark{"queue", "several rows of a queue at a time against one after another; --kills N: random kills",
                        runQueueBenchmark};
    benchmark.runKills = runKills;
    return benchmark;
}

}  // namespace isonet::benchmarks
