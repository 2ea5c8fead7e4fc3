// Queues of generated images that benchmarks run with the isonet program.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "app/bench/soak/Child.h"
#include "training/sweeps/Queue.h"

namespace isonet::benchmarks {

// Class folders of square images: `images` to train on and a tenth as many to validate on, two classes.
void writeQueueImages(const std::filesystem::path& folder, int images, int side);

// A queue of `rows` copies of a configuration that differ in the learning rate.
sweeps::Queue makeQueue(const std::filesystem::path& folder, const config::RunConfig& config, int rows);

// Starts `isonet queue run` with `jobs` rows at a time on the CPU.
std::unique_ptr<Child> startQueue(const std::filesystem::path& queue, int jobs, int retries);

// Starts a window of the workbench, without a screen and with its settings next to the queue, which runs the queue as
// stored in it. Null if there is no workbench next to this program.
std::unique_ptr<Child> startWindow(const std::filesystem::path& queue);

}  // namespace isonet::benchmarks
