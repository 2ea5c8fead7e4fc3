#include "model/kernels/cuda/Graph.h"

#include <ATen/cuda/CUDAEvent.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

namespace {

class CudaGraph : public isonet::model::DeviceGraph {
public:
    explicit CudaGraph(int device)
        : device_(static_cast<c10::DeviceIndex>(device)),
          stream_(c10::cuda::getStreamFromPool(/*isHighPriority=*/false, device_)) {}

    void warmUp(const std::function<void()>& body) override {
        aside([&] { body(); });
    }

    void capture(const std::function<void()>& body) override {
        aside([&] {
            graph_.capture_begin();
            try {
                body();
            } catch (...) {
                try {
                    graph_.capture_end();      // releases the stream
                } catch (const c10::Error&) {  // the recording is invalid: report the first error
                }
                throw;
            }
            graph_.capture_end();
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
    at::cuda::CUDAGraph graph_;
};

}  // namespace

extern "C" isonet::model::DeviceGraph* isonetMakeGraph(int device) {
    return new CudaGraph(device);
}
