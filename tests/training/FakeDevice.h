// A device without hardware: memory is the host's, and work is queued on streams until the test runs it in any order
// that streams and events allow. One process-wide device, LibTorch's "privateuseone"; used by one thread.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>

namespace isonet::test {

at::Device fakeDevice();

// Queues work on the current stream.
void enqueue(std::function<void()> work);

// Runs what is queued. `choose`: given the number of streams whose next work may run, the one that runs it.
// Throws std::logic_error if work waits for something that was never queued.
void runQueued(const std::function<std::size_t(std::size_t ready)>& choose);

}  // namespace isonet::test
