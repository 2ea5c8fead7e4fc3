#include "model/kernels/cuda/Graph.h"

#include <ATen/core/CachingHostAllocator.h>
#include <ATen/cuda/CUDAEvent.h>
#include <ATen/cuda/CUDAGeneratorImpl.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <exception>
#include <map>

namespace {

namespace allocator = c10::cuda::CUDACachingAllocator;

// torch 2.11 ends a capture in its allocators and generators only if the capture succeeds: after a failed one, memory
// would go to the graph's pool and random numbers would be refused for the rest of the process. abandon() ends it
// there.
class Recording : public at::cuda::CUDAGraph {
public:
    void begin(c10::MempoolId_t pool) {
        // Thread-local: loader threads pin memory and the measurer copies meanwhile, which the global mode forbids.
        capture_begin(pool, cudaStreamCaptureModeThreadLocal);
    }

    // On the stream of the capture, whether or not it has begun.
    void abandon(c10::DeviceIndex device, c10::MempoolId_t pool) noexcept {
        attempt([&] { capture_end(); });  // releases the stream
        if (capture_ended_) {             // the recording was valid, or only its instantiation failed
            attempt([&] { reset(); });
        } else {
            attempt([&] { allocator::endAllocateToPool(device, pool); });
            attempt([&] { at::getHostAllocator(at::kCUDA)->end_allocate_to_pool(pool); });
            attempt([&] {
                if (allocator::getPoolUseCount(device, pool) > 0)
                    allocator::releasePool(device, pool);
            });
            attempt([&] { at::getHostAllocator(at::kCUDA)->release_pool(pool); });
            for (const auto& entry : captured_generator_states_)
                entry.first->capturing_ = false;
        }
        C10_CUDA_CLEAR_ERROR();
    }

private:
    // Failures leave different parts undone. Ending a part twice is an error, which is ignored here.
    template <typename Action>
    static void attempt(const Action& action) noexcept {
        try {
            action();
        } catch (const std::exception&) {
        }
    }
};

// One for each training thread and device: nodes that outlive a graph (the accumulators of a gradient averager)
// remember the stream on which they were made, and a capture must not wait for another.
c10::cuda::CUDAStream captureStream(c10::DeviceIndex device) {
    thread_local std::map<c10::DeviceIndex, c10::cuda::CUDAStream> streams;
    const auto found = streams.find(device);
    if (found != streams.end())
        return found->second;
    return streams.emplace(device, c10::cuda::getStreamFromPool(/*isHighPriority=*/false, device)).first->second;
}

class CudaGraph : public isonet::model::DeviceGraph {
public:
    explicit CudaGraph(int device) : device_(static_cast<c10::DeviceIndex>(device)), stream_(captureStream(device_)) {}

    void warmUp(const std::function<void()>& body) override {
        aside([&] { body(); });
    }

    void capture(const std::function<void()>& body) override {
        aside([&] {
            // The graph's pool cannot use the blocks that are cached for the eager steps: give them back first.
            stream_.synchronize();
            allocator::emptyCache();
            const c10::MempoolId_t pool = at::cuda::graph_pool_handle();
            try {
                graph_.begin(pool);
                body();
                graph_.capture_end();
            } catch (...) {
                graph_.abandon(device_, pool);
                throw;
            }
        });
    }

    void replay() override {
        const c10::cuda::CUDAGuard guard(device_);
        graph_.replay();
    }

private:
    // Runs `work` on the graph's stream, ordered between earlier and later work on the current stream.
    template <typename Work>
    void aside(const Work& work) {
        const c10::cuda::CUDAStream present = c10::cuda::getCurrentCUDAStream(device_);
        wait(present, stream_);
        {
            const c10::cuda::CUDAStreamGuard guard(stream_);
            work();
        }
        wait(stream_, present);
    }

    static void wait(const c10::cuda::CUDAStream& first, const c10::cuda::CUDAStream& second) {
        at::cuda::CUDAEvent done;
        done.record(first);
        done.block(second);
    }

    c10::DeviceIndex device_;
    c10::cuda::CUDAStream stream_;
    Recording graph_;
};

}  // namespace

extern "C" isonet::model::DeviceGraph* isonetMakeGraph(int device) {
    return new CudaGraph(device);
}
